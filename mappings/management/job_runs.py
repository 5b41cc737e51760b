"""Doing a job in a command: taken from other workers, with its progress on the terminal."""

import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mappings.delivery.clock import database_now
from mappings.jobs.leases import claim_job
from mappings.jobs.runner import Runner
from mappings.models import Job, JobState, Workspace
from mappings.services.errors import WrongState
from mappings.services.jobs import pause_job, resume_job

_TOLD_EVERY_S = 0.5
_TOLD_PROBLEMS = 20
_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class JobWords:
    """How a kind of job is called on the terminal.

    Shape:
        ``JobWords("import", "lines", "import_profiles demo")``
    """

    noun: str
    unit: str
    command: str  # that goes on with it, but for ``--resume JOB``


def find_job(workspace: Workspace, text: str, kinds: Sequence[str], noun: str) -> Job:
    """The job of this id, ready to be taken.

    Raises:
        CommandError: there is none in the workspace.
    """
    rows = Job.objects.for_workspace(workspace).filter(kind__in=kinds)
    job = next((row for row in rows if str(row.pk) == text), None)
    if job is None:
        raise CommandError(f"There is no such {noun} in this workspace.")
    if job.state in (JobState.PAUSED, JobState.FAILED):
        resume_job(job)
    return job


def take_job(job: Job, noun: str) -> Job:
    """The job, claimed for this process.

    Raises:
        CommandError: it ended, or another worker has it.
    """
    taken = claim_job(database_now(), only=job.pk)
    if taken is None:
        raise CommandError(
            f"The {noun} is {job.get_state_display().lower()}, or another worker is at it; "
            "after one that was killed, wait a minute."
        )
    return taken


class JobRun:
    """A job from its start to its end, or to Ctrl+C.

    Args:
        pauses: whether a job that is stopped waits for a person, not for the next worker.
        rests: whether it leaves the database to others between parts.
    """

    def __init__(
        self, command: BaseCommand, words: JobWords, *, pauses: bool = False, rests: bool = False
    ) -> None:
        self._command, self._words, self._pauses = command, words, pauses
        self._runner = Runner(rests=rests, slice_s=float("inf"))
        self._is_stopping = False
        self._told_s = self._started_s = 0.0
        self._done_before = 0

    def run(self, job: Job) -> None:
        """Do a job that is taken.

        Raises:
            CommandError: it failed.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        self._started_s, self._done_before = time.monotonic(), job.done_count
        self._tell(f"{self._words.noun.capitalize()} {job.pk}")
        taken: Job | None = job
        while taken is not None:
            self._runner.work_at(taken, self._tell_progress)
            job.refresh_from_db()
            taken = self._taken_again(job)
        if self._is_stopping and self._pauses:
            _pause(job)
        self._tell_end(job)

    def _stop(self) -> None:
        self._is_stopping = True
        self._runner.stop()

    def _taken_again(self, job: Job) -> Job | None:
        """A job that was put off, once it may go on; None where nothing is left to do here."""
        if job.state != JobState.WAITING or self._is_stopping:
            return None
        self._tell(f"{job.detail} Waiting …")
        while not self._is_stopping and job.lease_until and timezone.now() < job.lease_until:
            time.sleep(_LOOK_EVERY_S)
        return None if self._is_stopping else claim_job(database_now(), only=job.pk)

    def _tell_progress(self, job: Job) -> None:
        if time.monotonic() < self._told_s or not sys.stderr.isatty():
            return
        self._told_s = time.monotonic() + _TOLD_EVERY_S
        self._tell(f"\r{self._progress(job)}\033[K", ending="")

    def _tell_end(self, job: Job) -> None:
        start = "\r" if sys.stderr.isatty() else ""
        self._tell(start + self._progress(job))
        for problem in job.problems.order_by("line")[:_TOLD_PROBLEMS]:
            self._tell(f"line {problem.line}: {problem.message}")
        if job.problem_count > _TOLD_PROBLEMS:
            self._tell(f"and {job.problem_count - _TOLD_PROBLEMS:,} more")
        if job.state == JobState.FAILED:
            raise CommandError(job.detail)
        if job.detail:
            self._tell(job.detail)
        if job.state != JobState.DONE:
            again = f"{self._words.command} --resume {job.pk}"
            if job.state == JobState.PAUSED:
                self._tell(f"Paused. Go on with: {again}")
            elif job.state == JobState.CANCELLED:
                self._tell("Cancelled.")
            else:
                self._tell(f"Stopped. A running worker goes on with it, or: {again}")

    def _progress(self, job: Job) -> str:
        share = f" ({job.done_count / job.total:.0%})" if job.total else ""
        total = f" of {job.total:,}" if job.total else ""
        passed_s = max(time.monotonic() - self._started_s, 0.001)
        rate = f", {(job.done_count - self._done_before) / passed_s:,.0f} a second"
        found = "problem" if job.problem_count == 1 else "problems"
        problems = f", {job.problem_count:,} {found}"
        return f"{job.done_count:,}{total} {self._words.unit}{share}{rate}{problems}"

    def _tell(self, text: str, *, ending: str | None = None) -> None:
        self._command.stderr.write(text, ending=ending)


def _pause(job: Job) -> None:
    try:
        pause_job(job)
    except WrongState:  # it ended, or was ended, before it could be
        job.refresh_from_db()
