"""Figures for Prometheus. Those of rows are read when asked for; no label names a person."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q, Sum
from prometheus_client import REGISTRY, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

from mappings.delivery.clock import database_now
from mappings.delivery.counting import FINE_S, HOUR_S, counted_until, floor_time
from mappings.models import (
    END_STATES,
    OPEN_STATES,
    Delivery,
    DeliveryState,
    Destination,
    DestinationHealth,
    EndedCount,
    Event,
    Mapping,
    ReceivedCount,
    Source,
)


class RowCollector(Collector):
    """What the database says: all processes of one installation tell the same."""

    def collect(self) -> Iterator[Metric]:
        until = counted_until()
        yield _received(until)
        yield _ended(until)
        yield _open_deliveries()
        yield _oldest_due(database_now())
        yield _count("engage_mapper_sources", "Sources.", Source.objects.count())
        yield _count(
            "engage_mapper_destinations_paused",
            "Destinations that wait for a person.",
            DestinationHealth.objects.exclude(paused_reason="").count(),
        )
        yield _count("engage_mapper_destinations", "Destinations.", Destination.objects.count())
        yield _count(
            "engage_mapper_mappings_enabled",
            "Enabled mappings.",
            Mapping.objects.enabled().count(),
        )


def metrics_text() -> bytes:
    """Everything in Prometheus' text format: of this process, and of the rows."""
    rows = CollectorRegistry()
    rows.register(RowCollector())
    return generate_latest(REGISTRY) + generate_latest(rows)


def _received(until: datetime | None) -> Metric:
    newer = Event.objects.filter(source__in=list(Source.objects.values_list("pk", flat=True)))
    newer = newer.filter(received_at__gte=until) if until else newer
    kept = ReceivedCount.objects.filter(_kept(until)).aggregate(sum=Sum("events"))["sum"] or 0
    family = CounterMetricFamily("engage_mapper_events_received", "Events that were accepted.")
    family.add_metric([], kept + newer.count())
    return family


def _ended(until: datetime | None) -> Metric:
    newer = Delivery.objects.filter(finished_at__isnull=False).order_by()
    newer = newer.filter(finished_at__gte=until) if until else newer
    kept = EndedCount.objects.filter(_kept(until)).order_by().values_list("state")
    counts = Counter(dict(kept.annotate(sum=Sum("count"))))
    counts.update(dict(newer.values_list("state").annotate(count=Count("pk"))))
    family = CounterMetricFamily(
        "engage_mapper_deliveries_ended", "Deliveries that have ended, by state.", labels=["state"]
    )
    for state in END_STATES:
        family.add_metric([str(state)], counts[str(state)])
    return family


def _kept(until: datetime | None) -> Q:
    """Of the kept counts each time once: whole hours, and the buckets of the one that runs."""
    if until is None:
        return Q(pk__isnull=True)
    return Q(span_s=HOUR_S) | Q(span_s=FINE_S, starts_at__gte=floor_time(until, HOUR_S))


def _open_deliveries() -> Metric:
    family = GaugeMetricFamily(
        "engage_mapper_deliveries_open",
        "Deliveries that have not ended, by state.",
        labels=["state"],
    )
    rows = Delivery.objects.filter(state__in=OPEN_STATES).order_by().values_list("state")
    counts = dict(rows.annotate(count=Count("pk")))
    for state in OPEN_STATES:
        family.add_metric([str(state)], counts.get(str(state), 0))
    return family


def _oldest_due(now: datetime) -> Metric:
    due = Delivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=now)
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    return _count(
        "engage_mapper_oldest_due_seconds",
        "How long the delivery that is due longest has been due.",
        (now - oldest).total_seconds() if oldest else 0,
    )


def _count(name: str, text: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, text)
    family.add_metric([], value)
    return family
