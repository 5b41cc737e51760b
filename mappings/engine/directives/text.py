"""``@case`` and ``@replace``: a text in upper or lower case, or with parts of it replaced."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.directives.arguments import (
    Check,
    Fault,
    Member,
    check_boolean,
    check_length,
    check_text,
    check_text_source,
    plan_members,
    should_have,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import Absent, Compute, Plan
from mappings.engine.directives.planner import NOTHING, Keys, Planner
from mappings.engine.directives.replacing import Replacement, replace_text
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.js_values import to_text
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_PATTERN_UNITS, MAX_REPLACED_CHARS

_OPERATORS = {"lower": str.lower, "upper": str.upper}


def plan_case(argument: Json, place: Keys, planner: Planner) -> Plan:
    """A text in upper or lower case; any other value as it is.

    Shape:
        ``{"operator": "lower", "value": {"@path": "$.traits.email"}}``
    """
    plans = plan_members(argument, place, planner, _CASE_MEMBERS)
    if plans is None:
        return NOTHING
    if not argument.get("value"):
        return Absent()
    change = partial(_change_case, _OPERATORS[argument["operator"]], place)
    return Compute(change, (plans["value"],))


def plan_replace(argument: Json, place: Keys, planner: Planner) -> Plan:
    """A text with a literal pattern replaced, once or everywhere, and then with a second one.

    As in the reference, numbers and true/false become texts, and all that is no text becomes "".

    Shape:
        ``{"pattern": "-", "replacement": "", "value": {"@path": "$.traits.phone"},
        "ignorecase": false, "global": true, "pattern2": "+", "replacement2": "00"}``
    """
    plans = plan_members(argument, place, planner, _REPLACE_MEMBERS)
    if plans is None:
        return NOTHING
    if not argument["value"]:
        return Absent()
    replacements = [
        Replacement(
            pattern=argument[f"pattern{number}"],
            replacement=argument.get(f"replacement{number}") or "",
            is_global=argument.get("global", True),
            ignores_case=argument.get("ignorecase", False),
        )
        for number in ("", "2")
        if _is_used(argument, number)
    ]
    return Compute(partial(_replace, replacements, place), (plans["value"],))


def _check_operator(value: Json) -> Fault | None:
    if fault := check_text(value):
        return fault
    if value not in _OPERATORS:
        return 'Should have a value of "lower" or "upper".', "choice"
    return None


def _text_of_length(minimum: int) -> Check:
    def check(value: Json) -> Fault | None:
        return check_text(value) or check_length(value, minimum=minimum, maximum=MAX_PATTERN_UNITS)

    return check


def _check_second(value: Json) -> Fault | None:
    """Without effect unless it is a text, as in the reference."""
    if not isinstance(value, str):
        return None
    return check_length(value, minimum=0, maximum=MAX_PATTERN_UNITS)


_CASE_MEMBERS = (
    Member("operator", _check_operator, missing='Requires a "operator" key.'),
    Member("value", check_text_source),
)
_REPLACE_MEMBERS = (
    Member("pattern", _text_of_length(1), missing=should_have("pattern")),
    Member("replacement", _text_of_length(0)),
    Member("value", check_text_source, missing=should_have("value")),
    Member("ignorecase", check_boolean),
    Member("global", check_boolean),
    Member("pattern2", _check_second),
    Member("replacement2", _check_second),
)


def _change_case(
    change: Callable[[str], str], place: Keys, budget: Budget, _event: Json, value: Any
) -> Any:
    if not isinstance(value, str):
        return value
    budget.spend_chars(len(value), place)
    return change(value)


def _is_used(argument: dict[str, Json], number: str) -> bool:
    pattern, replacement = argument.get(f"pattern{number}"), argument.get(f"replacement{number}")
    return bool(pattern) and isinstance(pattern, str) and isinstance(replacement, str | None)


def _replace(
    replacements: list[Replacement], place: Keys, budget: Budget, _event: Json, value: Any
) -> str:
    if isinstance(value, str):
        text = value
    else:
        text = to_text(value) if isinstance(value, (int, float)) else ""
    for replacement in replacements:
        changed = replace_text(text, replacement, max_chars=MAX_REPLACED_CHARS)
        if changed is None:
            message = f"The text grows longer than {MAX_REPLACED_CHARS:,} characters."
            raise EventError(Problem(json_pointer(place), message, "too_long"))
        text = changed
        budget.spend_chars(len(text), place)
    return text
