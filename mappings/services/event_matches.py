"""Which of a destination's mappings each saved test event matches."""

from typing import Any, TypedDict

from mappings.engine.errors import TriggerError
from mappings.engine.fql import compile_trigger, read_trigger
from mappings.models import Destination, TestEvent


class MatchingMapping(TypedDict):
    id: str
    name: str


class EventMatches(TypedDict):
    """Shape: ``{"id": "…", "name": "Entered", "event_type": "track", "matches": [{"id": …}]}``"""

    id: str
    name: str
    event_type: str
    matches: list[MatchingMapping]


def matches_of_test_events(*, destination: Destination) -> list[EventMatches]:
    """The saved test events of the destination's source, by name, with the mappings they match."""
    mappings = [
        (MatchingMapping(id=str(mapping.pk), name=mapping.name), matches)
        for mapping in destination.mappings.all()
        if (matches := _compiled(mapping.trigger))
    ]
    saved = TestEvent.objects.for_source(destination.source).by_name()
    return [
        {
            "id": str(test_event.pk),
            "name": test_event.name,
            "event_type": _type_of(test_event.event),
            "matches": [told for told, matches in mappings if matches(test_event.event)],
        }
        for test_event in saved.iterator(chunk_size=20)
    ]


def _compiled(tree: Any) -> Any:
    try:
        return compile_trigger(read_trigger(tree))
    except TriggerError:
        return None


def _type_of(event: Any) -> str:
    kind = event.get("type")
    return kind if isinstance(kind, str) else ""
