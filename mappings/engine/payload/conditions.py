"""When a field is required: conditions on the payload's other fields.

They see the values before conversion, as in the reference.
"""

from collections.abc import Callable, Collection, Mapping

from mappings.engine.fields import FieldCondition, FieldConditions
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload.json_kinds import has_type, is_same

Members = Mapping[str, Json]
Holds = Callable[[Members], bool]


def compile_conditions(conditions: FieldConditions, known: Collection[str]) -> Holds:
    """Whether the conditions hold for the members of an object.

    Args:
        known: the keys of the object's fields; one of them may have a dot in it.
    """
    is_alone = len(conditions.conditions) == 1
    tests = [
        _compile_condition(condition, known, is_alone=is_alone)
        for condition in conditions.conditions
    ]
    combined = any if conditions.match == "any" else all

    def holds(members: Members) -> bool:
        return combined(test(members) for test in tests)

    return holds


def _compile_condition(
    condition: FieldCondition, known: Collection[str], *, is_alone: bool
) -> Holds:
    key, value, is_positive = condition.field_key, condition.value, condition.operator == "is"
    parent, dot, child = key.partition(".")
    if dot and key not in known:
        inner = _compares(child.split(".")[0], value, is_positive=is_positive)
        return lambda members: (
            parent in members and (not isinstance(members[parent], dict) or inner(members[parent]))
        )
    if value is not MISSING:
        return _compares(key, value, is_positive=is_positive)
    if is_alone:
        return lambda members: _is_nothing(members.get(key)) is is_positive
    return lambda members: (key not in members) is is_positive


def _compares(key: str, value: Json, *, is_positive: bool) -> Holds:
    """Neither comparison holds for a missing value."""
    if value is MISSING:
        return lambda members: is_positive and key in members
    return lambda members: key in members and is_same(members[key], value) is is_positive


def _is_nothing(value: Json) -> bool:
    """What the reference takes for null: 0, false and an empty text too, alone in a list also."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    is_zero = has_type(value, "number") and value == 0
    return value is None or value is False or is_zero or (isinstance(value, str) and not value)
