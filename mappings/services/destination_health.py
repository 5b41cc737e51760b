"""How a destination has been answering, for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mappings.delivery.holding import DISABLED, resume
from mappings.models import Attempt, Delivery, DeliveryState, Destination, DestinationHealth

RATE_WINDOW_S = 300
_SUCCESS_REASONS = ("", "http_200", "http_201", "http_202", "http_204", "http_207")


@dataclass(frozen=True, slots=True)
class HealthTold:
    """`breaker` is closed, or open until the next probe; `held_reason` is why nothing is sent."""

    is_breaker_open: bool
    next_probe_at: datetime | None
    failing_since: datetime | None
    not_before: datetime | None  # the destination asked to be left alone until then
    held_reason: str
    paused_at: datetime | None
    last_success_at: datetime | None
    requests_per_minute: float
    disordered_count: int

    @property
    def can_resume(self) -> bool:
        return bool(self.held_reason) and self.held_reason != DISABLED


def tell_health(*, destination: Destination, now: datetime) -> HealthTold:
    """The state of the destination's breaker, and what its recent requests came to."""
    health = DestinationHealth.objects.filter(destination=destination).first()
    health = health or DestinationHealth(destination=destination)
    since = now - timedelta(seconds=RATE_WINDOW_S)
    requests = Attempt.objects.filter(destination=destination, started_at__gte=since).count()
    next_probe_at = _time(health.breaker.get("next_probe_at"))
    is_asked_to_wait = health.not_before is not None and health.not_before > now
    return HealthTold(
        is_breaker_open=next_probe_at is not None,
        next_probe_at=next_probe_at,
        failing_since=_time(health.breaker.get("failing_since")),
        not_before=health.not_before if is_asked_to_wait else None,
        held_reason=DISABLED if not destination.is_enabled else health.paused_reason,
        paused_at=health.paused_at,
        last_success_at=_last_success(destination),
        requests_per_minute=round(requests * 60 / RATE_WINDOW_S, 1),
        disordered_count=health.disordered_count,
    )


def resume_destination(*, destination: Destination, now: datetime) -> int:
    """Send again after a pause: what is held goes on, and old failures are forgotten.

    Returns:
        How many deliveries go on; none while the destination is off.
    """
    return resume(destination, now=now)


def _last_success(destination: Destination) -> datetime | None:
    delivered = Delivery.objects.for_destination(destination).in_state(DeliveryState.DELIVERED)
    # The index is by reason first: the newest of each is one entry of it.
    newest = [
        delivered.filter(reason=reason)
        .order_by("-finished_at")
        .values_list("finished_at", flat=True)
        .first()
        for reason in _SUCCESS_REASONS
    ]
    return max((at for at in newest if at), default=None)


def _time(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
