"""``@transform``: a mapping of what another mapping gives."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.directives.arguments import (
    Member,
    check_object_source,
    plan_members,
    should_have,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.built_values import settled, without_missing_members
from mappings.engine.directives.plan import Compute, Inner, Plan, keys_read
from mappings.engine.directives.planner import NOTHING, Keys, Planner, is_directive, type_name
from mappings.engine.directives.root_mapping import plan_root
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING


def plan_transform(argument: Json, place: Keys, planner: Planner) -> Plan:
    """What ``mapping`` makes of what ``apply`` makes of the event.

    Shape:
        ``{"apply": {"name": {"@path": "$.traits.name"}}, "mapping": {"n": {"@path": "$.name"}}}``
    """
    # What `apply` does not find in a list is no null to `mapping`.
    with planner.keeping_missing():
        plans = plan_members(argument, place, planner, _MEMBERS)
    if plans is None:
        return NOTHING
    apply, mapping = plans["apply"], plans["mapping"]
    plan = Compute(
        partial(_transform, place),
        paths=tuple(keys_read(apply)),
        inner=(Inner(apply), Inner(mapping)),
    )
    return settled(plan, place, planner)


def _plan_apply(apply: Json, place: Keys, planner: Planner) -> Plan:
    if isinstance(apply, dict) and not is_directive(apply):
        return plan_root(apply, place, planner)
    return planner.plan(apply, place)


_MEMBERS = (
    Member("apply", check_object_source, missing=should_have("apply"), plan=_plan_apply),
    Member("mapping", check_object_source, missing=should_have("mapping")),
)


def _transform(
    place: Keys,
    apply: Callable[[Any, Budget], Any],
    mapping: Callable[[Any, Budget], Any],
    budget: Budget,
    event: Any,
) -> Any:
    event = {} if event is MISSING else event
    if not isinstance(event, dict):  # an item of a list, whose shape this is in
        message = f"data must be an object, got {type_name(event)}"
        raise EventError(Problem(json_pointer(place), message, "type"))
    applied = without_missing_members(apply(event, budget), place, budget)
    return mapping(applied, budget)
