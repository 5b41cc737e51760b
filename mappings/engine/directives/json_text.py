"""``@json``: a value to JSON text, or JSON text to the value."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.directives.arguments import Fault, Member, one_of, plan_members, should_have
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.json_writing import write_event_json, write_json
from mappings.engine.directives.plan import Compute, Plan, count_of_reads
from mappings.engine.directives.planner import NOTHING, Keys, Planner
from mappings.engine.errors import EventError, JsonTextError, Problem, json_pointer
from mappings.engine.js_values import is_truthy
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.strict_json import parse_json

_BYTE_ORDER_MARK = "\ufeff"
_MAX_READS = 10  # of the event, so that a text is no more than so many times as long
_LIMITS = ("too_deep", "too_large")


def plan_json(argument: Json, place: Keys, planner: Planner) -> Plan:
    """JSON text of a value, or the value of a JSON text; a text that is no JSON stays a text.

    As in the reference, a mode in capitals is accepted and gives nothing, once the value is there.

    Shape:
        ``{"mode": "encode", "value": {"@path": "$.properties"}}``
    """
    plans = plan_members(argument, place, planner, _MEMBERS)
    if plans is None:
        return NOTHING
    value = plans["value"]
    match argument["mode"]:
        case "encode":
            is_small = count_of_reads(value) <= _MAX_READS and not planner.keeps_missing
            write = write_event_json if is_small else write_json
            return Compute(partial(_encode, write, place), (value,))
        case "decode":
            return Compute(partial(_decode, place), (value,))
    return Compute(_give_nothing, (value,))


def _check_value(value: Json) -> Fault | None:
    return None if is_truthy(value) else ('Requires a "value" key.', "required")


_MEMBERS = (
    Member("value", _check_value, missing=should_have("value")),
    Member("mode", one_of("encode", "decode"), missing=should_have("mode")),
)


def _encode(
    write: Callable[[Any, Keys, Budget], Any], place: Keys, budget: Budget, _event: Json, value: Any
) -> Any:
    return write(value, place, budget)


def _give_nothing(_budget: Budget, _event: Json, _value: Any) -> Any:
    return MISSING


def _decode(place: Keys, budget: Budget, _event: Json, value: Any) -> Any:
    """Beyond JSON.parse, U+0000, half pairs and numbers beyond a double leave the text a text."""
    if not isinstance(value, str) or value.startswith(_BYTE_ORDER_MARK):
        return value
    budget.spend_chars(len(value), place)
    try:
        return parse_json(value)
    except JsonTextError as err:
        problem = err.problems[0]
        if problem.code in _LIMITS:
            message = f"The JSON text cannot be decoded. {problem.message}"
            raise EventError(Problem(json_pointer(place), message, problem.code)) from err
        return value
