"""``@transform``: a mapping of what another mapping gives."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from mappings.engine.directives.arguments import (
    Member,
    check_object_source,
    plan_members,
    should_have,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.built_values import (
    holds_missing_deep,
    settled,
    without_missing_members,
)
from mappings.engine.directives.plan import (
    BuildObject,
    Compute,
    Inner,
    Placed,
    Plan,
    bare,
    keys_read,
)
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
    paths = tuple(keys_read(apply))
    # One in another could double values over and over: only copies count what they hold.
    if "@transform" in place[:-1] or not (_only_reads(apply) and _only_reads(mapping)):
        function, inner = partial(_transform, place, True), (Inner(apply), Inner(mapping))
        return settled(Compute(function, paths=paths, inner=inner), place, planner)
    # Nothing in what is applied is MISSING but members, which are not built in the first place.
    members = Inner(_without_missing(mapping, planner.keeps_missing))
    inner = (Inner(_without_missing(apply, False)), members)
    return Compute(partial(_transform, place, False), paths=paths, inner=inner)


def _only_reads(plan: Plan) -> bool:
    """Whether a plan builds one object, of the event's values and constants."""
    plan = bare(plan)
    return isinstance(plan, BuildObject) and not holds_missing_deep(plan)


def _without_missing(plan: Plan, keeps_missing: bool) -> Plan:
    if isinstance(plan, Placed):
        return replace(plan, plan=_without_missing(plan.plan, keeps_missing))
    return replace(plan, keeps_missing=keeps_missing) if isinstance(plan, BuildObject) else plan


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
    may_hold_missing: bool,  # what `apply` gives
    apply: Callable[[Any, Budget], Any],
    mapping: Callable[[Any, Budget], Any],
    budget: Budget,
    event: Any,
) -> Any:
    applied = apply(_checked(event, place), budget)
    if may_hold_missing:
        applied = without_missing_members(applied, place, budget)
    return mapping(applied, budget)


def _checked(event: Any, place: Keys) -> dict[str, Any]:
    if isinstance(event, dict):
        return event
    if event is MISSING:
        return {}
    # An item of a list, whose shape this is in.
    message = f"data must be an object, got {type_name(event)}"
    raise EventError(Problem(json_pointer(place), message, "type"))
