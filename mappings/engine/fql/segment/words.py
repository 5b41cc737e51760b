"""Segment's reading of a trigger as text, for people: it need not be readable by anyone else."""

from mappings.engine.fql.segment.parser import SegmentCondition, SegmentGroup, SegmentNode
from mappings.engine.fql.tree import CONTAINER_OF_TYPE, FIELD_OF_TYPE
from mappings.engine.js_values import to_text

_WITHOUT_VALUE = {
    "exists": "!= null",
    "not_exists": "= null",
    "is_true": "= true",
    "is_false": "= false",
}
_FUNCTIONS = {
    "contains": 'contains({}, "{}")',
    "starts_with": 'match({}, "{}*")',
    "ends_with": 'match({}, "*{}")',
}
_NUMBER_EQUALITY = {"number_equals": "=", "number_not_equals": "!="}


def reading_text(group: SegmentGroup | None) -> str:
    """Shape: ``type = "track" or event = "null"``; "" where Segment gives up."""
    return "" if group is None else _children_text(group)


def _children_text(group: SegmentGroup) -> str:
    return f" {group.operator} ".join(_node_text(child) for child in group.children)


def _node_text(node: SegmentNode) -> str:
    if node is None:
        return "(nothing)"
    if isinstance(node, SegmentGroup):
        return f"({_children_text(node)})"
    return _condition_text(node)


def _condition_text(condition: SegmentCondition) -> str:
    field = FIELD_OF_TYPE.get(condition.type, "")
    field = field or f"{CONTAINER_OF_TYPE[condition.type]}.{condition.name}"
    if condition.operator in _WITHOUT_VALUE:
        return f"{field} {_WITHOUT_VALUE[condition.operator]}"
    value = condition.value
    shown = f'"{value}"' if isinstance(value, str) else to_text(value)
    function = _FUNCTIONS.get(condition.operator.removeprefix("not_"))
    if function:
        negation = "!" if condition.operator.startswith("not_") else ""
        return negation + function.format(field, value)
    operator = _NUMBER_EQUALITY.get(condition.operator, condition.operator)
    return f"{field} {operator} {shown}"
