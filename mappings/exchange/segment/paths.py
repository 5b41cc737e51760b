"""Paths that Segment reads otherwise than we do: those with a key in quotes that has a dot."""

from collections.abc import Iterator
from typing import Any

from mappings.engine.errors import json_pointer
from mappings.engine.paths import parse_path, parse_reference_path

_Keys = tuple[str | int, ...]


def quoted_paths(config: Any) -> Iterator[tuple[str, str, str]]:
    """The pointer of each such path, the path, and what Segment makes of it.

    Shape:
        ``("/email/@path", '$.traits["user.email"]', "traits.user.email")``
    """
    for place, path in _paths(config, ()):
        reading = parse_reference_path(path)
        if parse_path(path) != reading:
            yield json_pointer(place), path, ".".join(reading)


def _paths(value: Any, place: _Keys) -> Iterator[tuple[_Keys, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "@path" and isinstance(inner, str):
                yield (*place, key), inner
            else:
                yield from _paths(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*place, index))
