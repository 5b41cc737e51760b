"""The argument of ``@path`` and ``@template``: a text, or a directive that gives one per event."""

from typing import Any

from mappings.engine.directives.plan import Plan
from mappings.engine.directives.planner import Keys, Planner, type_name
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.paths import MISSING


def refuse_too_long(text: str, place: Keys, planner: Planner, *, limit: int) -> Plan:
    return planner.refuse(place, _too_long(text, limit), "too_long")


def checked_text(value: Any, place: Keys, *, limit: int) -> str:
    """What the directive gave, when it is a text of allowed length.

    Raises:
        EventError: it is not.
    """
    name = str(place[-1])
    if not isinstance(value, str):
        found = "undefined" if value is MISSING else type_name(value)
        message = f"{name}: expected string, got {found}"
        raise EventError(Problem(json_pointer(place), message, "type"))
    if len(value) > limit:
        raise EventError(Problem(json_pointer(place), _too_long(value, limit), "too_long"))
    return value


def _too_long(text: str, limit: int) -> str:
    return f"Has {len(text):,} characters; the limit is {limit:,}."
