"""``@path``: the value at an event path."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import Compute, Plan, Read
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.directives.text_argument import checked_text, refuse_too_long
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_PATH_CHARS
from mappings.engine.paths import compile_path, parse_path, parse_reference_path


def plan_path(argument: Json, place: Keys, planner: Planner) -> Plan:
    """Shape: ``"$.context.traits.email"``, or a directive that gives such a text."""
    source = planner.plan_text_source(argument, place)
    if not isinstance(argument, str):
        return Compute(partial(_read_given_path, place), (source,))
    if len(argument) > MAX_PATH_CHARS:
        return refuse_too_long(argument, place, planner, limit=MAX_PATH_CHARS)
    keys = parse_path(argument)
    if keys == parse_reference_path(argument):
        return Read(keys)
    return Compute(partial(_read, compile_path(argument)), paths=(keys,))


def _read(read: Callable[[Json], Any], _budget: Budget, event: Json) -> Any:
    return read(event)


def _read_given_path(place: Keys, _budget: Budget, event: Json, path: Any) -> Any:
    return compile_path(checked_text(path, place, limit=MAX_PATH_CHARS))(event)
