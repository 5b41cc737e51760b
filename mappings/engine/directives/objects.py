"""``@merge``, ``@flatten`` and ``@excludeWhenNull``: objects put together, flat, without nulls."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.directives.arguments import (
    Fault,
    Member,
    check_length,
    check_list,
    check_object_source,
    check_text,
    one_of,
    plan_members,
    should_have,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.built_values import holds_missing_deep, settled
from mappings.engine.directives.flattening import flatten_object
from mappings.engine.directives.plan import BuildList, Compute, Plan, Read, bare
from mappings.engine.directives.planner import NOTHING, Keys, Planner
from mappings.engine.js_values import is_truthy, utf16_units
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING


def plan_merge(argument: Json, place: Keys, planner: Planner) -> Plan:
    """One object of several; where keys meet, the later one wins, the earlier with ``left``.

    As in the reference, a member that finds nothing wins, too, and takes the key away. Lists and
    texts give their items and characters under their indices; other values are passed over.

    Shape:
        ``{"direction": "right", "objects": [{"@path": "$.traits"}, {"plan": "free"}]}``
    """
    plans = plan_members(argument, place, planner, _MERGE_MEMBERS)
    if plans is None:
        return NOTHING
    is_left = argument["direction"] == "left"
    objects = bare(plans["objects"])
    plan = Compute(partial(_merge, is_left, place), (objects,))
    is_deep = not isinstance(objects, BuildList) or any(map(holds_missing_deep, objects.items))
    return settled(plan, place, planner, is_deep=is_deep)


def plan_flatten(argument: Json, place: Keys, planner: Planner) -> Plan:
    """An object without objects in it: their keys joined by a separator.

    Shape:
        ``{"value": {"@path": "$.properties"}, "separator": "_", "omitArrays": true}``
    """
    plans = plan_members(argument, place, planner, _FLATTEN_MEMBERS)
    if plans is None:
        return NOTHING
    omits_lists = is_truthy(argument.get("omitArrays"))
    function = partial(_flatten, argument["separator"], omits_lists, place)
    if isinstance(bare(plans["value"]), Read) and not planner.keeps_missing:
        return Compute(partial(_flatten_read, function), (plans["value"],))
    # What is left in it are single values, and lists where they stay.
    plan = Compute(function, (plans["value"],))
    return settled(plan, place, planner, is_deep=omits_lists)


def plan_exclude_when_null(argument: Json, place: Keys, planner: Planner) -> Plan:
    """A value without the null members of its objects; nothing, where it is null itself.

    Shape:
        ``{"@path": "$.traits"}``
    """
    plan = planner.plan(argument, place)
    function = partial(_exclude_nulls, place, planner.keeps_missing)
    return Compute(function, (plan,))


def _plan_objects(objects: Json, place: Keys, planner: Planner) -> Plan:
    if not isinstance(objects, list):
        return planner.plan(objects, place)
    items = []
    with planner.keeping_missing():
        for index, value in enumerate(objects):
            if fault := check_object_source(value):
                planner.refuse((*place, index), *fault)
            else:
                items.append(planner.plan(value, (*place, index)))
    return BuildList(tuple(items), keeps_missing=True)


def _plan_flattened(value: Json, place: Keys, planner: Planner) -> Plan:
    with planner.keeping_missing():
        return planner.plan(value, place)


def _check_separator(value: Json) -> Fault | None:
    return check_text(value) or check_length(value, minimum=1)


_MERGE_MEMBERS = (
    Member("direction", one_of("left", "right"), missing='Requires a "direction" key.'),
    Member("objects", check_list, missing=should_have("objects"), plan=_plan_objects),
)
_FLATTEN_MEMBERS = (
    Member("separator", _check_separator, missing='Requires a "separator" key.'),
    Member("value", missing=should_have("value"), plan=_plan_flattened),
)


def _merge(
    is_left: bool, place: Keys, budget: Budget, _event: Json, objects: list[Any]
) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for value in reversed(objects) if is_left else objects:
        if isinstance(value, (str, list, dict)):
            budget.spend_values(len(value), place)
        members = utf16_units(value) if isinstance(value, str) else value
        if isinstance(members, list):
            members = {str(index): item for index, item in enumerate(members)}
        if isinstance(members, dict):
            merged.update(members)
    return merged


def _flatten(
    separator: str, omits_lists: bool, place: Keys, budget: Budget, _event: Json, value: Any
) -> dict[str, Any]:
    return flatten_object(value, separator, omits_lists=omits_lists, place=place, budget=budget)


def _flatten_read(
    flatten: Callable[[Budget, Json, Any], dict[str, Any]],
    budget: Budget,
    event: Json,
    value: Any,
) -> dict[str, Any]:
    """A value of the event, which has no MISSING in it."""
    return {} if value is MISSING else flatten(budget, event, value)


def _exclude_nulls(
    place: Keys, keeps_missing: bool, budget: Budget, _event: Json, value: Any
) -> Any:
    """Nulls inside lists stay."""
    if isinstance(value, dict):
        return _without_nulls(value, 1, place, budget, keeps_missing=keeps_missing)
    return MISSING if value is None else value


def _without_nulls(
    members: dict[str, Any], depth: int, place: Keys, budget: Budget, *, keeps_missing: bool
) -> dict[str, Any]:
    budget.enter(members, depth, place)
    kept = members.copy()
    for key, inner in members.items():
        if isinstance(inner, dict):
            kept[key] = _without_nulls(inner, depth + 1, place, budget, keeps_missing=keeps_missing)
        elif inner is None and keeps_missing:
            kept[key] = MISSING
        elif inner is None:
            del kept[key]
    return kept
