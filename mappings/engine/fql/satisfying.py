"""Values with which a condition would match: to turn a test event around."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from mappings.engine.errors import json_pointer
from mappings.engine.fql.dates import date_span, is_date
from mappings.engine.fql.operators import condition_test
from mappings.engine.fql.tree import Condition, Node, Trigger
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, Missing

_WORDS = ("example", "other", "")
_OF_TYPE = {"event-type": ("identify", "track")}


def satisfying_values(trigger: Trigger) -> dict[str, Json | Missing]:
    """For each condition, by its pointer, a value that it accepts; MISSING where it wants none.

    Left out is a condition for which none was found, as for most regular expressions.

    Shape:
        ``type = "track" and properties.total > 5`` -> ``{"/children/0": "track",
        "/children/1": 6}``
    """
    found: dict[str, Json | Missing] = {}
    for place, condition in _conditions(trigger, ()):
        test = condition_test(condition)
        for candidate in _candidates(condition):
            if test(candidate):
                found[json_pointer(place)] = candidate
                break
    return found


def _conditions(
    node: Node, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    if isinstance(node, Condition):
        yield place, node
        return
    for index, child in enumerate(node.children):
        yield from _conditions(child, (*place, "children", index))


def _candidates(condition: Condition) -> Iterator[Any]:
    """What may do, most natural first."""
    value = condition.value
    given = () if value is None else value if isinstance(value, tuple) else (value,)
    yield from _OF_TYPE.get(condition.type, ())
    for item in given:
        yield from _near(item)
    yield from (*_WORDS, True, False, MISSING)
    yield from ([item] for item in given)
    yield []


def _near(value: str | int | float) -> Iterator[Any]:
    yield value
    if not isinstance(value, str):
        yield from (value + 1, value - 1)
    elif is_date(value):
        first, last = date_span(value)
        for moment, days in ((first, -1), (last, 1)):
            try:
                yield (moment + timedelta(days=days)).date().isoformat()
            except OverflowError:  # before the first year or after the last
                continue
