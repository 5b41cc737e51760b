"""Rules about one path of a config that an event of the mapping's type does not have.

Each rule is asked in the order of the table until one has something to say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mappings.engine.paths import format_path
from mappings.engine.places.locations import (
    CONTACT_TRAITS,
    IDENTIFY,
    TRACK,
    TYPE_NAMES,
    Keys,
    flag_place,
    track_place,
)
from mappings.engine.places.situation import Situation
from mappings.engine.places.spelling import close_names


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell of a path, and the keys to use instead; None where there are none."""

    text: str
    keys: Keys | None


PathRule = Callable[[Keys, Situation], list[Advice]]


def flag_in_other_container(keys: Keys, situation: Situation) -> list[Advice]:
    """The audience's flag where another event type keeps it."""
    flag, event_type = situation.flag, situation.event_type
    if not flag or not event_type:
        return []
    right = flag_place(event_type, flag)
    wrong = [(*holder, *flag) for holder in ((), *_HOLDERS) if (*holder, *flag) != right]
    if keys not in wrong:
        return []
    text = f"The audience flag is at {format_path(right)} on {TYPE_NAMES[event_type]} events."
    return [Advice(text, right)]


def contact_in_properties(keys: Keys, situation: Situation) -> list[Advice]:
    """Track keeps how to reach the user beside the event, not in its properties."""
    is_contact = len(keys) == 2 and keys[0] == "properties" and keys[1] in CONTACT_TRAITS
    if situation.event_type != TRACK or not is_contact:
        return []
    right = track_place(keys[1:])
    text = f"On Track, {CONTACT_TRAITS[keys[1]]} is at {format_path(right)}."
    return [Advice(text, right)]


def traits_on_track(keys: Keys, situation: Situation) -> list[Advice]:
    """Track events have no traits of their own."""
    if situation.event_type != TRACK or len(keys) < 2 or keys[0] != "traits":
        return []
    text = "Track events have no traits at the top. Traits are in context.traits, audience data "
    in_context = ("context", *keys)
    right = in_context if situation.has(in_context) else track_place(keys[1:])
    return [Advice(f"{text}in properties.", right)]


def track_place_on_identify(keys: Keys, situation: Situation) -> list[Advice]:
    """Identify keeps in its traits what Track has in properties and in its context."""
    depth = next((len(holder) for holder in _TRACK_HOLDERS if keys[: len(holder)] == holder), 0)
    if situation.event_type != IDENTIFY or not depth or len(keys) == depth:
        return []
    return [Advice("Identify events keep this in traits.", ("traits", *keys[depth:]))]


def event_name_on_identify(keys: Keys, situation: Situation) -> list[Advice]:
    """Only Track events have a name."""
    if situation.event_type != IDENTIFY or keys != ("event",):
        return []
    return [Advice("Identify events have no event name.", None)]


def found_elsewhere(keys: Keys, situation: Situation) -> list[Advice]:
    """The test event has the same key at other places."""
    return [
        Advice(f"Found {keys[-1]} at {format_path(place)}.", place)
        for place in situation.places.get(keys[-1], ())
        if not keys[-1].isdigit()
    ]


def close_spelling(keys: Keys, situation: Situation) -> list[Advice]:
    """The test event has a key that is spelled nearly the same, best beside the path."""
    places = [
        place
        for name in close_names(keys[-1], situation.places)
        for place in situation.places[name]
    ]
    places.sort(key=lambda place: place[:-1] != keys[:-1])
    return [Advice(f"Did you mean {format_path(place)}?", place) for place in places[:1]]


_HOLDERS = (("traits",), ("properties",), ("context",), ("context", "traits"))
_TRACK_HOLDERS = (("properties",), ("context", "traits"))

PATH_RULES: Mapping[str, PathRule] = {
    "flag_place": flag_in_other_container,
    "contact_place": contact_in_properties,
    "traits_on_track": traits_on_track,
    "track_place_on_identify": track_place_on_identify,
    "event_name_on_identify": event_name_on_identify,
    "found_elsewhere": found_elsewhere,
    "close_spelling": close_spelling,
}
