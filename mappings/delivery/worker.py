"""The worker: claims what is due, lets threads send it, writes down what came of it, and repeats.

    look ─▶ claim ─▶ threads: map, check, send ─▶ reports ─▶ record ─▶ look …

One thread alone talks to the database, but for a refresh token that a tool replaced. A worker that
is killed leaves its claims to their leases; one that is told to stop finishes what is on its way
and hands the rest back.
"""

import logging
import queue
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection

from mappings.delivery import doorbell
from mappings.delivery.access_tokens import AccessTokens
from mappings.delivery.claims import LEASE_S, due_times, renew
from mappings.delivery.clock import database_now
from mappings.delivery.housekeeping import keep_house
from mappings.delivery.jobs import run_job
from mappings.delivery.messages import Send
from mappings.delivery.recording import record
from mappings.delivery.refresh_tokens import keep_refresh_token
from mappings.delivery.results import Report
from mappings.delivery.taking import Taker

log = logging.getLogger(__name__)

POLL_S = 0.25
MAX_RECORDED_AT_ONCE = 500
STOP_S = 20.0  # what is on its way may take so long
ERROR_PAUSE_S = 2.0
KEEP_WAITS_S = (0.5, 2.0, 5.0, 10.0)
HOUSEKEEPING_S = 60.0


@dataclass(slots=True)
class _Running:
    """A job that a thread works on, and when its lease was last renewed."""

    destination_id: uuid.UUID
    lease: uuid.UUID
    renewed_s: float


class Worker:
    """Sends deliveries with `threads` requests at once at most."""

    def __init__(
        self,
        *,
        send: Send,
        threads: int = 16,
        now: Callable[[], datetime] = database_now,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._send = send
        self._threads = threads
        self._now = now
        self._draw = draw
        self._taker = Taker(AccessTokens(send=send, keep=_keep_from_thread))
        self._reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self._running: dict[uuid.UUID, _Running] = {}
        self._stopping = threading.Event()
        self._next_housekeeping_s = 0.0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="delivery")

    def run(self) -> None:
        """Until `stop()` is called from another thread or a signal handler."""
        while not self._stopping.is_set():
            try:
                if not self.step():
                    doorbell.wait(POLL_S)
            except DatabaseError:
                log.exception("The database does not answer; the worker tries again")
                close_old_connections()
                self._stopping.wait(ERROR_PAUSE_S)
        self._finish()

    def stop(self) -> None:
        """Take nothing more. `run` returns when what is on its way has ended."""
        self._stopping.set()
        doorbell.ring()

    def step(self) -> bool:
        """Write down what has come, renew leases, and start what is due.

        Returns:
            Whether there may be more to do at once.
        """
        recorded = self._record()
        self._renew()
        is_started = self._start_due()
        self._keep_house()
        return is_started or recorded

    def run_until_idle(self) -> None:
        """Send everything that is due now, and what becomes due while that is sent; for tests."""
        while self.step() or self._running:
            self._wait_for_report()

    @property
    def in_flight(self) -> int:
        return len(self._running)

    def _start_due(self) -> bool:
        free = self._threads - len(self._running)
        if free <= 0:
            return False
        now = self._now()
        busy = Counter(running.destination_id for running in self._running.values())
        due = [one for one, due_at in due_times().items() if due_at <= now]
        jobs = self._taker.take(due, free=free, busy=busy, now=now)
        for job in jobs:
            destination_id = job.connection.destination_id
            self._running[job.id] = _Running(destination_id, job.lease, time.monotonic())
            self._pool.submit(
                run_job,
                job,
                send=self._send,
                report=self._report,
                is_stopping=self._stopping.is_set,
            )
        return bool(jobs)

    def _report(self, report: Report) -> None:
        self._reports.put(report)
        doorbell.ring()

    def _record(self) -> bool:
        reports: list[Report] = []
        while len(reports) < MAX_RECORDED_AT_ONCE:
            try:
                reports.append(self._reports.get_nowait())
            except queue.Empty:
                break
        if not reports:
            return False
        try:
            record(reports, now=self._now(), draw=self._draw)
        except DatabaseError:
            for report in reports:  # nothing was written: it will be, when the database is back
                self._reports.put(report)
            raise
        for report in reports:
            report.is_recorded.set()
            if report.is_last:
                self._running.pop(report.job_id, None)
        return True

    def _renew(self) -> None:
        now_s = time.monotonic()
        old = [one for one in self._running.values() if now_s - one.renewed_s > LEASE_S / 3]
        if old:
            renew({running.lease for running in old}, now=self._now())
            for running in old:
                running.renewed_s = now_s

    def _keep_house(self) -> None:
        """Once a minute; sooner again while there is more to forget."""
        if time.monotonic() < self._next_housekeeping_s:
            return
        forgotten = keep_house(self._now())
        wait_s = HOUSEKEEPING_S / 60 if forgotten else HOUSEKEEPING_S
        self._next_housekeeping_s = time.monotonic() + wait_s

    def _wait_for_report(self) -> None:
        if self._running and self._reports.empty():
            doorbell.wait(POLL_S)

    def _finish(self) -> None:
        """Let the threads end, and write down what came of it."""
        ends_s = time.monotonic() + STOP_S
        while self._running and time.monotonic() < ends_s:
            try:
                if not self._record():
                    doorbell.wait(POLL_S)
                self._renew()
            except DatabaseError:
                log.exception("The database does not answer; the worker tries again")
                close_old_connections()
                time.sleep(ERROR_PAUSE_S)
        self._pool.shutdown(wait=False, cancel_futures=True)


def _keep_from_thread(destination_id: uuid.UUID, key: str, *, used: str, new: str) -> None:
    """The one thing that a sending thread writes: it would be lost with the process.

    While the database does not answer it is tried again, for the old one is worthless already.
    """
    for wait_s in KEEP_WAITS_S:
        try:
            keep_refresh_token(destination_id, key, used=used, new=new)
            return
        except DatabaseError:
            log.exception("A new refresh token could not be stored; trying again")
            time.sleep(wait_s)
        finally:
            connection.close()
    log.error("The new refresh token of destination %s is lost with this process", destination_id)
