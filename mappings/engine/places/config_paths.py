"""The event paths in a field's config, and the config with one of them replaced.

Paths inside each item of a list start at the item, the keys of ``@transform`` at what it built,
and Liquid is text: none of these is a path of the event.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.json_types import Json
from mappings.engine.paths import format_path, parse_path

Keys = tuple[str, ...]
Change = Callable[[Keys], Keys | None]

_PLACEHOLDER = re.compile(r"(?P<open>\{\{\{?\s*)(?P<path>[^{}]+?)(?P<close>\s*\}\}\}?)")


def event_paths(config: Json) -> tuple[Keys, ...]:
    """The keys of every event path in a config, each once, in its order."""
    found: dict[Keys, None] = {}
    with_paths(config, found.setdefault)
    return tuple(found)


def with_path(config: Json, old: Keys, new: Keys) -> Json:
    """The same config reading `new` where it reads `old`."""
    return with_paths(config, lambda keys: new if keys == old else None)


def with_paths(config: Json, change: Change) -> Json:
    """The same config with other paths; `change` gives the new keys, None for no change."""
    if isinstance(config, list):
        return [with_paths(item, change) for item in config]
    if isinstance(config, dict):
        return {name: _member(name, value, change) for name, value in config.items()}
    return config


def without_placeholders(template: str) -> str:
    """What of a template stands there for every event."""
    return _PLACEHOLDER.sub("", template)


def _member(name: str, value: Any, change: Change) -> Json:
    if name in ("@literal", "_metadata"):
        return value
    if name == "@path" and isinstance(value, str):
        return _changed_path(value, change)
    if name == "@template" and isinstance(value, str):
        return _PLACEHOLDER.sub(partial(_changed_place, change=change), value)
    if name == "@arrayPath" and isinstance(value, list):
        return [_changed_list(item, change) for item in value[:1]] + value[1:]
    if name == "@transform" and isinstance(value, dict):
        return {**value, "apply": with_paths(value.get("apply"), change)}
    return with_paths(value, change)


def _changed_list(value: Json, change: Change) -> Json:
    return _changed_path(value, change) if isinstance(value, str) else with_paths(value, change)


def _changed_path(text: str, change: Change) -> str:
    keys = change(parse_path(text))
    if keys is None:
        return text
    return ("$." if text.startswith("$.") else "") + format_path(keys)


def _changed_place(place: re.Match[str], *, change: Change) -> str:
    keys = change(parse_path(place["path"], drops_root=False))
    return place[0] if keys is None else place["open"] + format_path(keys) + place["close"]
