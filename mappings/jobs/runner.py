"""Does jobs, one after the other, part by part.

    claim ─▶ part: think ─▶ transaction: hold the lease, write, keep the cursor ─▶ part … ─▶ done

A job that is paused or cancelled, or whose lease went to another worker, writes nothing more: the
lease is held by the same transaction as the part. What a killed worker had not committed is done
again from the cursor.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, close_old_connections, transaction

from mappings.delivery.clock import database_now
from mappings.jobs.housekeeping import keep_house
from mappings.jobs.leases import (
    claim_job,
    fail_job,
    finish_job,
    give_back,
    hold_job,
    keep_progress,
    put_off,
)
from mappings.jobs.registry import KINDS
from mappings.jobs.steps import JobFailedError, Kind, Part
from mappings.models import Job
from mappings.services.errors import TryLater
from mappings.services.profile_events import work_in_events

log = logging.getLogger(__name__)

POLL_S = 1.0
ERROR_PAUSE_S = 2.0
EVENTS_FAILED_PAUSE_S = 60.0
SLICE_S = 30.0  # then another job that waits has its turn
HOUSEKEEPING_S = 60.0
EVENT_STEPS_AT_ONCE = 20
# Between parts, for each second of one. SQLite's write lock is not fair: without a rest those who
# receive events would hardly get it.
REST_SHARE = 0.25
MIN_REST_S = 0.002


class Runner:
    """Takes jobs and does them, until it is stopped."""

    def __init__(
        self,
        *,
        kinds: Mapping[str, Kind] = KINDS,
        now: Callable[[], datetime] = database_now,
        rests: bool = True,
        slice_s: float = SLICE_S,
    ) -> None:
        self._kinds, self._now, self._rests, self._slice_s = kinds, now, rests, slice_s
        self._stopping = threading.Event()
        self._next_housekeeping_s = self._next_events_s = 0.0

    def run(self) -> None:
        """Until `stop()` is called from another thread or a signal handler."""
        while not self._stopping.is_set():
            try:
                self._work_in_events()
                if not self.step():
                    self._keep_house()
                    self._stopping.wait(POLL_S)
            except DatabaseError:
                log.exception("The database does not answer; the jobs try again")
                close_old_connections()
                self._stopping.wait(ERROR_PAUSE_S)

    def stop(self) -> None:
        """Give back what is under way after its part, and take nothing more."""
        self._stopping.set()

    def step(
        self, *, only: UUID | None = None, on_progress: Callable[[Job], None] | None = None
    ) -> bool:
        """Take one job and do some of it; False when there was none to take."""
        job = claim_job(self._now(), only=only)
        if job is None:
            return False
        self.work_at(job, on_progress or (lambda _job: None))
        return True

    def work_at(self, job: Job, on_progress: Callable[[Job], None]) -> None:
        """Do some of a job that is claimed for this runner, or all of it."""
        try:
            self._work_at(job, on_progress)
        except DatabaseError:
            give_back(job, self._now())
            raise

    def _work_at(self, job: Job, on_progress: Callable[[Job], None]) -> None:
        kind = self._kinds.get(job.kind)
        if kind is None:
            fail_job(job, f"This version knows no job of the kind {job.kind!r}.", self._now())
            return
        try:
            if self._do_parts(job, kind, on_progress):
                finish_job(job, self._now())
        except DatabaseError:
            raise
        except TryLater as err:
            now = self._now()
            put_off(job, err.message, now + timedelta(seconds=err.retry_after_s), now)
        except JobFailedError as err:
            fail_job(job, str(err), self._now())
        except Exception as err:
            log.exception("A job failed inside")
            fail_job(job, f"It failed inside, with {type(err).__name__}.", self._now())

    def _do_parts(self, job: Job, kind: Kind, on_progress: Callable[[Job], None]) -> bool:
        """True when all is done, False when somebody else goes on with it, or nobody."""
        ends_s = time.monotonic() + self._slice_s
        with closing(kind(job)) as parts:  # type: ignore[type-var]
            for part in parts:
                started_s = time.monotonic()
                if not self._do_part(job, part):
                    return False
                on_progress(job)
                is_over = part is not None and time.monotonic() > ends_s
                if self._stopping.is_set() or is_over:
                    give_back(job, self._now())
                    return False
                self._rest(time.monotonic() - started_s)
        return True

    def _do_part(self, job: Job, part: Part | None) -> bool:
        now = self._now()
        with transaction.atomic():
            if not hold_job(job, now):
                return False
            if part is not None:
                keep_progress(job, part(now))
        return True

    def _rest(self, worked_s: float) -> None:
        if self._rests:
            self._stopping.wait(max(worked_s * REST_SHARE, MIN_REST_S))
            self._work_in_events()

    def _work_in_events(self) -> None:
        """Work in what events said of people; a job that is under way does not keep it waiting."""
        if time.monotonic() < self._next_events_s:
            return
        wait_s = POLL_S
        try:
            for _ in range(EVENT_STEPS_AT_ONCE):
                if self._stopping.is_set() or not work_in_events(self._now()):
                    break
                self._stopping.wait(MIN_REST_S)
        except TryLater as err:
            log.warning("Events of people wait to be worked in: %s", err.message)
            wait_s = float(err.retry_after_s)
        except DatabaseError:
            raise
        except Exception:  # whatever an event holds, jobs go on
            log.exception("Events of people could not be worked in; they are tried again")
            wait_s = EVENTS_FAILED_PAUSE_S
        self._next_events_s = time.monotonic() + wait_s

    def _keep_house(self) -> None:
        if time.monotonic() >= self._next_housekeeping_s:
            self._next_housekeeping_s = time.monotonic() + HOUSEKEEPING_S
            keep_house(self._now())
