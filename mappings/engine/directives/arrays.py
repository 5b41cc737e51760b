"""``@arrayPath``: a list of the event, each item of it in another shape."""

from collections.abc import Callable
from functools import partial
from itertools import repeat
from typing import Any

from mappings.engine.directives.arguments import fault_of_type
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.built_values import settled
from mappings.engine.directives.path import plan_path
from mappings.engine.directives.plan import Compute, Inner, Plan, Shaped
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING


def plan_array_path(argument: Json, place: Keys, planner: Planner) -> Plan:
    """Each item in the shape given; paths in the shape start at the item.

    As in the reference, an object counts as a list of one. Any other value stays as it is, and so
    does all where the shape is no object or an empty one.

    Shape:
        ``["$.properties.products", {"sku": {"@path": "$.product_id"}}]``
    """
    if not isinstance(argument, list):
        return planner.refuse(place, *fault_of_type("an array", argument))
    if not argument:
        message = "Should be a string or a mapping directive but it is an undefined."
        return planner.refuse((*place, 0), message, "type")
    shape = argument[1] if len(argument) > 1 else None
    if not isinstance(shape, dict) or not shape:
        return _plan_source(argument[0], (*place, 0), planner)
    if isinstance(argument[0], str):
        return _plan_items(argument[0], shape, place, planner)
    # The items are a directive's, and its MISSING is no null to the shape.
    with planner.keeping_missing():
        plan = _plan_items(argument[0], shape, place, planner)
    return settled(plan, place, planner)


def _plan_source(source: Json, place: Keys, planner: Planner) -> Plan:
    if isinstance(source, str):
        return planner.placed(plan_path(source, place, planner), place, "@path")
    return planner.plan_text_source(source, place)


def _plan_items(source: Json, shape: dict[str, Json], place: Keys, planner: Planner) -> Plan:
    items = _plan_source(source, (*place, 0), planner)
    values_before = planner.values
    item_plan = planner.plan(shape, (*place, 1))
    values = planner.values - values_before
    nothing = None if not planner.keeps_missing else MISSING
    return Compute(
        partial(_shape_items, values, nothing, place),
        (items,),
        inner=(Inner(item_plan, is_of_items=True),),
        shortcut=None if planner.keeps_missing else Shaped(values),
    )


def _shape_items(
    values_in_shape: int,
    nothing: Any,
    place: Keys,
    shape: Callable[[Any, Budget], Any],
    budget: Budget,
    _event: Json,
    value: Any,
) -> Any:
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return value
    budget.spend_values(len(value) * values_in_shape, place)
    items = map(shape, value, repeat(budget))
    return [nothing if item is MISSING else item for item in items]
