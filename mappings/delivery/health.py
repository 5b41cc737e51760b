"""What answers say of a destination itself: whether it may be sent to, and when."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mappings.delivery.breaker import (
    breaker_json,
    needs_pause,
    read_breaker,
    with_failure,
    with_success,
)
from mappings.delivery.outcomes import CREDENTIAL_FAILURES_IN_A_ROW, Outcome
from mappings.delivery.results import Report
from mappings.models import Destination, DestinationHealth

SLOW_DOWN_S = 1.0  # between requests to a destination that is overloaded

CREDENTIALS = "credentials"
GONE = "gone"
NO_SUCCESS = "no_success"


def record_health(reports: Sequence[Report], *, now: datetime) -> dict[uuid.UUID, str]:
    """Count what happened, inside the caller's transaction.

    Returns:
        Why each destination is paused now; those that are not paused are not in it.
    """
    by_destination: dict[uuid.UUID, list[Report]] = defaultdict(list)
    for report in reports:
        by_destination[report.destination_id].append(report)
    pauses: dict[uuid.UUID, str] = {}
    for destination_id, told in sorted(by_destination.items()):
        health = locked_health(destination_id)
        if health is None:
            continue
        _apply(health, told, now=now)
        health.save()
        if health.paused_reason:
            pauses[destination_id] = health.paused_reason
    return pauses


def locked_health(destination_id: uuid.UUID) -> DestinationHealth | None:
    """The row of a destination, for this transaction alone; None when the destination is gone."""
    rows = DestinationHealth.objects.select_for_update()
    found = rows.filter(pk=destination_id).first()
    if found is None and Destination.objects.filter(pk=destination_id).exists():
        DestinationHealth.objects.get_or_create(pk=destination_id)
        found = rows.get(pk=destination_id)
    return found


def _apply(health: DestinationHealth, reports: Iterable[Report], *, now: datetime) -> None:
    for report in reports:
        if report.attempt is not None:
            _count(health, report.attempt.outcome, is_probe=report.is_probe, now=now)
        for result in report.results.values():
            if result.verdict == "hold":
                _pause(health, result.reason, now)
    if needs_pause(read_breaker(health.breaker), now=now):
        _pause(health, NO_SUCCESS, now)


def _count(health: DestinationHealth, outcome: Outcome, *, is_probe: bool, now: datetime) -> None:
    breaker = read_breaker(health.breaker)
    if outcome.health == "up":
        health.breaker = breaker_json(with_success(breaker, now=now))
    elif outcome.health == "down":
        health.breaker = breaker_json(with_failure(breaker, now=now, is_probe=is_probe))
    if outcome.verdict == "credentials":
        health.credential_failures += 1
        if health.credential_failures >= CREDENTIAL_FAILURES_IN_A_ROW:
            _pause(health, CREDENTIALS, now)
    elif outcome.verdict == "delivered":
        health.credential_failures = 0
    elif outcome.verdict == "disable_destination":
        _pause(health, GONE, now)
    wait_s = outcome.pause_s or (SLOW_DOWN_S if outcome.slows_down else 0)
    if wait_s:
        not_before = now + timedelta(seconds=wait_s)
        health.not_before = max(health.not_before or not_before, not_before)


def _pause(health: DestinationHealth, reason: str, now: datetime) -> None:
    if not health.paused_reason:
        health.paused_reason, health.paused_at = reason, now
