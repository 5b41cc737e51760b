"""Conditions and values in plain words."""

from typing import Any

from mappings.engine.fields import json_type_name, shortened
from mappings.engine.fql.names import condition_keys
from mappings.engine.fql.numbers import write_number
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.fql.tree import Condition, Group, Node, Trigger, Value
from mappings.engine.json_types import Json
from mappings.engine.paths import format_path


def describe_trigger(trigger: Trigger) -> str:
    """The trigger in plain words.

    Shape:
        ``Track event and browse_abandoners is true``
    """
    return _describe_children(trigger)


def condition_text(condition: Condition) -> str:
    """What a condition asks, with the whole path: ``properties.browse_abandoners is true``."""
    return f"{format_path(condition_keys(condition))} {_operator_words(condition)}"


def needed_words(condition: Condition) -> str:
    """What a condition wants to find: ``true``, ``a text that contains "x"``."""
    return OPERATORS[condition.operator].needed.format(_condition_value(condition))


def value_words(value: Json) -> str:
    """A value as an event has it: ``the text "true"``, ``the number 5``, ``a list of 2 items``."""
    kind = json_type_name(value)
    if kind == "text":
        return f'the text "{shortened(value)}"'
    if kind == "number":
        return f"the number {value}"
    if kind == "list":
        return "a list of 1 item" if len(value) == 1 else f"a list of {len(value):,} items"
    if kind == "object":
        return "an object"
    return "null" if value is None else str(value).lower()


def event_type_words(event_type: Any) -> str:
    """``Identify``, ``Track``: event types as pages write them."""
    return f"{event_type}".capitalize()


def with_article(text: str) -> str:
    return f"an {text}" if text[:1] in "AEIOU" else f"a {text}"


def _describe_children(group: Group) -> str:
    parts = []
    for child in group.children:
        text = _describe_node(child)
        parts.append(f"({text})" if isinstance(child, Group) else text)
    return f" {group.operator} ".join(parts)


def _describe_node(node: Node) -> str:
    if isinstance(node, Group):
        return _describe_children(node)
    words = _operator_words(node)
    if node.type == "event-type" and node.operator in ("=", "!="):
        text = f"{event_type_words(node.value)} event"
        return text if node.operator == "=" else f"not {with_article(text)}"
    keys = condition_keys(node)
    # Where the field is follows from the event type; the context is worth its name.
    shown = keys if node.type == "event-context" else keys[1:] or keys
    return f"{shown[0] if len(shown) == 1 else format_path(shown)} {words}"


def _operator_words(condition: Condition) -> str:
    return OPERATORS[condition.operator].words.format(_condition_value(condition))


def _condition_value(condition: Condition) -> str:
    joined_by = " and " if condition.operator == "between" else ", "
    return _value_text(condition.value, joined_by)


def _value_text(value: Value, joined_by: str = ", ") -> str:
    if isinstance(value, tuple):
        return joined_by.join(_value_text(item) for item in value)
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    return "" if value is None else write_number(value)
