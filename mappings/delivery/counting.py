"""Counts of ended deliveries and received events by time, kept so that overviews are quick.

`roll_up` counts each bucket of five minutes once it is over, and each hour from its buckets. The
newest buckets are counted again each time: a row that is committed late is found then. What is
newer than the last bucket is counted from the rows themselves (see `services.overview`).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Model, Sum, Value, When

from mappings.models import (
    CountedUntil,
    Delivery,
    EndedCount,
    Event,
    ReceivedCount,
    Source,
    Workspace,
)

FINE_S = 300
HOUR_S = 3_600
FINE_KEPT_S = 2 * 86_400
SETTLING_S = 60  # how long after its end a bucket is counted for the first time
RECOUNTED_BUCKETS = 3  # how many older buckets are counted again each time
MAX_BUCKETS_AT_ONCE = 288  # a day: what a first run over old rows does in one call

_FINE = timedelta(seconds=FINE_S)
_HOUR = timedelta(seconds=HOUR_S)
_ENDED_KEY = ("workspace_id", "destination_id", "mapping_id", "state", "reason")
_RECEIVED_KEY = ("workspace_id", "source_id")


def roll_up(now: datetime) -> datetime:
    """Count what ended up to now, and say how far counting has come.

    Safe to call again at any time, also from two processes: each call writes the same rows. A call
    does at most a day's work; a first one over a long past is followed by others.
    """
    target = floor_time(now - timedelta(seconds=SETTLING_S), FINE_S)
    until = counted_until()
    first = _first_to_count(until, target)
    if first is None:
        return until or target
    last = min(target, first + MAX_BUCKETS_AT_ONCE * _FINE)
    with transaction.atomic():
        CountedUntil.objects.get_or_create(pk=1, defaults={"at": first})
        held = CountedUntil.objects.select_for_update().get(pk=1)
        if held.at != (until or first):
            return held.at  # another process has just counted
        again = _buckets(held.at - RECOUNTED_BUCKETS * _FINE, held.at)
        _count([*again, *_buckets(first, last)], last)
        CountedUntil.objects.filter(pk=1).update(at=last)
    return last


def counted_until() -> datetime | None:
    """Where the first bucket starts that was not counted; None before the first call."""
    return CountedUntil.objects.filter(pk=1).values_list("at", flat=True).first()


def floor_time(at: datetime, span_s: int) -> datetime:
    """The last edge of spans of that length, counted from 1970 (a week starts on a Thursday)."""
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % span_s, tz=UTC)


def _first_to_count(until: datetime | None, target: datetime) -> datetime | None:
    """The next bucket; a time in which nothing happened is passed over."""
    if until is not None and until >= target:
        return None
    ended = Delivery.objects.filter(finished_at__isnull=False).order_by("finished_at")
    if until is not None:
        ended = ended.filter(finished_at__gte=until)
    found = [ended.values_list("finished_at", flat=True).first(), *_first_received(until)]
    earliest = min((at for at in found if at is not None), default=target)
    first = floor_time(earliest, FINE_S)
    return max(until, min(first, target - _FINE)) if until else min(first, target - _FINE)


def _first_received(until: datetime | None) -> list[datetime | None]:
    rows = Event.objects.order_by("received_at").values_list("received_at", flat=True)
    since = rows if until is None else rows.filter(received_at__gte=until)
    return [
        since.filter(workspace=pk).first() for pk in Workspace.objects.values_list("pk", flat=True)
    ]


def _buckets(first: datetime, last: datetime) -> Iterable[datetime]:
    while first < last:
        yield first
        first += _FINE


def _count(buckets: list[datetime], last: datetime) -> None:
    by_hour: dict[datetime, list[datetime]] = defaultdict(list)
    for starts_at in buckets:
        by_hour[floor_time(starts_at, HOUR_S)].append(starts_at)
    forgotten = last - timedelta(seconds=FINE_KEPT_S)
    for hour, of_hour in sorted(by_hour.items()):
        if hour + _HOUR <= forgotten:
            _count_spans([hour], HOUR_S)  # its buckets would not be kept
            continue
        _count_spans(of_hour, FINE_S)
        if hour + _HOUR <= last:
            _count_hour(hour)
    _forget_fine(forgotten)


def _count_spans(starts: list[datetime], span_s: int) -> None:
    """Buckets of one hour, or the hour, each kind in one question to the database."""
    span = timedelta(seconds=span_s)
    first, last = starts[0], starts[-1] + span
    ended = Delivery.objects.filter(finished_at__gte=first, finished_at__lt=last)
    sources = list(Source.objects.values_list("pk", flat=True))
    received = Event.objects.filter(
        source__in=sources, received_at__gte=first, received_at__lt=last
    )
    _write(
        EndedCount,
        span_s,
        starts,
        ended.order_by()
        .annotate(bucket=_bucket_of("finished_at", starts, span))
        .values("bucket", *_ENDED_KEY)
        .annotate(count=Count("pk")),
    )
    _write(
        ReceivedCount,
        span_s,
        starts,
        received.order_by()
        .annotate(bucket=_bucket_of("received_at", starts, span))
        .values("bucket", *_RECEIVED_KEY)
        .annotate(
            events=Count("pk"), mappings=Sum("mapping_count"), unmatched=Sum("unmatched_count")
        ),
    )


def _bucket_of(column: str, starts: list[datetime], span: timedelta) -> Case:
    """The place in `starts` of a row's time, as the database works it out."""
    ends = [
        When(**{f"{column}__lt": starts_at + span}, then=Value(place))
        for place, starts_at in enumerate(starts)
    ]
    return Case(*ends, default=Value(len(starts) - 1))


def _count_hour(starts_at: datetime) -> None:
    """From the buckets, not from the rows: those may be gone by then."""
    between = {"span_s": FINE_S, "starts_at__gte": starts_at, "starts_at__lt": starts_at + _HOUR}
    ended: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in EndedCount.objects.filter(**between):
        ended[tuple(getattr(row, name) for name in _ENDED_KEY)] += row.count
    _write(
        EndedCount,
        HOUR_S,
        [starts_at],
        [
            dict(zip(_ENDED_KEY, key, strict=True), bucket=0, count=count)
            for key, count in ended.items()
        ],
    )
    received: dict[tuple[UUID, UUID], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in ReceivedCount.objects.filter(**between):
        sums = received[one.workspace_id, one.source_id]
        for place, value in enumerate((one.events, one.mappings, one.unmatched)):
            sums[place] += value
    _write(
        ReceivedCount,
        HOUR_S,
        [starts_at],
        [
            dict(zip(_RECEIVED_KEY, key, strict=True), bucket=0, events=a, mappings=b, unmatched=c)
            for key, (a, b, c) in received.items()
        ],
    )


def _write(
    model: type[Model], span_s: int, buckets: list[datetime], counts: Iterable[dict[str, Any]]
) -> None:
    """Put these counts in the place of the buckets'; `bucket` is a place in `buckets`."""
    rows = model._default_manager
    made = [
        model(starts_at=buckets[count.pop("bucket")], span_s=span_s, **count)
        for count in map(dict, counts)
    ]
    rows.filter(span_s=span_s, starts_at__in=buckets).delete()
    rows.bulk_create(made, batch_size=500)


def _forget_fine(before: datetime) -> None:
    for model in (EndedCount, ReceivedCount):
        model._default_manager.filter(span_s=FINE_S, starts_at__lt=before).delete()
