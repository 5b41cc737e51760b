"""Which worker has a job: taken by a conditional update, held by a lease, given back."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from mappings import conf
from mappings.jobs.steps import Progress
from mappings.models import Job, JobProblem, JobState
from mappings.models.base import WorkspaceQuerySet
from mappings.models.ids import new_id
from mappings.models.inserting import insert_rows

LEASE_S = 60.0
_PROBLEM_COLUMNS = ("id", "workspace_id", "job_id", "line", "message")


def claim_job(now: datetime, *, only: UUID | None = None) -> Job | None:
    """A job that nobody works at, the one that waits longest; None when there is none.

    Args:
        only: take this job or none.
    """
    is_due = Q(lease_until=None) | Q(lease_until__lt=now)
    free = is_due & Q(state__in=[JobState.WAITING, JobState.RUNNING])
    rows = Job.objects.filter(free)
    rows = rows.filter(pk=only) if only else rows
    for job in rows.order_by("updated_at", "id")[:10]:
        lease = secrets.token_hex(16)
        taken = Job.objects.filter(free, pk=job.pk).update(
            state=JobState.RUNNING,
            lease=lease,
            lease_until=now + timedelta(seconds=LEASE_S),
            started_at=job.started_at or now,
            updated_at=now,
            detail="",
        )
        if taken:
            return Job.objects.select_related("workspace").get(pk=job.pk, lease=lease)
    return None


def hold_job(job: Job, now: datetime) -> bool:
    """Renew the lease; False when the job was paused or cancelled, or another worker has it."""
    ends = now + timedelta(seconds=LEASE_S)
    return bool(_held(job).update(lease_until=ends, updated_at=now))


def keep_progress(job: Job, progress: Progress) -> None:
    """Write down what a part did, in its transaction."""
    if progress.problems:
        room = max(conf.MAX_JOB_PROBLEMS - job.problems.count(), 0)
        rows = [
            (new_id(), job.workspace_id, job.pk, one.line, one.message[: conf.MAX_DETAIL_CHARS])
            for one in progress.problems[:room]
        ]
        insert_rows(JobProblem, _PROBLEM_COLUMNS, rows)
    job.cursor = dict(progress.cursor)
    job.done_count += progress.done
    job.problem_count += len(progress.problems) + progress.hidden_problems
    job.total = job.total if progress.total is None else progress.total
    job.detail = job.detail if progress.detail is None else progress.detail
    job.save(update_fields=["cursor", "done_count", "problem_count", "total", "detail"])


def finish_job(job: Job, now: datetime) -> None:
    _end(job, JobState.DONE, now)


def fail_job(job: Job, reason: str, now: datetime) -> None:
    _end(job, JobState.FAILED, now, detail=reason[: conf.MAX_DETAIL_CHARS])


def give_back(job: Job, now: datetime) -> None:
    """Let any worker go on with it."""
    _held(job).update(state=JobState.WAITING, lease="", lease_until=None, updated_at=now)


def put_off(job: Job, reason: str, until: datetime, now: datetime) -> None:
    """Let any worker go on with it, but not before `until`."""
    _held(job).update(
        state=JobState.WAITING,
        lease="",
        lease_until=until,
        detail=reason[: conf.MAX_DETAIL_CHARS],
        updated_at=now,
    )


def _end(job: Job, state: JobState, now: datetime, **changes: str) -> None:
    _held(job).update(
        state=state, lease="", lease_until=None, finished_at=now, updated_at=now, **changes
    )


def _held(job: Job) -> WorkspaceQuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING)
