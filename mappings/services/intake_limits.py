"""When events are refused rather than taken: a source too fast, too much waiting, no room left."""

import shutil
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, FloatField, Value
from django.db.models.functions import Greatest, Least

from mappings import conf
from mappings.models import WAITING_STATES, Delivery, Source, SourceRate
from mappings.services.errors import Overloaded, RateLimited

RETRY_AFTER_S = 10
_SHORTEST_S = 2.0  # between two looks at what changes slowly
_SHARE_OF_TIME = 20  # and a look that takes long is taken so many times its length later


def check_room(workspace_id: UUID) -> None:
    """Refuse while more deliveries of the workspace wait than allowed, or the disk is nearly full.

    Both are looked at every few seconds, so that what is taken in between may go past them.

    Raises:
        Overloaded: with when to try again.
    """
    if _disk.read() < conf.min_free_disk_bytes():
        raise Overloaded("The disk is nearly full.", retry_after_s=RETRY_AFTER_S)
    limit = conf.max_pending_deliveries()
    if _pending_of(workspace_id).read() >= limit:
        message = f"{limit:,} deliveries wait to be sent, the most that may."
        raise Overloaded(message, retry_after_s=RETRY_AFTER_S)


def check_rate(source: Source, *, events: int, now: datetime) -> None:
    """Take so many events from what the source may send now: one update, whoever else sends.

    A batch passes whole while anything is left; what it takes too much is waited for afterwards.

    Raises:
        RateLimited: with when to try again.
    """
    rate = float(conf.max_events_per_s())
    if not rate:
        return
    now_s = now.timestamp()
    refilled = Least(
        Value(rate, FloatField()),
        F("tokens") + Greatest(Value(0.0), Value(now_s, FloatField()) - F("filled_at_s")) * rate,
        output_field=FloatField(),
    )
    SourceRate.objects.bulk_create(
        [SourceRate(source_id=source.pk, tokens=rate, filled_at_s=now_s)], ignore_conflicts=True
    )
    row = SourceRate.objects.filter(source=source).annotate(left=refilled)
    taken = row.filter(left__gte=1).update(
        tokens=refilled - float(events), filled_at_s=Greatest(F("filled_at_s"), Value(now_s))
    )
    if not taken:
        message = f"This source may send {rate:,.0f} events a second."
        raise RateLimited(message, retry_after_s=1)


def forget_what_was_seen() -> None:
    """Look again at the next event."""
    _disk.forget()
    _pending.clear()


class _Sampled:
    """A figure that is looked up now and then. Threads share it; one of them looks."""

    def __init__(self, look: Callable[[], int]) -> None:
        self._look = look
        self._looking = threading.Lock()
        self._value: int | None = None
        self._due_at_s = 0.0

    def read(self) -> int:
        if self._value is None or time.monotonic() >= self._due_at_s:
            self._renew()
        return self._value or 0

    def forget(self) -> None:
        self._value = None

    def _renew(self) -> None:
        """Look, unless another thread does; the first time, wait for it."""
        if not self._looking.acquire(blocking=self._value is None):
            return
        try:
            started_s = time.monotonic()
            self._value = self._look()
            ended_s = time.monotonic()
            self._due_at_s = ended_s + max(_SHORTEST_S, _SHARE_OF_TIME * (ended_s - started_s))
        finally:
            self._looking.release()


_pending: dict[UUID, _Sampled] = {}


def _pending_of(workspace_id: UUID) -> _Sampled:
    return _pending.setdefault(workspace_id, _Sampled(lambda: _count_pending(workspace_id)))


def _count_pending(workspace_id: UUID) -> int:
    """How many deliveries wait, counted up to the limit."""
    waiting = Delivery.objects.filter(
        destination__workspace=workspace_id, state__in=[*WAITING_STATES]
    )
    return waiting.order_by()[: conf.max_pending_deliveries()].count()


def free_disk_bytes() -> int:
    """What is free where the data lies; of a database server's disk nothing is known here."""
    if connection.vendor != "sqlite":
        return conf.min_free_disk_bytes()
    return shutil.disk_usage(conf.data_dir()).free


_disk = _Sampled(free_disk_bytes)
