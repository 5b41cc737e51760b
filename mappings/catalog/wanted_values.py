"""A sample event that has what an action's fields want, in the right place for its type."""

from typing import Any

from mappings.catalog.default_config import default_config
from mappings.catalog.schema import ActionDefinition
from mappings.engine.fields import Field
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, walk
from mappings.engine.places import event_paths, place_of_trait

_OF_FORMAT: dict[str, Json] = {
    "email": "user@example.com",
    "uri": "https://example.com/",
    "uri-reference": "/products/1",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "01980000-0000-7000-8000-000000000001",
    "date": "2026-01-31",
    "time": "09:30:00Z",
    "date-time": "2026-01-31T09:30:00Z",
    "date-like": "2026-01-31T09:30:00Z",
}
_OF_TYPE: dict[str, Json] = {
    "number": 42,
    "integer": 42,
    "boolean": True,
    "datetime": "2026-01-31T09:30:00Z",
}


def with_wanted_values(
    event: dict[str, Any], action: ActionDefinition, *, audience_key: str
) -> dict[str, Any]:
    """The event with a value wherever the action's fields look by default.

    A field without a default finds a value under its own name, unless the event has that name
    somewhere already. What is there stays.

    Shape:
        an Identify event for an action with a number ``age`` -> ``{"traits": {"age": 42, …}, …}``
    """
    defaults = default_config(action, event_type=event["type"], audience_key=audience_key)
    for field in action.fields:
        is_default = field.key in defaults
        for keys in event_paths(defaults[field.key]) if is_default else _own_place(event, field):
            event = _with_value(event, keys, sample_value(field))
    return event


def sample_value(field: Field) -> Json:
    """A value that a field takes: its first choice, its placeholder, or what its type asks for."""
    if field.choices:
        value = field.choices[0].value
    elif field.format in _OF_FORMAT:
        value = _OF_FORMAT[field.format]
    elif field.type in _OF_TYPE:
        value = _OF_TYPE[field.type]
    elif field.type == "object":
        value = {inner.key: sample_value(inner) for inner in field.properties}
    else:
        value = field.placeholder or f"Example {field.label.lower()}"
    return [value] if field.multiple else value


def _own_place(event: dict[str, Any], field: Field) -> list[tuple[str, ...]]:
    holders = (event, event.get("traits"), event.get("properties"))
    is_there = any(isinstance(holder, dict) and field.key in holder for holder in holders)
    return [] if is_there else [place_of_trait(event["type"], (field.key,))]


def _with_value(event: dict[str, Any], keys: tuple[str, ...], value: Json) -> dict[str, Any]:
    if not keys or walk(keys, event) is not MISSING:
        return event
    holder = event.get(keys[0], {})
    if len(keys) == 1:
        return {**event, keys[0]: value}
    if not isinstance(holder, dict):
        return event
    return {**event, keys[0]: _with_value(holder, keys[1:], value)}
