"""The same moment as the other event type tells it: an Identify event's Track twin, and back."""

from typing import Any

from mappings.engine.json_types import Json
from mappings.engine.places.locations import CONTACT_TRAITS, EVENT_NAMES, IDENTIFY, TRACK, Keys

OTHER_TYPE = {IDENTIFY: TRACK, TRACK: IDENTIFY}


def twin_event(event: dict[str, Any], *, flag: Keys = ()) -> dict[str, Any]:
    """The event of the other type with every value where that type keeps it.

    What both types keep at the same place stays. A Track event gets its name from the flag.

    Shape:
        ``{"type": "identify", "traits": {"email": "user@example.com", "vip": true}}``, ``("vip",)``
        -> ``{"type": "track", "event": "Audience Entered", "context": {"traits": {"email": …}},
        "properties": {"audience_key": "vip", "vip": true}}``

    Args:
        flag: the audience's flag inside its container; without, it is not named.

    Raises:
        KeyError: the event is neither an Identify nor a Track event.
    """
    kind = OTHER_TYPE[event["type"]]
    return _track_twin(event, flag) if kind == TRACK else _identify_twin(event)


def _track_twin(event: dict[str, Any], flag: Keys) -> dict[str, Any]:
    traits = _object(event.get("traits"))
    contacts = {key: value for key, value in traits.items() if key in CONTACT_TRAITS}
    others = {key: value for key, value in traits.items() if key not in CONTACT_TRAITS}
    named = len(flag) == 1 and isinstance(others.get(flag[0]), bool)
    context = _object(event.get("context"))
    if contacts:
        context = {**context, "traits": {**_object(context.get("traits")), **contacts}}
    return {
        **{key: value for key, value in event.items() if key != "traits"},
        "type": TRACK,
        **({"event": EVENT_NAMES[others[flag[0]]]} if named else {}),
        **({"context": context} if context else {}),
        "properties": {**({"audience_key": flag[0]} if named else {}), **others},
    }


def _identify_twin(event: dict[str, Any]) -> dict[str, Any]:
    context = _object(event.get("context"))
    properties = _object(event.get("properties"))
    key = properties.get("audience_key")
    is_name = isinstance(key, str) and key in properties
    kept = {name: value for name, value in context.items() if name != "traits"}
    twin = {name: value for name, value in event.items() if name not in _TRACK_KEYS}
    return {
        **twin,
        "type": IDENTIFY,
        **({"context": kept} if kept else {}),
        "traits": {
            **_object(context.get("traits")),
            **{k: v for k, v in properties.items() if not (is_name and k == "audience_key")},
        },
    }


_TRACK_KEYS = ("event", "context", "properties")


def _object(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
