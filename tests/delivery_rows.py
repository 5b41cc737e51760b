"""Events, deliveries and attempts for tests, as the worker leaves them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from mappings.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Event,
    Mapping,
    MappingVersion,
    Source,
)
from mappings.models.deliveries import END_STATES, WAITING_STATES
from mappings.models.ids import new_id
from tests.factories import TRACK_EVENT

NOW = datetime(2026, 11, 24, 12, 34, 56, tzinfo=UTC)
A_MINUTE_AGO = NOW - timedelta(minutes=1)


def make_event(
    source: Source,
    event: dict[str, Any] | None = None,
    *,
    at: datetime = A_MINUTE_AGO,
    mapping_count: int = 1,
    unmatched_count: int = 0,
    **columns: Any,
) -> Event:
    told = TRACK_EVENT if event is None else event
    columns.setdefault("message_id", f"message-{new_id().hex}")
    columns.setdefault("type", str(told.get("type", ""))[:10])
    columns.setdefault("name", str(told.get("event", ""))[:200])
    columns.setdefault("user_id", str(told.get("userId", ""))[:200])
    columns.setdefault("anonymous_id", str(told.get("anonymousId", ""))[:200])
    return Event.objects.create(
        workspace=source.workspace,
        source=source,
        received_at=at,
        text=json.dumps(told),
        mapping_count=mapping_count,
        unmatched_count=unmatched_count,
        **columns,
    )


def newest_version(mapping: Mapping) -> MappingVersion:
    return MappingVersion.objects.filter(mapping=mapping).order_by("-number")[0]


def make_delivery(
    event: Event,
    mapping: Mapping,
    state: str = DeliveryState.DELIVERED,
    reason: str = "",
    *,
    at: datetime | None = None,
    **columns: Any,
) -> Delivery:
    """A delivery that was made when its event came, and ended a second later if it has ended."""
    made_at = at or event.received_at
    columns.setdefault("version", newest_version(mapping))
    columns.setdefault("webhook_id", new_id())
    if state in WAITING_STATES:
        columns.setdefault("due_at", made_at)
    if state in END_STATES:
        columns.setdefault("finished_at", made_at + timedelta(seconds=1))
    return Delivery.objects.create(
        workspace_id=event.workspace_id,
        event=event,
        destination=mapping.destination,
        mapping=mapping,
        state=state,
        reason=reason,
        created_at=made_at,
        **columns,
    )


def make_attempt(
    delivery: Delivery, *, status: int | None = 200, body: str = '{"ok":true}', **columns: Any
) -> Attempt:
    """A request that was made for the delivery, and its line in the delivery's history."""
    number = len(delivery.history) + 1
    outcome = "delivered" if status and status < 300 else "retry"
    reason = f"http_{status}" if status else "timeout"
    columns.setdefault(
        "request",
        {
            "method": "POST",
            "url": "https://crm.example.com/api/contacts",
            "headers": {"Authorization": "Bearer ••••9f2c"},
            "body": {"email_address": "user@example.com"},
        },
    )
    answer = (
        {"status": status, "headers": {"content-type": "application/json"}, "body": body}
        if status
        else {"failure": "timeout", "text": "There was no answer in time."}
    )
    columns.setdefault("answer", answer)
    attempt = Attempt.objects.create(
        workspace_id=delivery.workspace_id,
        destination=delivery.destination,
        started_at=delivery.created_at,
        duration_ms=12.5,
        outcome=outcome,
        reason=reason,
        status=status,
        **columns,
    )
    entry = {
        "number": number,
        "attempt": str(attempt.pk),
        "at": attempt.started_at.isoformat(),
        "outcome": outcome,
        "reason": reason,
        "status": status,
    }
    delivery.history = [*delivery.history, entry]
    delivery.attempt_count = number
    delivery.save(update_fields=["history", "attempt_count"])
    return attempt
