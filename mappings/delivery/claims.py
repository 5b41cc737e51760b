"""Taking deliveries that are due: each by one worker at a time, each user's in their order."""

import random
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from mappings.delivery.options import DeliveryOptions
from mappings.models import Delivery, DeliveryState, Destination

# Of a delivery, what it takes to send it: reading whole rows costs the worker a fifth more.
_NEEDED = ("version_id", "webhook_id", "audience_key", "event__text")
LEASE_S = 30.0  # longer than an attempt may take, with its renewals every LEASE_S / 3
LEASE_JITTER_S = 5.0  # so that what a killed worker held does not come back all at once


@dataclass(frozen=True, slots=True)
class Claim:
    """Deliveries that this worker alone may finish, until their lease ends.

    `disordered` counts those that go although an earlier event of their user still waits.
    """

    lease: uuid.UUID
    deliveries: Sequence[Delivery]
    disordered: int = 0


def due_times() -> dict[uuid.UUID, datetime]:
    """When the first waiting delivery of each destination is due.

    A destination without waiting deliveries is not in it. One index entry is read for each.
    """
    first = (
        Delivery.objects.filter(destination=OuterRef("pk"))
        .waiting()
        .order_by("due_at")
        .values("due_at")[:1]
    )
    rows = Destination.objects.annotate(first_due_at=first).filter(first_due_at__isnull=False)
    return dict(rows.values_list("pk", "first_due_at"))


def claim(
    destination: Destination, *, now: datetime, limit: int, options: DeliveryOptions
) -> Claim:
    """At most `limit` due deliveries, the longest due first, marked as being sent."""
    lease = uuid.uuid4()
    with transaction.atomic():
        chosen = _choose(destination, now=now, limit=limit, options=options)
        lease_end = now + timedelta(seconds=LEASE_S + random.uniform(0, LEASE_JITTER_S))  # noqa: S311
        Delivery.objects.filter(pk__in=[row.pk for row in chosen]).update(
            state=DeliveryState.SENDING, lease=lease, due_at=lease_end
        )
    disordered = sum(bool(row.is_behind) for row in chosen)  # type: ignore[attr-defined]
    return Claim(lease, chosen, disordered)


def renew(leases: Collection[uuid.UUID], *, now: datetime) -> None:
    """Keep what is still being sent from being taken by another worker."""
    ends = now + timedelta(seconds=LEASE_S)
    Delivery.objects.filter(lease__in=leases, state=DeliveryState.SENDING).update(due_at=ends)


def hand_back(lease: uuid.UUID, ids: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Deliveries that were claimed and not tried: any worker may take them at once."""
    rows = Delivery.objects.filter(pk__in=ids, lease=lease, state=DeliveryState.SENDING)
    rows.update(state=DeliveryState.PENDING, lease=None, due_at=now)


def _may_go(now: datetime, options: DeliveryOptions) -> Q:
    """What is due, and what only waits for others to travel with: with these it now does."""
    due = Q(due_at__lte=now)
    if not options.batch_age_s:
        return due
    soon = now + timedelta(seconds=options.batch_age_s)
    return due | Q(due_at__lte=soon, attempt_count=0, state=DeliveryState.PENDING)


def _choose(
    destination: Destination, *, now: datetime, limit: int, options: DeliveryOptions
) -> list[Delivery]:
    rows = Delivery.objects.for_destination(destination).filter(_may_go(now, options))
    earlier = (
        Delivery.objects.filter(
            mapping=OuterRef("mapping"), order_key=OuterRef("order_key"), pk__lt=OuterRef("pk")
        )
        .waiting()
        .order_by()
    )
    has_order = ~Q(order_key="") & Q(mapping__isnull=False)
    if options.order == "window":
        window_start = now - timedelta(seconds=options.order_window_s)
        within = Exists(earlier.filter(created_at__gte=window_start))
        rows = rows.exclude(has_order & within).annotate(is_behind=has_order & Exists(earlier))
    elif options.order == "strict":
        rows = rows.exclude(has_order & Exists(earlier)).annotate(is_behind=Q(pk__isnull=True))
    else:
        rows = rows.annotate(is_behind=Q(pk__isnull=True))
    rows = rows.select_related("event").only(*_NEEDED).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return list(rows[:limit])
