"""Values that directives build: MISSING taken out of them, and kept in bounds."""

from functools import partial
from typing import Any, Final

from mappings.engine.directives.plan import BuildObject, Compute, Constant, Plan, Read, bare
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.limits import MAX_BUILT_CHARS, MAX_BUILT_DEPTH, MAX_BUILT_VALUES
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


def without_missing_members(value: Any, place: Keys) -> Any:
    """A copy whose objects leave out what is MISSING; items of lists stay MISSING.

    Raises:
        EventError: it is larger or deeper than a value may be.
    """
    return _Copier(place, MISSING).copy(value)


class Bounds:
    """Counts what a directive builds, and fails the event where that is too much."""

    def __init__(self, place: Keys) -> None:
        self._place = place
        self._values_left = MAX_BUILT_VALUES

    def enter(self, container: dict[str, Any] | list[Any], depth: int) -> None:
        """Count an object's or list's values, before they are looked at."""
        self._values_left -= len(container)
        if self._values_left < 0:
            message = f"The value grows beyond {MAX_BUILT_VALUES:,} values."
            raise self.error(message, "too_large")
        if depth > MAX_BUILT_DEPTH:
            message = f"The value is nested deeper than {MAX_BUILT_DEPTH} levels."
            raise self.error(message, "too_deep")

    def error(self, message: str, code: str) -> EventError:
        return EventError(Problem(json_pointer(self._place), message, code))


class _Copier:
    def __init__(self, place: Keys, missing_item: Any) -> None:
        self._missing_item: Final = missing_item
        self._bounds = Bounds(place)
        self._chars_left = MAX_BUILT_CHARS

    def copy(self, value: Any, depth: int = 1) -> Any:
        if isinstance(value, str):
            self._spend(len(value))
        if not isinstance(value, (dict, list)):
            return value
        self._bounds.enter(value, depth)
        if isinstance(value, list):
            nothing = self._missing_item
            return [nothing if item is MISSING else self.copy(item, depth + 1) for item in value]
        self._spend(sum(map(len, value)))
        members = value.items()
        return {key: self.copy(v, depth + 1) for key, v in members if v is not MISSING}

    def _spend(self, chars: int) -> None:
        self._chars_left -= chars
        if self._chars_left < 0:
            message = f"The texts in the value grow beyond {MAX_BUILT_CHARS:,} characters."
            raise self._bounds.error(message, "too_large")


def _settle(place: Keys, _event: Any, value: Any) -> Any:
    return _Copier(place, None).copy(value)


def _settle_members(_event: Any, value: dict[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if inner is not MISSING}
