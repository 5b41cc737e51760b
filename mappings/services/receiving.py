"""Events come in: checked, known ones told apart, stored with their deliveries, all or nothing.

messages ── read_message ──┬── refused: told one by one
                           └── events ─┐            (before the transaction)
transaction ── routes ── insert events ┴─ insert a delivery for each match ── commit ── answer
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from mappings import conf
from mappings.delivery import doorbell
from mappings.delivery.clock import database_now
from mappings.models import Delivery, DeliveryState, Event, Source
from mappings.models.ids import new_id
from mappings.models.inserting import insert_new_rows, insert_rows
from mappings.services.incoming_events import Envelope, IncomingEvent, Rejection, read_message
from mappings.services.intake_limits import check_rate, check_room
from mappings.services.route_locks import share_routes
from mappings.services.routing import Route, Verdict, routes_of, run_event
from mappings.services.waiting_events import note_events

EVENT_COLUMNS = (
    "id",
    "workspace_id",
    "source_id",
    "message_id",
    "is_deduplicating",
    "type",
    "name",
    "user_id",
    "anonymous_id",
    "received_at",
    "text",
    "connection_id",
    "mapping_count",
    "unmatched_count",
)
DELIVERY_COLUMNS = (
    "id",
    "workspace_id",
    "event_id",
    "destination_id",
    "mapping_id",
    "version_id",
    "state",
    "reason",
    "detail",
    "created_at",
    "due_at",
    "finished_at",
    "lease",
    "attempt_count",
    "history",
    "order_key",
    "webhook_id",
    "audience_key",
    "replay_of_id",
)
_ENDED = (DeliveryState.FILTERED, DeliveryState.INTERNAL_ERROR)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the messages of one request."""

    accepted: int
    duplicates: int
    rejected: tuple[Rejection, ...]

    @property
    def is_refusal(self) -> bool:
        """Whether nothing of it is stored, now or before, although something was sent."""
        return bool(self.rejected) and not (self.accepted or self.duplicates)


@dataclass(frozen=True, slots=True)
class Stored:
    """An event that is new, and how many deliveries it has."""

    event_id: UUID
    incoming: IncomingEvent
    delivery_count: int


def receive_events(
    *, source: Source, items: Sequence[Any], envelope: Envelope, event_type: str = ""
) -> Receipt:
    """Store what can be taken, with its deliveries. What it says is stored is on disk.

    Args:
        items: the messages, as they came.
        event_type: what all of them are; "" when each says so itself.

    Raises:
        RateLimited: the source sends faster than allowed; nothing was stored.
        Overloaded: too much waits, or the disk is nearly full; nothing was stored.
    """
    read = [
        read_message(item, index=index, event_type=event_type, envelope=envelope)
        for index, item in enumerate(items)
    ]
    rejected = tuple(message for message in read if isinstance(message, Rejection))
    events = [message for message in read if isinstance(message, IncomingEvent)]
    if not events:
        return Receipt(0, 0, rejected)
    check_room(source.workspace_id)
    with transaction.atomic():
        share_routes(source.pk)
        check_rate(source, events=len(events), now=envelope.received_at)
        stored = store_events(source, events, routes=routes_of(source.pk), now=envelope.received_at)
        note_events(source.workspace_id, [(one.event_id, one.incoming) for one in stored])
        accepted = len(stored)
    doorbell.ring()
    return Receipt(accepted, len(events) - accepted, rejected)


def store_events(
    source: Source,
    events: Sequence[IncomingEvent],
    *,
    routes: list[Route],
    now: datetime,
    connection_id: UUID | None = None,
) -> list[Stored]:
    """Write the events that are new, with a delivery for each route that one matches.

    Call it in a transaction that holds the source's routes (`share_routes`), and ring the doorbell
    once that is through.

    Args:
        connection_id: the connection of an audience that the events come from; None: a sender.
    """
    due_at = database_now()
    met = [
        _Met(source, incoming, routes, now, due_at, connection_id)
        for incoming in _first_of_each(events)
    ]
    new_ids = _insert_events(source, met, now)
    new = [one for one in met if one.event_id in new_ids]
    rows = [row for one in new for row in one.delivery_rows()]
    if rows:
        insert_rows(Delivery, DELIVERY_COLUMNS, rows)
    return [Stored(one.event_id, one.incoming, len(one.verdicts)) for one in new]


class _Met:
    """An event and what it met."""

    __slots__ = ("connection_id", "event_id", "incoming", "now", "routes", "source", "verdicts")

    def __init__(
        self,
        source: Source,
        incoming: IncomingEvent,
        routes: list[Route],
        now: datetime,
        due_at: datetime,
        connection_id: UUID | None,
    ) -> None:
        self.connection_id = connection_id
        self.source, self.incoming, self.routes, self.now = source, incoming, routes, now
        self.event_id = new_id()
        self.verdicts = run_event(routes, incoming.event, due_at=due_at)

    def event_row(self) -> tuple[Any, ...]:
        incoming = self.incoming
        return (
            self.event_id,
            self.source.workspace_id,
            self.source.pk,
            incoming.message_id,
            True,
            incoming.type,
            incoming.name,
            incoming.user_id,
            incoming.anonymous_id,
            self.now,
            incoming.text,
            self.connection_id,
            len(self.routes),
            len(self.routes) - len(self.verdicts),
        )

    def delivery_rows(self) -> Iterable[tuple[Any, ...]]:
        order_key = order_key_of(self.incoming.user_id or self.incoming.anonymous_id)
        return (self._delivery_row(verdict, order_key) for verdict in self.verdicts)

    def _delivery_row(self, verdict: Verdict, order_key: str) -> tuple[Any, ...]:
        return (
            new_id(),
            self.source.workspace_id,
            self.event_id,
            verdict.route.destination_id,
            verdict.route.mapping_id,
            verdict.route.version_id,
            verdict.state,
            verdict.reason,
            verdict.detail,
            self.now,
            verdict.due_at,
            self.now if verdict.state in _ENDED else None,
            None,
            0,
            "[]",
            order_key,
            webhook_id_of(self.event_id, verdict.route.mapping_id, verdict.route.audience_key),
            verdict.route.audience_key,
            None,
        )


def order_key_of(user: str) -> str:
    """A short text that is the same for all events of a user; "" where nobody is named."""
    if not user:
        return ""
    return hashlib.blake2b(user.encode(), digest_size=conf.MAX_ORDER_KEY_CHARS // 2).hexdigest()


def webhook_id_of(event_id: UUID, mapping_id: UUID, audience_key: str = "") -> UUID:
    """What names an event for a mapping to whoever receives it: the same at every try.

    Args:
        audience_key: of a further audience that the mapping serves; "" for its trigger's own.
    """
    name = f"{mapping_id.hex} {audience_key}" if audience_key else mapping_id.hex
    return uuid.uuid5(event_id, name)


def _first_of_each(events: Sequence[IncomingEvent]) -> list[IncomingEvent]:
    """Each message id once, in one order for all writers: none waits for another in a circle."""
    first: dict[str, IncomingEvent] = {}
    for incoming in events:
        first.setdefault(incoming.message_id, incoming)
    return [first[message_id] for message_id in sorted(first)]


def _insert_events(source: Source, met: list[_Met], now: datetime) -> set[UUID]:
    """The ids of the events that are new: the unique constraint decides."""
    new_ids = insert_new_rows(Event, EVENT_COLUMNS, [one.event_row() for one in met])
    known = [one for one in met if one.event_id not in new_ids]
    if known and _release_old(source, known, now):
        rows = [one.event_row() for one in known]
        new_ids |= insert_new_rows(Event, EVENT_COLUMNS, rows)
    return new_ids


def _release_old(source: Source, known: list[_Met], now: datetime) -> int:
    """Let message ids that were seen long ago name new events again; how many did."""
    ids = [one.incoming.message_id for one in known]
    old = Event.objects.from_source(source).filter(
        message_id__in=ids,
        is_deduplicating=True,
        received_at__lt=now - timedelta(days=conf.MESSAGE_ID_LIFETIME_DAYS),
    )
    return old.update(is_deduplicating=False)
