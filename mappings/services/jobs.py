"""What people do with long work: start it, pause it, go on, end it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mappings import conf
from mappings.models import OPEN_JOB_STATES, Job, JobState, Workspace
from mappings.models.ids import new_id
from mappings.services.errors import LimitReached, WrongState
from mappings.services.locks import lock_row


def start_job(
    *,
    workspace: Workspace,
    kind: str,
    title: str,
    options: Mapping[str, Any],
    started_by: Any = None,
    job_id: UUID | None = None,
    total: int | None = None,
) -> Job:
    """Have a worker do this, from its next look on.

    Raises:
        LimitReached: the workspace has too many open jobs.
    """
    with transaction.atomic():
        lock_row(workspace)
        open_count = Job.objects.for_workspace(workspace).filter(state__in=OPEN_JOB_STATES).count()
        if open_count >= conf.MAX_OPEN_JOBS_PER_WORKSPACE:
            raise LimitReached(
                f"{open_count} jobs are waiting, running or paused, which is the limit. "
                "Let one end, or cancel one."
            )
        return Job.objects.create(
            pk=job_id or new_id(),
            workspace=workspace,
            kind=kind,
            title=title[: conf.MAX_NAME_CHARS],
            options=dict(options),
            started_by=started_by,
            total=total,
        )


def pause_job(job: Job) -> Job:
    """Stop after the part that is under way.

    Raises:
        WrongState: it is neither waiting nor running.
    """
    return _change(job, (JobState.WAITING, JobState.RUNNING), JobState.PAUSED, "paused")


def resume_job(job: Job) -> Job:
    """Go on where it stopped; a job that failed, too.

    Raises:
        WrongState: it is neither paused nor failed.
    """
    return _change(job, (JobState.PAUSED, JobState.FAILED), JobState.WAITING, "resumed")


def cancel_job(job: Job) -> Job:
    """End it where it is. What is done stays done.

    Raises:
        WrongState: it has ended.
    """
    return _change(job, (*OPEN_JOB_STATES, JobState.FAILED), JobState.CANCELLED, "cancelled")


def _change(job: Job, allowed: tuple[JobState, ...], state: JobState, word: str) -> Job:
    now = timezone.now()
    changed = Job.objects.filter(pk=job.pk, state__in=allowed).update(
        state=state,
        lease="",
        lease_until=None,
        detail="",
        finished_at=now if state == JobState.CANCELLED else None,
        updated_at=now,
    )
    job.refresh_from_db()
    if not changed:
        raise WrongState(f"This job is {job.get_state_display().lower()}; it cannot be {word}.")
    return job
