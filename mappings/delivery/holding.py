"""Deliveries of a destination that does not send: they are kept, and go on when it does again."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mappings import conf
from mappings.delivery.plans import PayloadError
from mappings.models import Delivery, DeliveryState, Destination, DestinationHealth

DISABLED = "destination_disabled"


def why_held(destination: Destination, health: DestinationHealth | None) -> str:
    """Why new deliveries of this destination are held; empty when they are sent."""
    if not destination.is_enabled:
        return DISABLED
    return health.paused_reason if health else ""


def hold_waiting(destination_id: uuid.UUID, reason: str) -> int:
    """Hold all that wait; those being sent at this moment end as their answers say.

    Returns:
        How many are held now.
    """
    waiting = Delivery.objects.filter(destination=destination_id, state=DeliveryState.PENDING)
    return waiting.update(state=DeliveryState.HELD, reason=reason, due_at=None)


def hold_claimed(lease: uuid.UUID, unusable: Mapping[uuid.UUID, PayloadError]) -> None:
    """Hold claimed deliveries whose mapping version cannot run until somebody mends it."""
    for delivery_id, err in unusable.items():
        Delivery.objects.filter(pk=delivery_id, lease=lease).update(
            state=DeliveryState.HELD,
            reason=err.reason,
            detail=str(err)[: conf.MAX_DETAIL_CHARS],
            due_at=None,
            lease=None,
        )


def release_held(destination: Destination, *, now: datetime) -> int:
    """Let all that are held be sent, at the pace that the destination's limits allow.

    Returns:
        How many wait now.
    """
    held = Delivery.objects.for_destination(destination).in_state(DeliveryState.HELD)
    return held.update(state=DeliveryState.PENDING, reason="", due_at=now)


def pause(destination: Destination, reason: str, *, now: datetime) -> None:
    """Stop sending until a person says otherwise; what waits is held."""
    with transaction.atomic():
        health, _ = DestinationHealth.objects.get_or_create(destination=destination)
        health.paused_reason, health.paused_at = reason, now
        health.save(update_fields=["paused_reason", "paused_at"])
        hold_waiting(destination.pk, reason)


def resume(destination: Destination, *, now: datetime) -> int:
    """Forget what went wrong before, and send what was held.

    Returns:
        How many deliveries go on; none while the destination is disabled.
    """
    with transaction.atomic():
        DestinationHealth.objects.filter(destination=destination).update(
            breaker={}, not_before=None, paused_reason="", paused_at=None, credential_failures=0
        )
        return release_held(destination, now=now) if destination.is_enabled else 0
