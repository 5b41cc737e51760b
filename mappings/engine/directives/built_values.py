"""Values that directives build: MISSING taken out of them, and kept in bounds."""

from functools import partial
from typing import Any

from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import BuildObject, Compute, Constant, Plan, Read, bare
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING


def settled(plan: Plan, place: Keys, planner: Planner, *, is_deep: bool = True) -> Plan:
    """A plan of values that may hold MISSING, made fit for the payload.

    It stays as it is inside a directive that wants to see MISSING.

    Args:
        is_deep: MISSING may be anywhere in the value, not only a member of it.
    """
    if planner.keeps_missing:
        return plan
    return Compute(partial(_settle, place) if is_deep else _settle_members, (plan,))


def holds_missing_deep(plan: Plan) -> bool:
    """Whether MISSING may be deeper in what a plan gives than as a member of it.

    What is read is the event's, without MISSING, where ``settled`` does anything.
    """
    plan = bare(plan)
    if isinstance(plan, BuildObject):
        return not all(isinstance(bare(member), (Read, Constant)) for _, member in plan.members)
    return not isinstance(plan, (Read, Constant))


def without_missing_members(value: Any, place: Keys, budget: Budget) -> Any:
    """A copy whose objects leave out what is MISSING; items of lists stay MISSING.

    Raises:
        EventError: it is larger or deeper than a value may be.
    """
    return _Copier(place, MISSING, budget).copy(value)


class _Copier:
    def __init__(self, place: Keys, missing_item: Any, budget: Budget) -> None:
        self._place = place
        self._missing_item = missing_item
        self._budget = budget

    def copy(self, value: Any, depth: int = 1) -> Any:
        if isinstance(value, str):
            # Not a new text, but what repeats it over and over grows with it.
            self._budget.spend_chars(len(value), self._place)
        if not isinstance(value, (dict, list)):
            return value
        self._budget.enter(value, depth, self._place)
        if isinstance(value, list):
            nothing = self._missing_item
            return [nothing if item is MISSING else self.copy(item, depth + 1) for item in value]
        self._budget.spend_chars(sum(map(len, value)), self._place)
        members = value.items()
        return {key: self.copy(v, depth + 1) for key, v in members if v is not MISSING}


def _settle(place: Keys, budget: Budget, _event: Json, value: Any) -> Any:
    return _Copier(place, None, budget).copy(value)


def _settle_members(_budget: Budget, _event: Json, value: dict[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if inner is not MISSING}
