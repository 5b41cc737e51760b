"""Which of a destination's mappings each saved test event matches."""

from collections.abc import Callable
from typing import Any, TypedDict

from mappings.engine.audience_variants import trigger_for
from mappings.engine.errors import TriggerError
from mappings.engine.fql import compile_trigger, read_trigger
from mappings.models import Destination, Mapping, TestEvent
from mappings.services.other_audiences import further_keys


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
        (MatchingMapping(id=str(mapping.pk), name=mapping.name), _triggers(mapping))
        for mapping in destination.mappings.all()
    ]
    saved = TestEvent.objects.for_source(destination.source).by_name()
    return [
        {
            "id": str(test_event.pk),
            "name": test_event.name,
            "event_type": _type_of(test_event.event),
            "matches": [
                told
                for told, triggers in mappings
                if any(matches(test_event.event) for matches in triggers)
            ],
        }
        for test_event in saved.iterator(chunk_size=20)
    ]


def _triggers(mapping: Mapping) -> list[Callable[[Any], bool]]:
    """The trigger for each audience that the mapping serves; none where it cannot be read."""
    try:
        trigger = read_trigger(mapping.trigger)
    except TriggerError:
        return []
    others = further_keys(mapping, mapping.destination_id)
    return [compile_trigger(one) for one in (trigger, *(trigger_for(trigger, o) for o in others))]


def _type_of(event: Any) -> str:
    kind = event.get("type")
    return kind if isinstance(kind, str) else ""
