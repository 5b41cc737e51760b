"""Segment's JSON tree of a trigger, in and out.

Shape:
    ``{"type": "group", "operator": "and", "children": [
        {"type": "event-type", "operator": "=", "value": "track"},
        {"type": "event-property", "name": "browse_abandoners", "operator": "is_true"}]}``
"""

from collections.abc import Mapping
from typing import Any

from mappings.engine.errors import Problem, TriggerError, json_pointer
from mappings.engine.fql.names import has_keys
from mappings.engine.fql.operators import OPERATORS, never_matches
from mappings.engine.fql.tree import (
    CONTAINER_OF_TYPE,
    FIELD_OF_TYPE,
    Condition,
    Group,
    GroupOperator,
    Node,
    Trigger,
    Value,
)
from mappings.engine.fql.tree_values import ValueReader, found_words
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_TRIGGER_CONDITIONS, MAX_TRIGGER_DEPTH

Keys = tuple[str | int, ...]

_GROUP_OPERATORS: Mapping[str, GroupOperator] = {"and": "and", "or": "or"}


def read_trigger(tree: Json) -> Trigger:
    """Read a trigger from Segment's JSON tree.

    A group inside a group that holds only one condition becomes that condition.

    Raises:
        TriggerError: listing every problem, each with a JSON pointer into the tree.
    """
    reader = _Reader()
    node = reader.read(tree, ())
    if reader.conditions > MAX_TRIGGER_CONDITIONS:
        message = f"Has {reader.conditions} conditions; the limit is {MAX_TRIGGER_CONDITIONS}."
        reader.refuse((), message, "too_many_conditions")
    if reader.problems:
        raise TriggerError(reader.problems)
    return node if isinstance(node, Group) else Group("and", (node,))


def trigger_to_json(trigger: Trigger) -> Json:
    """Segment's JSON tree of a trigger."""
    return _node_to_json(trigger)


class _Reader:
    """Reads nodes. Where one has a problem, a condition that never runs stands in its place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.conditions = 0

    def refuse(self, place: Keys, message: str, code: str) -> None:
        self.problems.append(Problem(json_pointer(place), message, code))

    def read(self, tree: Json, place: Keys) -> Node:
        if not isinstance(tree, dict):
            message = f"Expected a group of conditions, found {found_words(tree)}."
            self.refuse(place, message, "type")
        elif tree.get("type") == "group":
            return self._read_group(tree, place)
        elif place:
            return self._read_condition(tree, place)
        else:
            self.refuse((), "A trigger is a group of conditions: its type is group.", "type")
        return Condition("event", "exists")

    def _read_group(self, tree: dict[str, Json], place: Keys) -> Node:
        self._check_keys(tree, ("type", "operator", "children"), place)
        operator = tree.get("operator")
        if not isinstance(operator, str) or operator not in _GROUP_OPERATORS:
            self.refuse((*place, "operator"), "Choose and or or.", "unknown_operator")
        children = tree.get("children")
        if not isinstance(children, list) or not children:
            self.refuse((*place, "children"), "Add a condition.", "required")
            children = []
        if len(place) // 2 >= MAX_TRIGGER_DEPTH:
            message = f"Groups are nested deeper than {MAX_TRIGGER_DEPTH} levels."
            self.refuse(place, message, "too_deep")
            children = []
        nodes = [
            self.read(child, (*place, "children", index)) for index, child in enumerate(children)
        ]
        if len(nodes) == 1 and (place or isinstance(nodes[0], Group)):
            return nodes[0]
        return Group(_GROUP_OPERATORS.get(str(operator), "and"), tuple(nodes))

    def _read_condition(self, tree: dict[str, Json], place: Keys) -> Node:
        self.conditions += 1
        kind, operator = tree.get("type"), tree.get("operator")
        has_name = isinstance(kind, str) and kind in CONTAINER_OF_TYPE
        if not has_name and (not isinstance(kind, str) or kind not in FIELD_OF_TYPE):
            known = ", ".join(("group", *FIELD_OF_TYPE, *CONTAINER_OF_TYPE))
            message = f"{found_words(kind)} is not a type of condition. Use one of: {known}."
            self.refuse((*place, "type"), message, "unknown_type")
            return Condition("event", "exists")
        keys = ("type", "operator", "value", "name") if has_name else ("type", "operator", "value")
        self._check_keys(tree, keys, place)
        name = self._read_name(tree.get("name"), place) if has_name else ""
        if not isinstance(operator, str) or operator not in OPERATORS:
            message = (
                f"{found_words(operator)} is not an operator. Use one of: {', '.join(OPERATORS)}."
            )
            self.refuse((*place, "operator"), message, "unknown_operator")
            return Condition("event", "exists")
        if never_matches(str(kind), operator):
            message = f"{FIELD_OF_TYPE[str(kind)]} is a text; {operator} never matches. Use =."
            self.refuse((*place, "operator"), message, "operator")
        read = ValueReader(operator, str(kind), self.problems, (*place, "value"))
        value = read.value(tree.get("value"))
        return Condition(str(kind), _simplest(operator, value), value, name)

    def _read_name(self, name: Json, place: Keys) -> str:
        if isinstance(name, str) and has_keys(name):
            return name
        self.refuse((*place, "name"), "Enter the name of the field to look at.", "required")
        return ""

    def _check_keys(self, tree: dict[str, Json], known: tuple[str, ...], place: Keys) -> None:
        for key in tree:
            if key not in known:
                message = f"{key} is not known here. Use one of: {', '.join(known)}."
                self.refuse((*place, key), message, "unknown_key")


def _simplest(operator: str, value: Value) -> str:
    """Every text ends with nothing and starts with nothing; FQL can write only the latter."""
    return operator.replace("ends", "starts") if value == "" else operator


def _node_to_json(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        children = [_node_to_json(child) for child in node.children]
        return {"type": "group", "operator": node.operator, "children": children}
    tree: dict[str, Any] = {"type": node.type}
    if node.name:
        tree["name"] = node.name
    tree["operator"] = node.operator
    if node.value is not None:
        tree["value"] = list(node.value) if isinstance(node.value, tuple) else node.value
    return tree
