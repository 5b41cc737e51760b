"""Writing down what came of deliveries: one transaction for many of them.

Only who holds a delivery's lease may write its outcome; what another worker took over in the
meantime stays as that one left it.
"""

import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from mappings import conf
from mappings.delivery.claims import hand_back
from mappings.delivery.health import record_health
from mappings.delivery.holding import hold_waiting
from mappings.delivery.receiver import is_for_receiver
from mappings.delivery.results import AttemptRecord, Report, Result
from mappings.delivery.retry import next_attempt_at
from mappings.models import Attempt, Delivery, DeliveryState, Destination, ReceivedRequest

Draw = Callable[[], float]

_ENDS = {
    "delivered": DeliveryState.DELIVERED,
    "filtered": DeliveryState.FILTERED,
    "dead": DeliveryState.DEAD,
    "internal_error": DeliveryState.INTERNAL_ERROR,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """What changes of a delivery, in the order of `_COLUMNS`."""

    state: str
    reason: str
    detail: str
    due_at: datetime | None
    finished_at: datetime | None
    attempt_count: int
    history: list[dict[str, Any]]
    lease: uuid.UUID | None = None


_COLUMNS = tuple(_Row.__dataclass_fields__)


def record(reports: Sequence[Report], *, now: datetime, draw: Draw = random.random) -> None:
    """Write what came of deliveries and what it says of their destinations."""
    with transaction.atomic():
        pauses = record_health(reports, now=now)
        attempts = _add_attempts(reports)
        held = _held_rows(reports)
        rows: dict[uuid.UUID, _Row] = {}
        for report in reports:
            attempt_id = attempts.get(id(report))
            pause = pauses.get(report.destination_id, "")
            for delivery_id, result in report.results.items():
                row = held.get((report.lease, delivery_id))
                if row is not None:
                    tried = _with_attempt(row, result, report.attempt, attempt_id)
                    rows[delivery_id] = _finished(
                        tried, result, pause, now, draw, report.schedule_s
                    )
            if report.untried:
                hand_back(report.lease, report.untried, now=now)
        _write(rows)
        for destination_id, reason in pauses.items():
            hold_waiting(destination_id, reason)


def _held_rows(reports: Iterable[Report]) -> dict[tuple[uuid.UUID | None, uuid.UUID], _Row]:
    """The deliveries that are still ours, by lease and id."""
    ids = [delivery_id for report in reports for delivery_id in report.results]
    rows = Delivery.objects.filter(pk__in=ids, state=DeliveryState.SENDING).select_for_update()
    return {
        (lease, pk): _Row(DeliveryState.SENDING, "", "", None, None, attempt_count, history)
        for pk, lease, attempt_count, history in rows.values_list(
            "pk", "lease", "attempt_count", "history"
        )
    }


def _with_attempt(
    row: _Row, result: Result, record: AttemptRecord | None, attempt_id: uuid.UUID | None
) -> _Row:
    if record is None:
        return row
    entry = {
        "number": row.attempt_count + 1,
        "attempt": str(attempt_id) if attempt_id else None,
        "at": record.started_at.isoformat(),
        "outcome": result.verdict,
        "reason": result.reason,
        "status": record.status,
    }
    return replace(row, attempt_count=row.attempt_count + 1, history=[*row.history, entry])


def _finished(
    row: _Row,
    result: Result,
    pause: str,
    now: datetime,
    draw: Draw,
    schedule_s: Sequence[float],
) -> _Row:
    """One delivery's next state."""
    told = replace(row, reason=result.reason, detail=result.detail[: conf.MAX_DETAIL_CHARS])
    if result.verdict in _ENDS:
        return replace(told, state=_ENDS[result.verdict], finished_at=now)
    if pause:
        return replace(told, state=DeliveryState.HELD, reason=pause)
    due_at = next_attempt_at(
        attempts_made=row.attempt_count,
        now=now,
        draw=draw,
        retry_after_s=result.outcome.pause_s if result.outcome else None,
        schedule_s=schedule_s,
    )
    if due_at is not None:
        return replace(told, state=DeliveryState.PENDING, due_at=due_at)
    detail = f"The last try: {result.reason}. {result.detail}"[: conf.MAX_DETAIL_CHARS]
    return replace(
        told, state=DeliveryState.DEAD, finished_at=now, reason="retries_exhausted", detail=detail
    )


def _write(rows: dict[uuid.UUID, _Row]) -> None:
    """All rows in one statement's many runs: the ORM would write a statement for each."""
    if not rows:
        return
    table: Any = Delivery._meta
    fields = [table.get_field(name) for name in _COLUMNS]
    quoted = connection.ops.quote_name
    changes = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quoted(table.db_table)} SET {changes} WHERE {quoted('id')} = %s"  # noqa: S608 (our own names)
    values = [
        [
            *(field.get_db_prep_save(getattr(row, field.name), connection) for field in fields),
            table.pk.get_db_prep_save(pk, connection),
        ]
        for pk, row in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _add_attempts(reports: Sequence[Report]) -> dict[int, uuid.UUID]:
    """The requests that were made, also where another worker has taken their deliveries over.

    Returns:
        The id of each report's attempt, by the report's own.
    """
    made = [report for report in reports if report.attempt is not None]
    ids = {report.destination_id for report in made}
    workspaces = dict(Destination.objects.filter(pk__in=ids).values_list("pk", "workspace_id"))
    attempts: dict[int, Attempt] = {}
    received: list[ReceivedRequest] = []
    for report in made:
        record, workspace_id = report.attempt, workspaces.get(report.destination_id)
        if record is None or workspace_id is None:
            continue  # the destination was deleted meanwhile
        attempts[id(report)] = _attempt(report, record, workspace_id)
        if is_for_receiver(record.request["url"]):
            received.append(_received(report, record, workspace_id))
    Attempt.objects.bulk_create(attempts.values())
    ReceivedRequest.objects.bulk_create(received)
    return {key: attempt.pk for key, attempt in attempts.items()}


def _attempt(report: Report, record: AttemptRecord, workspace_id: uuid.UUID) -> Attempt:
    return Attempt(
        workspace_id=workspace_id,
        destination_id=report.destination_id,
        started_at=record.started_at,
        duration_ms=record.duration_ms,
        delivery_count=len(report.results),
        outcome=record.outcome.verdict,
        reason=record.outcome.reason,
        status=record.status,
        request=record.request,
        answer=record.answer,
    )


def _received(report: Report, record: AttemptRecord, workspace_id: uuid.UUID) -> ReceivedRequest:
    return ReceivedRequest(
        workspace_id=workspace_id,
        destination_id=report.destination_id,
        received_at=record.started_at,
        status=record.status or 0,
        delivery_count=len(report.results),
        request=record.request,
    )
