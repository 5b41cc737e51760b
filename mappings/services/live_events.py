"""The newest events of a source with what became of each, and one of them as a test event."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mappings import conf
from mappings.models import Delivery, Event, Source, TestEvent
from mappings.services.test_events import save_test_event

SHOWN_EVENTS = 25
LOADED_EVENTS = 10  # whole ones, for the editor


@dataclass(frozen=True, slots=True)
class LiveEvent:
    event: Event
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class LiveEvents:
    """The newest first. `signature` changes with anything that is shown of them."""

    rows: Sequence[LiveEvent]
    signature: str


def newest_events(source: Source) -> LiveEvents:
    """The newest events of a source, each with its deliveries."""
    newest = Event.objects.from_source(source).with_origin().defer("text")
    newest = newest.order_by("-received_at", "-id")
    events = list(newest[:SHOWN_EVENTS])
    of_event: dict[UUID, list[Delivery]] = {event.pk: [] for event in events}
    deliveries = Delivery.objects.filter(event__in=list(of_event)).order_by("id")
    for delivery in deliveries.select_related("destination", "mapping").defer("history"):
        of_event[delivery.event_id].append(delivery)
    rows = [LiveEvent(event, of_event[event.pk]) for event in events]
    return LiveEvents(rows, _signature(rows))


def loadable_events(source: Source, *, with_contents: bool) -> list[dict[str, Any]]:
    """The newest events of a source, whole, to try mappings with.

    Without contents, `event` is None.

    Shape:
        ``[{"id": "…", "name": "Audience Entered", "type": "track", "received_at": …, "event": …}]``
    """
    newest = Event.objects.from_source(source).order_by("-received_at", "-id")
    return [
        {
            "id": str(event.pk),
            "name": event.name,
            "type": event.type,
            "received_at": event.received_at.isoformat().replace("+00:00", "Z"),
            "event": event.event if with_contents else None,
        }
        for event in newest[:LOADED_EVENTS]
    ]


def keep_as_test_event(event: Event) -> TestEvent:
    """A received event, saved as a test event of its source under a name that is free.

    Raises:
        LimitReached: the source has too many.
    """
    source = event.source
    taken = set(TestEvent.objects.for_source(source).values_list("name", flat=True))
    base = f"{event.name or event.type.capitalize()}, {event.received_at:%-d %b %H:%M}"
    name, number = base[: conf.MAX_NAME_CHARS - 5], 2
    while name in taken:
        name, number = f"{base[: conf.MAX_NAME_CHARS - 5]} ({number})", number + 1
    return save_test_event(source=source, name=name, event=event.event)


def _signature(rows: Sequence[LiveEvent]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for row in rows:
        digest.update(row.event.pk.bytes)
        for delivery in row.deliveries:
            digest.update(f"{delivery.state} {delivery.reason};".encode())
    return digest.hexdigest()
