"""Triggers in one form, ours and Segment's: those of the same form give the same answers."""

from typing import Any, TypeAlias

from mappings.engine.fql.names import condition_keys, reference_keys, reference_split
from mappings.engine.fql.numbers import read_number
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.fql.segment.inherited import has_inherited_key
from mappings.engine.fql.segment.parser import SegmentCondition, SegmentGroup, SegmentNode
from mappings.engine.fql.tree import CONTAINER_OF_TYPE, FIELD_OF_TYPE, Condition, Node
from mappings.engine.js_values import to_text

# ("and", …) and ("or", …) hold meanings; a condition is (keys, operator, value).
Meaning: TypeAlias = tuple[Any, ...]

NEVER: Meaning = ("never",)
_FAILS: Meaning = ("fails",)
_OURS_ONLY: Meaning = ("beyond Segment",)
_COMPARISONS = ("<", "<=", ">", ">=")
_OF_NUMBERS = ("number_equals", "number_not_equals", *_COMPARISONS)
_TEXT_OPERATORS = ("contains", "starts_with", "ends_with")


def meaning_of(node: Node) -> Meaning:
    """What a trigger of ours asks."""
    if not isinstance(node, Condition):
        return _combine(node.operator, [meaning_of(child) for child in node.children])
    if condition_difference(node):
        return _OURS_ONLY
    return _meaning(condition_keys(node), node.operator, node.value)


def segment_meaning_of(node: SegmentNode) -> Meaning:
    """What Segment asks after its reading."""
    if node is None:
        return _FAILS
    if isinstance(node, SegmentGroup):
        return _combine(node.operator, [segment_meaning_of(child) for child in node.children])
    keys = _segment_keys(node)
    return _meaning(keys, node.operator, node.value) if keys else _FAILS


def condition_difference(condition: Condition) -> str:
    """Why Segment judges a condition of a tree otherwise, as a code; "" where it does not."""
    if not OPERATORS[condition.operator].is_segments:
        return "beyond_segment"
    keys = condition_keys(condition)
    if keys != reference_keys(condition):
        return "quoted_name"
    return "inherited_key" if has_inherited_key(keys, condition.operator) else ""


def _meaning(keys: tuple[str, ...], operator: str, value: Any) -> Meaning:
    if operator not in OPERATORS or not OPERATORS[operator].is_segments:
        return NEVER
    takes = OPERATORS[operator].takes
    if takes == "nothing":
        return keys, operator, None
    if takes == "text":
        return _text_meaning(keys, operator, to_text(value))
    number = _number_of(value)
    if number != number:
        return (keys, "number", None) if operator == "number_not_equals" else NEVER
    return keys, operator, number


def _text_meaning(keys: tuple[str, ...], operator: str, text: str) -> Meaning:
    if text == "" and operator.removeprefix("not_") in _TEXT_OPERATORS:
        return NEVER if operator.startswith("not_") else (keys, "text", None)
    return keys, operator, text


def _number_of(value: Any) -> float:
    """``Number(value)`` for what our own reader takes for a number; else no number."""
    number = read_number(value) if isinstance(value, str) else value
    return float("nan") if number is None else float(number)


def _combine(operator: str, parts: list[Meaning]) -> Meaning:
    """The parts with groups of the same operator, or of one part, taken apart."""
    flat: list[Meaning] = []
    for part in parts:
        flat += part[1:] if part[0] == operator else [part]
    return flat[0] if len(flat) == 1 else (operator, *flat)


def _segment_keys(condition: SegmentCondition) -> tuple[str, ...]:
    """The keys that Segment walks; none where its path function fails."""
    if condition.type in FIELD_OF_TYPE:
        return (FIELD_OF_TYPE[condition.type],)
    keys = tuple(reference_split(condition.name))
    return (CONTAINER_OF_TYPE[condition.type], *keys) if keys else ()
