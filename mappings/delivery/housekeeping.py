"""What has to be done now and then, in small steps: counting, and forgetting what is old.

Nothing that waits or is held is ever forgotten. A step deletes so little that others hardly wait.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mappings import conf
from mappings.delivery.counting import roll_up
from mappings.models import (
    END_STATES,
    Attempt,
    Delivery,
    Destination,
    Event,
    ReceivedRequest,
    Source,
)

ROWS_PER_STEP = 500
MAX_RECEIVED_PER_DESTINATION = 200_000


def keep_house(now: datetime) -> int:
    """Count what ended, and forget one step's worth of what is older than the retention.

    Returns:
        How many rows were deleted: as long as there are some, call it again soon.
    """
    roll_up(now)
    oldest = now - timedelta(days=conf.retention_days())
    return (
        _forget_deliveries(oldest)
        + _forget_events(oldest)
        + _forget_rows(Attempt.objects.filter(started_at__lt=oldest))
        + _forget_rows(
            ReceivedRequest.objects.filter(
                destination__in=_ids(Destination), received_at__lt=oldest
            )
        )
    )


def _forget_deliveries(oldest: datetime) -> int:
    ended = Delivery.objects.filter(state__in=END_STATES, finished_at__lt=oldest)
    ids = list(ended.order_by().values_list("pk", flat=True)[:ROWS_PER_STEP])
    return delete_deliveries(ids)


def delete_deliveries(ids: list[uuid.UUID]) -> int:
    """Delete these rows; replays of them stay, and no longer know of what they are one."""
    if not ids:
        return 0
    with transaction.atomic():
        Delivery.objects.filter(replay_of__in=ids).update(replay_of=None)
        rows = Delivery.objects.filter(pk__in=ids)
        return rows._raw_delete(rows.db)


def _forget_events(oldest: datetime) -> int:
    """Events of which no delivery is left."""
    has_deliveries = Exists(Delivery.objects.filter(event=OuterRef("pk")))
    old = Event.objects.filter(source__in=_ids(Source), received_at__lt=oldest)
    old = old.exclude(has_deliveries)
    ids = list(old.order_by().values_list("pk", flat=True)[:ROWS_PER_STEP])
    if not ids:
        return 0
    rows = Event.objects.filter(pk__in=ids).exclude(has_deliveries)
    return rows._raw_delete(rows.db)


def _forget_rows(old: QuerySet[Any, Any]) -> int:
    ids = list(old.order_by().values_list("pk", flat=True)[:ROWS_PER_STEP])
    rows = old.model._default_manager.filter(pk__in=ids)
    return rows._raw_delete(rows.db) if ids else 0


def _ids(model: type[Source] | type[Destination]) -> list[uuid.UUID]:
    """All of them, for a filter: an index by time that begins with them is of use only then.

    Without it the whole table is read, each minute.
    """
    return list(model.objects.order_by().values_list("pk", flat=True))
