"""A sample event that has what an action's fields want, in the right place for its type."""

from collections.abc import Iterator
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
_OF_HASHED: dict[str, Json] = {  # what is left of others when they are written for the hash
    "email": "user@example.com",
    "email_gmail": "user@example.com",
    "phone_digits": "+15551230000",
    "phone_e164": "+15551230000",
}
# Where events of Segment's libraries have the same thing always, whatever a field makes of it
_OF_PLACE: dict[tuple[str, ...], Json] = {
    ("context", "ip"): "192.0.2.1",
    ("context", "page", "referrer"): "https://example.com/",
    ("context", "page", "url"): "https://example.com/products",
    ("context", "userAgent"): "Mozilla/5.0",
    ("timestamp",): "2026-01-31T09:30:00.000Z",
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
        if field.key in defaults:
            wanted = list(_wanted(field, defaults[field.key]))
        else:
            wanted = [(keys, sample_value(field)) for keys in _own_place(event, field)]
        for keys, value in wanted:
            event = _with_value(event, keys, _OF_PLACE.get(keys, value))
    return event


def sample_value(field: Field) -> Json:
    """A value that a field takes: its first choice, its placeholder, or what its type asks for."""
    if field.choices:
        value = field.choices[0].value
    elif field.hash and field.hash.normalise in _OF_HASHED:
        value = _OF_HASHED[field.hash.normalise]
    elif field.format in _OF_FORMAT:
        value = _OF_FORMAT[field.format]
    elif field.type in _OF_TYPE:
        value = _OF_TYPE[field.type]
    elif field.type == "object":
        value = {inner.key: sample_value(inner) for inner in field.properties}
    else:
        value = field.placeholder or f"Example {field.label.lower()}"
    return [value] if field.multiple else value


def _wanted(field: Field, config: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """The places of the event that a default reads, with what the field that it fills wants."""
    inner = {one.key: one for one in field.properties}
    if inner and isinstance(config, dict) and not any(key.startswith("@") for key in config):
        for key, part in config.items():
            yield from _wanted(inner.get(key, Field(key, key, "string")), part)
        return
    for keys in event_paths(config):
        yield keys, sample_value(field)


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
