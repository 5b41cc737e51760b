"""Jobs are done part by part, by one worker at a time, and nothing is lost or done twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from mappings import conf
from mappings.jobs.leases import claim_job
from mappings.jobs.runner import Runner
from mappings.jobs.steps import JobFailedError, LineProblem, Part, Progress
from mappings.models import Job, JobState, Trait, Workspace
from mappings.services.errors import LimitReached, Overloaded, WrongState
from mappings.services.jobs import cancel_job, pause_job, resume_job, start_job
from tests.factories import make_workspace

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


_room: list[str] = []  # filled: what waited before goes on


def start(workspace: Workspace, **options: Any) -> Job:
    options.setdefault("parts", 3)
    return start_job(workspace=workspace, kind="traits", title="Traits", options=options)


def write_traits(job: Job) -> Iterator[Part | None]:
    """Each part writes a row, so that what is committed can be counted."""
    for number in range(job.cursor.get("at", 0), job.options["parts"]):
        yield None

        def part(_now: datetime, number: int = number) -> Progress:
            Trait.objects.create(workspace=job.workspace, name=f"trait-{number}")
            if job.options.get("breaks_at") == number:
                raise DatabaseError("gone away")
            if job.options.get("fails_at") == number:
                raise JobFailedError("The file is gone. Upload it again.")
            if job.options.get("waits_at") == number and not _room:
                raise Overloaded("Too much waits.", retry_after_s=10)
            if job.options.get("bug_at") == number:
                raise ZeroDivisionError
            return Progress({"at": number + 1}, done=1, total=job.options["parts"])

        yield part


def runner(now: datetime = NOW) -> Runner:
    return Runner(kinds={"traits": write_traits}, now=lambda: now, rests=False)


def test_a_job_is_done_part_by_part(workspace: Workspace) -> None:
    job = start(workspace)

    assert runner().step()
    assert not runner().step()

    job.refresh_from_db()
    assert (job.state, job.done_count, job.total) == (JobState.DONE, 3, 3)
    assert (job.started_at, job.finished_at, job.lease) == (NOW, NOW, "")
    assert Trait.objects.count() == 3


def test_who_stops_gives_the_job_back_after_its_part(workspace: Workspace) -> None:
    job, stopping = start(workspace), runner()
    stopping.step(on_progress=lambda _job: stopping.stop())

    job.refresh_from_db()
    assert (job.state, job.lease) == (JobState.WAITING, "")
    runner().step()
    assert Trait.objects.count() == 3


def test_a_part_that_breaks_off_leaves_nothing_and_is_done_again(workspace: Workspace) -> None:
    job = start(workspace, breaks_at=1)
    with pytest.raises(DatabaseError):
        runner().step()

    job.refresh_from_db()
    assert (job.state, job.cursor, Trait.objects.count()) == (JobState.WAITING, {"at": 1}, 1)
    Job.objects.update(options={"parts": 3})
    runner().step()
    assert Trait.objects.count() == 3


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("fails_at", "The file is gone. Upload it again."),
        ("bug_at", "It failed inside, with ZeroDivisionError."),
    ],
)
def test_a_job_that_cannot_go_on_says_why_and_may_be_resumed(
    workspace: Workspace, option: str, reason: str
) -> None:
    job = start(workspace, **{option: 2})
    runner().step()

    job.refresh_from_db()
    assert (job.state, job.detail, job.done_count) == (JobState.FAILED, reason, 2)
    Job.objects.update(options={"parts": 3})
    resume_job(job)
    runner().step()
    job.refresh_from_db()
    assert (job.state, job.detail, Trait.objects.count()) == (JobState.DONE, "", 3)


def test_a_kind_that_nobody_knows_fails(workspace: Workspace) -> None:
    job = start_job(workspace=workspace, kind="unheard", title="?", options={})
    runner().step()

    job.refresh_from_db()
    assert "knows no job of the kind 'unheard'" in job.detail


@pytest.mark.parametrize(
    ("act", "state"), [(pause_job, JobState.PAUSED), (cancel_job, JobState.CANCELLED)]
)
def test_pausing_and_cancelling_are_honoured_between_parts(
    workspace: Workspace, act: Any, state: JobState
) -> None:
    job = start(workspace)
    runner().step(on_progress=lambda running: act(Job.objects.get(pk=running.pk)))

    job.refresh_from_db()
    assert (job.state, Trait.objects.count()) == (state, 0)
    assert not runner().step()


def test_a_paused_job_goes_on_where_it_stopped(workspace: Workspace) -> None:
    job, done = start(workspace), []

    def pause_after_one(running: Job) -> None:
        done.append(running.done_count)
        if running.done_count == 1:
            pause_job(Job.objects.get(pk=running.pk))

    runner().step(on_progress=pause_after_one)
    assert Trait.objects.count() == 1
    resume_job(Job.objects.get(pk=job.pk))
    runner().step()
    assert Trait.objects.count() == 3


def test_a_lease_keeps_others_away_until_it_ends(workspace: Workspace) -> None:
    start(workspace)
    first = claim_job(NOW)

    assert first is not None
    assert claim_job(NOW + timedelta(seconds=59)) is None
    second = claim_job(NOW + timedelta(seconds=61))
    assert second is not None
    assert second.lease != first.lease


def test_who_lost_the_lease_writes_nothing(workspace: Workspace) -> None:
    start(workspace)

    def lose(_job: Job) -> None:
        claim_job(NOW + timedelta(seconds=61))

    runner().step(on_progress=lose)

    assert Trait.objects.count() == 0


def test_problems_are_kept_up_to_a_number_and_counted_beyond(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_JOB_PROBLEMS", 3)
    job = start(workspace)

    def kind(_job: Job) -> Iterator[Part]:
        for _ in range(2):
            problems = [LineProblem(line, "This is no JSON.") for line in (1, 2)]
            yield lambda _now, problems=problems: Progress({}, problems=problems, hidden_problems=5)

    Runner(kinds={"traits": kind}, now=lambda: NOW, rests=False).step()

    job.refresh_from_db()
    assert (job.problem_count, job.problems.count()) == (14, 3)


def test_ended_jobs_stay_ended(workspace: Workspace) -> None:
    job = start(workspace)
    cancel_job(job)

    for act in (pause_job, resume_job, cancel_job):
        with pytest.raises(WrongState, match="This job is cancelled; it cannot be"):
            act(job)


def test_a_workspace_has_a_number_of_open_jobs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_OPEN_JOBS_PER_WORKSPACE", 1)
    cancel_job(start(workspace))
    start(workspace)

    with pytest.raises(LimitReached, match="1 jobs are waiting, running or paused"):
        start(workspace)


def test_a_job_that_has_to_wait_is_put_off_and_goes_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(workspace, waits_at=1)
    runner().step()

    job.refresh_from_db()
    assert (job.state, job.detail, job.done_count) == (JobState.WAITING, "Too much waits.", 1)
    assert job.lease_until == NOW + timedelta(seconds=10)
    assert not runner().step()

    monkeypatch.setitem(globals(), "_room", ["yes"])
    assert runner(NOW + timedelta(seconds=11)).step()
    job.refresh_from_db()
    assert (job.state, job.detail, job.done_count) == (JobState.DONE, "", 3)


def test_events_of_people_that_have_to_wait_stop_no_job(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_now: datetime) -> int:
        raise Overloaded("Too much waits.", retry_after_s=10)

    monkeypatch.setattr("mappings.jobs.runner.work_in_events", full)
    working = runner()
    working._work_in_events()
    job = start(workspace)
    assert working.step()
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_failure_inside_of_the_events_of_people_stops_no_job(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def fail(_now: datetime) -> int:
        asked.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr("mappings.jobs.runner.work_in_events", fail)
    working = runner()
    working._work_in_events()
    working._work_in_events()
    job = start(workspace)
    assert working.step()

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert len(asked) == 1  # the next try waits
    assert "could not be worked in" in caplog.text


def test_a_database_that_is_gone_is_told_to_whoever_runs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_now: datetime) -> int:
        raise DatabaseError("gone away")

    monkeypatch.setattr("mappings.jobs.runner.work_in_events", gone)
    with pytest.raises(DatabaseError):
        runner()._work_in_events()
