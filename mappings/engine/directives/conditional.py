"""``@if``: one value or another, by whether a third exists or is filled."""

from mappings.engine.directives.plan import Choose, Plan
from mappings.engine.directives.planner import (
    NOTHING,
    Keys,
    Planner,
    is_directive,
    type_name,
    with_article,
)
from mappings.engine.js_values import exists, is_filled, is_truthy
from mappings.engine.json_types import Json


def plan_if(argument: Json, place: Keys, planner: Planner) -> Plan:
    """``then`` where ``exists`` is neither missing nor null, or ``blank`` is not empty.

    As in the reference, ``blank`` reads the other way round than it sounds, ``exists`` wins where
    both are given, and an ``else`` of false, 0, "" or null is ignored.

    Shape:
        ``{"exists": {"@path": "$.traits.plan"}, "then": "paid", "else": "free"}``
    """
    if is_directive(argument) or not isinstance(argument, dict):
        found = with_article(type_name(argument))
        return planner.refuse(place, f"Should be an object but it is {found}.", "type")
    if not is_truthy(argument.get("exists")) and not is_truthy(argument.get("blank")):
        message = 'Requires an "exists" key or a "blank" key.'
        planner.refuse(place, message, "required")
    plans = {key: planner.plan(value, (*place, key)) for key, value in argument.items()}
    is_by_existence = "exists" in argument
    return Choose(
        tested=plans.get("exists" if is_by_existence else "blank", NOTHING),
        test=exists if is_by_existence else is_filled,
        then=plans.get("then"),
        otherwise=plans["else"] if is_truthy(argument.get("else")) else None,
    )
