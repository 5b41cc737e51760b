"""A trigger in other words, which Segment reads alike.

Its parser knows one level of parentheses and one function in each, at the end. So groups are
multiplied out where they are nested, and what can be said by ``=`` and ``!=`` is said so.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from mappings.engine.errors import TriggerError
from mappings.engine.fql.formatter import format_trigger
from mappings.engine.fql.parser import parse_trigger
from mappings.engine.fql.segment.meaning import meaning_of, segment_meaning_of
from mappings.engine.fql.segment.parser import read_as_segment
from mappings.engine.fql.tree import Condition, Group, GroupOperator, Node, Trigger
from mappings.engine.limits import MAX_TRIGGER_CONDITIONS

_OTHER: dict[str, GroupOperator] = {"and": "or", "or": "and"}
_FUNCTIONS = ("contains", "starts_with", "ends_with")


def rewrite_for_segment(trigger: Trigger) -> str:
    """A text that Segment reads as we do, and that says what the trigger says; "" for none."""
    for candidate in _candidates(_flat(_spelt_out(trigger))):
        text = format_trigger(candidate)
        if _is_read_alike(text):
            return text
    return ""


def is_read_alike(trigger: Trigger, text: str) -> bool:
    """Whether Segment makes of a text what the trigger asks."""
    group = read_as_segment(text).group
    return group is not None and segment_meaning_of(group) == meaning_of(trigger)


def _is_read_alike(text: str) -> bool:
    try:
        return is_read_alike(parse_trigger(text), text)
    except TriggerError:  # multiplied out, it is beyond our limits
        return False


def _candidates(node: Node) -> Iterator[Trigger]:
    trigger = node if isinstance(node, Group) else Group("and", (node,))
    yield trigger
    yield _functions_last(trigger)
    for outer in (trigger.operator, _OTHER[trigger.operator]):
        multiplied = _multiplied(trigger, outer)
        if multiplied:
            yield _functions_last(multiplied)


def _spelt_out(node: Node) -> Node:
    """``in`` as ``=`` or ``=``; ``not in`` as ``!=`` and ``!=`` where all values are texts."""
    if isinstance(node, Group):
        return Group(node.operator, tuple(_spelt_out(child) for child in node.children))
    if not isinstance(node.value, tuple) or node.operator not in ("in", "not_in"):
        return node
    if node.operator == "not_in":
        if not all(isinstance(value, str) for value in node.value):
            return node
        return Group("and", tuple(replace(node, operator="!=", value=v) for v in node.value))
    return Group(
        "or",
        tuple(
            replace(node, operator="=" if isinstance(v, str) else "number_equals", value=v)
            for v in node.value
        ),
    )


def _flat(node: Node) -> Node:
    """The same without groups of one, or of the same operator as the group around them."""
    if isinstance(node, Condition):
        return node
    children: list[Node] = []
    for child in map(_flat, node.children):
        is_same = isinstance(child, Group) and child.operator == node.operator
        children += child.children if is_same and isinstance(child, Group) else [child]
    return children[0] if len(children) == 1 else Group(node.operator, tuple(children))


def _functions_last(trigger: Trigger) -> Trigger:
    """Groups inside with their functions at the end."""
    return Group(
        trigger.operator,
        tuple(
            Group(child.operator, tuple(sorted(child.children, key=_is_function)))
            if isinstance(child, Group)
            else child
            for child in trigger.children
        ),
    )


def _is_function(node: Node) -> bool:
    return isinstance(node, Condition) and node.operator.removeprefix("not_") in _FUNCTIONS


def _multiplied(node: Node, outer: GroupOperator) -> Trigger | None:
    """Any of alls, or all of anys; None where that takes too many conditions."""
    parts = _parts(node, outer)
    if parts is None:
        return None
    groups = (part[0] if len(part) == 1 else Group(_OTHER[outer], part) for part in parts)
    return Group(outer, tuple(groups))


def _parts(node: Node, outer: GroupOperator) -> list[tuple[Node, ...]] | None:
    if isinstance(node, Condition):
        return [(node,)]
    inside = [_parts(child, outer) for child in node.children]
    known = [part for part in inside if part is not None]
    if len(known) < len(inside):
        return None
    if node.operator == outer:
        return [part for parts in known for part in parts]
    size = 1
    for parts in known:
        size *= len(parts)
    if size > MAX_TRIGGER_CONDITIONS:
        return None
    return [tuple(dict.fromkeys(sum(choice, ()))) for choice in product(*known)]
