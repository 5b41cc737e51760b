"""Names in conditions: what follows ``properties.``, ``traits.`` or ``context.``.

Segment reads a name by splitting it at ``.``, ``[`` and ``]``: ``a[0].b`` and ``a.0.b`` are the
same. Ours also knows quoted keys, ``["user.email"]``, as paths do: the literal key first, then
Segment's reading.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from mappings.engine.fql.tree import CONTAINER_OF_TYPE, FIELD_OF_TYPE, Condition
from mappings.engine.json_types import Json
from mappings.engine.paths import format_path, literal_keys, walk, walk_either

_KEY = re.compile(r"[^.\[\]]+")
_PLAIN_NAME = re.compile(r"[^.\[\]\"'\\]+")


def condition_keys(condition: Condition) -> tuple[str, ...]:
    """What leads to a condition's value in the event: ``("properties", "total")``."""
    if condition.type in FIELD_OF_TYPE:
        return (FIELD_OF_TYPE[condition.type],)
    keys = literal_keys(condition.name, reference_split)
    return (CONTAINER_OF_TYPE[condition.type], *keys)


def reference_keys(condition: Condition) -> tuple[str, ...]:
    """The same as Segment reads it, quotes being part of the keys."""
    if condition.type in FIELD_OF_TYPE:
        return (FIELD_OF_TYPE[condition.type],)
    return (CONTAINER_OF_TYPE[condition.type], *reference_split(condition.name))


def condition_reader(condition: Condition) -> Callable[[Json], Any]:
    """A function that gives a condition's value in an event, MISSING where there is none."""
    keys, segment_keys = condition_keys(condition), reference_keys(condition)
    if keys == segment_keys:
        return partial(walk, keys)
    return partial(walk_either, keys, segment_keys)


def name_of_key(key: str) -> str:
    """The name of one literal key, whatever is in it."""
    return name_of_keys((key,))


def name_of_keys(keys: Sequence[str]) -> str:
    """The name of keys inside a container: ``traits.vip``, ``traits["user.vip"]``."""
    if all(_PLAIN_NAME.fullmatch(key) for key in keys):
        return ".".join(keys)
    return format_path(keys)


def reference_split(name: str) -> Sequence[str]:
    """The keys of a name as Segment's ``get()`` reads it."""
    return _KEY.findall(name)


def has_keys(name: str) -> bool:
    return bool(literal_keys(name, reference_split))
