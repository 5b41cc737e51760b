"""Writing down what came of deliveries: one transaction for many of them.

Only who holds a delivery's lease may write its outcome; what another worker took over in the
meantime stays as that one left it.
"""

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mappings import conf
from mappings.delivery.claims import hand_back
from mappings.delivery.health import record_health
from mappings.delivery.holding import hold_waiting
from mappings.delivery.receiver import is_for_receiver
from mappings.delivery.results import AttemptRecord, Report, Result
from mappings.delivery.retry import next_attempt_at
from mappings.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Destination,
    ReceivedRequest,
)

Draw = Callable[[], float]

_ENDS = {
    "delivered": DeliveryState.DELIVERED,
    "filtered": DeliveryState.FILTERED,
    "dead": DeliveryState.DEAD,
    "internal_error": DeliveryState.INTERNAL_ERROR,
}


def record(reports: Sequence[Report], *, now: datetime, draw: Draw = random.random) -> None:
    """Write what came of deliveries and what it says of their destinations."""
    with transaction.atomic():
        pauses = record_health(reports, now=now)
        rows = _held_rows(reports)
        for report in reports:
            attempt = _add_attempt(report)
            pause = pauses.get(report.destination_id, "")
            for delivery_id, result in report.results.items():
                row = rows.get((report.lease, delivery_id))
                if row is not None:
                    _finish(row, result, report.attempt, attempt, pause, now, draw)
            if report.untried:
                hand_back(report.lease, report.untried, now=now)
        for destination_id, reason in pauses.items():
            hold_waiting(destination_id, reason)


def _held_rows(reports: Sequence[Report]) -> dict[tuple[uuid.UUID, uuid.UUID], Delivery]:
    """The deliveries that are still ours, by lease and id."""
    ids = [delivery_id for report in reports for delivery_id in report.results]
    rows = Delivery.objects.filter(pk__in=ids, state=DeliveryState.SENDING).select_for_update()
    return {(row.lease, row.pk): row for row in rows if row.lease is not None}


def _finish(
    row: Delivery,
    result: Result,
    record: AttemptRecord | None,
    attempt: Attempt | None,
    pause: str,
    now: datetime,
    draw: Draw,
) -> None:
    """One delivery's next state."""
    if record is not None:
        row.attempt_count += 1
        row.history = [*row.history, _history_entry(row.attempt_count, result, record, attempt)]
    row.lease, row.reason, row.detail = None, result.reason, result.detail[: conf.MAX_DETAIL_CHARS]
    row.due_at = row.finished_at = None
    if result.verdict in _ENDS:
        row.state, row.finished_at = _ENDS[result.verdict], now
    elif pause:
        row.state, row.reason = DeliveryState.HELD, pause
    else:
        _retry(row, result, now, draw)
    row.save(
        update_fields=[
            *("state", "reason", "detail", "lease", "due_at", "finished_at"),
            *("attempt_count", "history"),
        ]
    )


def _retry(row: Delivery, result: Result, now: datetime, draw: Draw) -> None:
    asked_s = result.outcome.pause_s if result.outcome else None
    due_at = next_attempt_at(
        attempts_made=row.attempt_count, now=now, draw=draw, retry_after_s=asked_s
    )
    if due_at is None:
        row.state, row.finished_at = DeliveryState.DEAD, now
        row.detail = f"The last try: {result.reason}. {row.detail}"[: conf.MAX_DETAIL_CHARS]
        row.reason = "retries_exhausted"
    else:
        row.state, row.due_at = DeliveryState.PENDING, due_at


def _history_entry(
    number: int, result: Result, record: AttemptRecord, attempt: Attempt | None
) -> dict[str, Any]:
    return {
        "number": number,
        "attempt": str(attempt.pk) if attempt else None,
        "at": record.started_at.isoformat(),
        "outcome": result.verdict,
        "reason": result.reason,
        "status": record.status,
    }


def _add_attempt(report: Report) -> Attempt | None:
    """The request that was made, also when another worker has taken its deliveries over."""
    record = report.attempt
    destination = Destination.objects.filter(pk=report.destination_id).first()
    if record is None or destination is None:
        return None
    if is_for_receiver(record.request["url"]):
        ReceivedRequest.objects.create(
            workspace_id=destination.workspace_id,
            destination=destination,
            received_at=record.started_at,
            status=record.status or 0,
            delivery_count=len(report.results),
            request=record.request,
        )
    return Attempt.objects.create(
        workspace_id=destination.workspace_id,
        destination=destination,
        started_at=record.started_at,
        duration_ms=record.duration_ms,
        delivery_count=len(report.results),
        outcome=record.outcome.verdict,
        reason=record.outcome.reason,
        status=record.status,
        request=record.request,
        answer=record.answer,
    )
