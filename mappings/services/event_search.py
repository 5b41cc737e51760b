"""Finding events and deliveries: by who, what, where, state, reason and time."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from mappings.engine.errors import Problem
from mappings.models import Delivery, Event, Source, Workspace
from mappings.models.deliveries import DeliveryQuerySet
from mappings.models.events import EventQuerySet
from mappings.services.errors import InvalidInput
from mappings.services.overview import FAILED_STATES
from mappings.services.time_ranges import TimeRange

FAILED = "failed"  # both of FAILED_STATES
RETRYING = "retrying"  # pending after an attempt
UNMATCHED = "unmatched"  # events that no mapping matched

_Edge = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What is looked for; what is empty is not asked.

    `during` is when the event was received or, with `is_by_end`, when the delivery ended.
    `state` is a delivery's state, or `failed`, `retrying` or `unmatched`.
    """

    user_id: str = ""
    anonymous_id: str = ""
    message_id: str = ""
    name: str = ""
    event_type: str = ""
    source_id: UUID | None = None
    destination_id: UUID | None = None
    mapping_id: UUID | None = None
    state: str = ""
    reason: str | None = None
    during: TimeRange | None = None
    is_by_end: bool = False

    @property
    def asks_for_people(self) -> bool:
        """Whether an answer would tell who somebody is."""
        return bool(self.user_id or self.anonymous_id)

    @property
    def asks_for_deliveries(self) -> bool:
        asked = (self.destination_id, self.mapping_id, self.state, self.reason)
        return any(value not in {"", None} for value in asked) or self.is_by_end


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events, the newest first; `next_cursor` is empty on the last page."""

    events: Sequence[Event]
    next_cursor: str


def find_events(workspace: Workspace, asked: EventFilter) -> EventQuerySet:
    """The events of which at least one delivery is as asked, where something is asked of those."""
    rows = Event.objects.for_workspace(workspace).filter(_of_event(workspace, asked))
    if asked.during and not asked.is_by_end:
        rows = rows.filter(received_at__gte=asked.during.start, received_at__lt=asked.during.end)
    if asked.state == UNMATCHED:
        return rows.filter(~Exists(Delivery.objects.filter(event=OuterRef("pk"))))
    if asked.asks_for_deliveries:
        chosen = Delivery.objects.for_workspace(workspace).filter(of_delivery(asked))
        return rows.filter(pk__in=chosen.order_by().values("event"))
    return rows


def find_deliveries(workspace: Workspace, asked: EventFilter) -> DeliveryQuerySet:
    """The deliveries that are as asked, of events that are as asked."""
    rows = Delivery.objects.for_workspace(workspace).filter(of_delivery(asked))
    without_delivery = replace(
        asked, destination_id=None, mapping_id=None, state="", reason=None, is_by_end=False
    )
    if asked.is_by_end:
        without_delivery = replace(without_delivery, during=None)
    if any(getattr(without_delivery, one.name) for one in fields(without_delivery)):
        events = find_events(workspace, without_delivery)
        rows = rows.filter(event__in=events.order_by().values("pk"))
    return rows


def event_page(rows: EventQuerySet, *, cursor: str, limit: int) -> EventPage:
    """The events after the one that the cursor names, the newest first.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    if cursor:
        at, pk = _read_cursor(cursor)
        rows = rows.filter(received_at__lte=at).filter(Q(received_at__lt=at) | Q(pk__lt=pk))
    found = list(rows.order_by("-received_at", "-pk")[: limit + 1])
    page = found[:limit]
    has_more = len(found) > limit
    return EventPage(page, _cursor(page[-1]) if has_more else "")


def of_delivery(asked: EventFilter) -> Q:
    """The condition on deliveries."""
    condition = Q()
    if asked.destination_id:
        condition &= Q(destination=asked.destination_id)
    if asked.mapping_id:
        condition &= Q(mapping=asked.mapping_id)
    if asked.state == FAILED:
        condition &= Q(state__in=FAILED_STATES)
    elif asked.state == RETRYING:
        condition &= Q(state="pending", attempt_count__gt=0)
    elif asked.state:
        condition &= Q(state=asked.state)
    if asked.reason is not None:
        condition &= Q(reason=asked.reason)
    if asked.during and asked.is_by_end:
        condition &= Q(finished_at__gte=asked.during.start, finished_at__lt=asked.during.end)
    return condition


def _of_event(workspace: Workspace, asked: EventFilter) -> Q:
    equal: dict[str, Any] = {
        "user_id": asked.user_id,
        "anonymous_id": asked.anonymous_id,
        "name": asked.name,
        "type": asked.event_type,
        "source": asked.source_id,
    }
    condition = Q(**{name: value for name, value in equal.items() if value})
    # The indexes of people are of rows that name one: the database must see that these do.
    for name in ("user_id", "anonymous_id"):
        if equal[name]:
            condition &= ~Q(**{name: ""})
    if asked.message_id:
        sources = list(Source.objects.for_workspace(workspace).values_list("pk", flat=True))
        condition &= Q(source__in=sources) & (
            Q(message_id=asked.message_id, is_deduplicating=True)
            | Q(message_id=asked.message_id, is_deduplicating=False)
        )
    return condition


def _cursor(event: Event) -> str:
    text = f"{event.received_at.isoformat()} {event.pk}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> _Edge:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        at, _, pk = base64.urlsafe_b64decode(padded).decode("ascii").partition(" ")
        edge = datetime.fromisoformat(at), UUID(pk)
        if edge[0].tzinfo is None:
            raise ValueError(at)
    except (ValueError, binascii.Error) as err:
        problem = Problem("/cursor", "This is no cursor of ours.", "query")
        raise InvalidInput([problem]) from err
    return edge
