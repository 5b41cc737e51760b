"""The two event types as people meet them before they choose: words, places, and a short sample."""

from dataclasses import dataclass

from mappings.models import EventType


@dataclass(frozen=True, slots=True)
class SampleLine:
    text: str
    is_place: bool = False  # shows where the e-mail or the flag is


@dataclass(frozen=True, slots=True)
class EventTypeCard:
    """One of the two choices; `container` is where the audience flag is."""

    event_type: str
    label: str
    summary: str
    email_path: str
    container: str
    good_for: str
    sample: tuple[SampleLine, ...]


EVENT_TYPE_CARDS = (
    EventTypeCard(
        event_type=EventType.IDENTIFY.value,
        label="Identify",
        summary="Who the person is now.",
        email_path="traits.email",
        container="traits",
        good_for="Good for: keeping profiles up to date",
        sample=(
            SampleLine('{ "type": "identify",'),
            SampleLine('  "userId": "user-123",'),
            SampleLine('  "traits": {'),
            SampleLine('    "email": "user@example.com",', is_place=True),
            SampleLine('    "browse_abandoners": true', is_place=True),
            SampleLine("  } }"),
        ),
    ),
    EventTypeCard(
        event_type=EventType.TRACK.value,
        label="Track",
        summary="Something the person just did.",
        email_path="context.traits.email",
        container="properties",
        good_for="Good for: acting the moment someone enters or leaves an audience",
        sample=(
            SampleLine('{ "type": "track",'),
            SampleLine('  "context": { "traits": {'),
            SampleLine('    "email": "user@example.com" } },', is_place=True),
            SampleLine('  "properties": {'),
            SampleLine('    "browse_abandoners": true', is_place=True),
            SampleLine("  } }"),
        ),
    ),
)
FLAG_CONTAINERS = {card.event_type: card.container for card in EVENT_TYPE_CARDS}
