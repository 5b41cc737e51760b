"""What became of events within a time: by state, by reason, and over time.

Deliveries that ended are counted by when they ended: from kept counts as far as counting has come,
from the rows after that. Open ones are counted as they are now.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, Sum

from mappings.delivery.counting import FINE_S, HOUR_S, counted_until, floor_time
from mappings.models import (
    OPEN_STATES,
    Delivery,
    DeliveryState,
    Destination,
    EndedCount,
    Event,
    Mapping,
    ReceivedCount,
    Workspace,
)
from mappings.services.time_ranges import TimeRange

_HOUR = timedelta(seconds=HOUR_S)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose deliveries are looked at: a workspace's, one destination's or one mapping's."""

    workspace: Workspace
    destination: Destination | None = None
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Events that came in, the mappings they met, and those whose trigger did not match."""

    events: int = 0
    mappings: int = 0
    unmatched: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """What waits now, whenever it came."""

    waiting: int = 0  # pending for the first time, or being sent
    retrying: int = 0  # pending after an attempt
    held: int = 0


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Deliveries of one destination that ended, or are held, for the same reason."""

    destination_id: UUID | None
    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the chart."""

    starts_at: datetime
    delivered: int
    filtered: int
    failed: int

    @property
    def total(self) -> int:
        return self.delivered + self.filtered + self.failed


@dataclass(frozen=True, slots=True)
class MappingCount:
    """What became of the deliveries of one mapping."""

    mapping_id: UUID | None
    destination_id: UUID | None
    delivered: int
    filtered: int
    failed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`received` counts the events of the scope's sources; the rest counts event × mapping."""

    received: Received
    delivered: int
    filtered: int
    failed: int
    open: Open
    reasons: list[ReasonCount]  # of filtered, failed and held; the most frequent first
    steps: list[Step]
    by_mapping: list[MappingCount]

    @property
    def ended(self) -> int:
        return self.delivered + self.filtered + self.failed


FAILED_STATES = (DeliveryState.DEAD, DeliveryState.INTERNAL_ERROR)


def make_overview(*, scope: Scope, during: TimeRange, now: datetime) -> Overview:
    """Count everything of the scope: ended and received `during`, open `now`."""
    counts = _Counts({at: defaultdict(int) for at in during.steps()})
    until = min(counted_until() or during.start, during.end)
    if until > during.start:
        _add_kept(counts, scope, during, until)
    _add_rows(counts, scope, during, max(during.start, until), min(during.end, now))
    open_now, held_reasons = _open(scope)
    totals = {name: sum(one[name] for one in counts.by_step.values()) for name in _GROUPS}
    reasons = [ReasonCount(*key, count) for key, count in counts.by_reason.items()]
    return Overview(
        received=_received(scope, during, until),
        open=open_now,
        reasons=sorted([*reasons, *held_reasons], key=_rank),
        steps=[Step(at, *(one[name] for name in _GROUPS)) for at, one in counts.by_step.items()],
        by_mapping=[
            MappingCount(*key, *(one[name] for name in _GROUPS))
            for key, one in sorted(counts.by_mapping.items(), key=lambda item: str(item[0]))
        ],
        **totals,
    )


@dataclass
class _Counts:
    """What ended, counted in three ways."""

    by_step: dict[datetime, dict[str, int]]
    by_reason: dict[tuple[UUID | None, str, str], int] = field(
        default_factory=lambda: defaultdict(int)
    )
    by_mapping: dict[tuple[UUID | None, UUID | None], dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def add_to_step(self, step: datetime, state: str, count: int) -> None:
        self.by_step[step][_group(state)] += count

    def add_to_kind(self, kind: "_Kind", count: int) -> None:
        destination_id, mapping_id, state, reason = kind
        if state != DeliveryState.DELIVERED:
            self.by_reason[destination_id, state, reason] += count
        self.by_mapping[mapping_id, destination_id][_group(state)] += count


_Kind = tuple[UUID | None, UUID | None, str, str]
_KIND = ("destination_id", "mapping_id", "state", "reason")
_GROUPS = ("delivered", "filtered", "failed")


def _rank(one: ReasonCount) -> tuple[int, str, str, str]:
    return -one.count, one.state, one.reason, str(one.destination_id)


def _group(state: str) -> str:
    return "failed" if state in FAILED_STATES else state


def _add_kept(counts: _Counts, scope: Scope, during: TimeRange, until: datetime) -> None:
    """The kept counts of the range: once by time, once by kind."""
    rows = EndedCount.objects.filter(_kept(during, until), **_kept_scope(scope)).order_by()
    for starts_at, state, count in rows.values_list("starts_at", "state").annotate(
        total=Sum("count")
    ):
        counts.add_to_step(during.step_of(starts_at), state, count)
    for *kind, count in rows.values_list(*_KIND).annotate(total=Sum("count")):
        counts.add_to_kind(cast(_Kind, tuple(kind)), count)


def _kept(during: TimeRange, until: datetime) -> Q:
    """Whole hours, and buckets of five minutes at the edges."""
    first_hour, last_hour = _ceiled(during.start), _floored(until)
    hours = Q(span_s=HOUR_S, starts_at__gte=first_hour, starts_at__lt=last_hour)
    fine = Q(span_s=FINE_S, starts_at__gte=during.start, starts_at__lt=until)
    if first_hour >= last_hour:
        return fine
    return hours | (fine & (Q(starts_at__lt=first_hour) | Q(starts_at__gte=last_hour)))


def _add_rows(
    counts: _Counts, scope: Scope, during: TimeRange, start: datetime, end: datetime
) -> None:
    """What ended since the last kept bucket, counted step by step."""
    while start < end:
        step = during.step_of(start)
        next_start = step + timedelta(seconds=during.step_s)
        rows = Delivery.objects.filter(
            finished_at__gte=start, finished_at__lt=min(next_start, end + _MOMENT), **_scope(scope)
        )
        for *kind, count in rows.order_by().values_list(*_KIND).annotate(total=Count("pk")):
            counts.add_to_step(step, kind[2], count)
            counts.add_to_kind(cast(_Kind, tuple(kind)), count)
        start = next_start


_MOMENT = timedelta(microseconds=1)


def _open(scope: Scope) -> tuple[Open, list[ReasonCount]]:
    rows = Delivery.objects.filter(state__in=OPEN_STATES)
    if scope.destination is None:
        # By its destinations alone: their index leads to what is open, the workspace's to all rows.
        # Rows of deleted ones cannot be open.
        ids = Destination.objects.for_workspace(scope.workspace).values_list("pk", flat=True)
        rows = rows.filter(destination__in=list(ids))
    else:
        rows = rows.filter(**_scope(scope))
    counts = rows.order_by().values("destination_id", "state", "reason").annotate(count=Count("pk"))
    found = list(counts)
    retrying = rows.filter(state=DeliveryState.PENDING, attempt_count__gt=0).count()
    held = [
        ReasonCount(row["destination_id"], row["state"], row["reason"], row["count"])
        for row in found
        if row["state"] == DeliveryState.HELD
    ]
    waiting = sum(row["count"] for row in found if row["state"] != DeliveryState.HELD)
    held_count = sum(one.count for one in held)
    return Open(max(waiting - retrying, 0), retrying, held_count), held


def _received(scope: Scope, during: TimeRange, until: datetime) -> Received:
    """Events of the workspace, or of the source that the destination listens to."""
    sums = [0, 0, 0]
    filters: dict[str, Any] = {"workspace": scope.workspace}
    if scope.destination is not None:
        filters["source_id"] = scope.destination.source_id
    if until > during.start:
        _add(sums, ReceivedCount.objects.filter(_kept(during, until), **filters), _KEPT_SUMS)
    rows = Event.objects.filter(
        received_at__gte=max(during.start, until), received_at__lt=during.end, **filters
    )
    _add(sums, rows, _ROW_SUMS)
    return Received(*sums)


_KEPT_SUMS = (Sum("events"), Sum("mappings"), Sum("unmatched"))
_ROW_SUMS = (Count("pk"), Sum("mapping_count"), Sum("unmatched_count"))


def _add(sums: list[int], rows: Any, aggregates: tuple[Any, ...]) -> None:
    names = ("events_sum", "mappings_sum", "unmatched_sum")
    found = rows.aggregate(**dict(zip(names, aggregates, strict=True)))
    for place, name in enumerate(names):
        sums[place] += found[name] or 0


def _scope(scope: Scope) -> dict[str, Any]:
    if scope.mapping is not None:
        return {"mapping": scope.mapping, "destination": scope.mapping.destination_id}
    if scope.destination is not None:
        return {"destination": scope.destination}
    return {"workspace": scope.workspace}


def _kept_scope(scope: Scope) -> dict[str, Any]:
    told: dict[str, Any] = {"workspace": scope.workspace}
    if scope.destination is not None:
        told["destination_id"] = scope.destination.pk
    if scope.mapping is not None:
        told["mapping_id"] = scope.mapping.pk
    return told


def _floored(at: datetime) -> datetime:
    return floor_time(at, HOUR_S)


def _ceiled(at: datetime) -> datetime:
    floored = _floored(at)
    return floored if floored == at else floored + _HOUR
