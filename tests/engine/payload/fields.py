"""Fields of the JSON cases."""

from typing import Any

from mappings.engine.fields import Choice, Field, FieldCondition, FieldConditions
from mappings.engine.paths import MISSING


def make_field(document: dict[str, Any]) -> Field:
    """Shape: ``{"key": "age", "label": "Age", "type": "number", "required": true}``"""
    made: dict[str, Any] = {
        "choices": tuple(Choice(**choice) for choice in document.get("choices", [])),
        "properties": tuple(make_field(inner) for inner in document.get("properties", [])),
    }
    if isinstance(document.get("required"), dict):
        made["required"] = make_conditions(document["required"])
    return Field(**{"label": document["key"].capitalize(), **document, **made})


def make_conditions(document: dict[str, Any]) -> FieldConditions:
    conditions = tuple(
        FieldCondition(one["field"], one["operator"], one.get("value", MISSING))
        for one in document["conditions"]
    )
    return FieldConditions(conditions, document.get("match", "all"))
