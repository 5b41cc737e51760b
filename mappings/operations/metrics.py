"""Figures for Prometheus. Those of rows are read when asked for; no label names a person."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from prometheus_client import REGISTRY, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

from mappings.delivery.clock import database_now
from mappings.models import (
    OPEN_STATES,
    Delivery,
    DeliveryState,
    Destination,
    DestinationHealth,
    Mapping,
    Source,
)


class RowCollector(Collector):
    """What the database says: all processes of one installation tell the same."""

    def collect(self) -> Iterator[Metric]:
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
