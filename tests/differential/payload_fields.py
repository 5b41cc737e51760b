"""Draws payloads with fields in Segment's spelling, and reads such fields as ours."""

from typing import Any

from mappings.engine.fields import Choice, Field, FieldCondition, FieldConditions
from mappings.engine.paths import MISSING
from tests.differential.drawing import Draw
from tests.differential.payload_cases import payload_cases, segment_fields

_SEEDS = 10**12


def draw_payload_case(draw: Draw) -> dict[str, Any]:
    (drawn,) = payload_cases(seed=draw.count(0, _SEEDS), count=1, payloads_each=4)
    fields = _tamed(segment_fields(drawn.fields))
    return {"kind": "payload", "fields": fields, "payloads": list(drawn.payloads)}


def _tamed(fields: dict[str, Any], *, is_inside: bool = False) -> dict[str, Any]:
    """The fields with bounds that can be met, and one condition at most for a property.

    No definition has a minimum above its maximum; several conditions are a listed difference.
    """
    for field in fields.values():
        if field.get("minimum", 0) > field.get("maximum", field.get("minimum", 0)):
            del field["minimum"]
        if is_inside and isinstance(field["required"], dict):
            del field["required"]["conditions"][1:]
        _tamed(field.get("properties", {}), is_inside=True)
    return fields


def read_fields(told: dict[str, Any]) -> tuple[Field, ...]:
    """Fields as ``segment_fields`` gives them, from JSON."""
    return tuple(_read_field(key, field) for key, field in told.items())


def _read_field(key: str, told: dict[str, Any]) -> Field:
    required = told.get("required", False)
    return Field(
        key=key,
        label=told["label"],
        type=told["type"],
        required=required if isinstance(required, bool) else _read_conditions(required),
        multiple=told.get("multiple", False),
        allow_null=told.get("allowNull", False),
        choices=tuple(Choice(one["value"], one["label"]) for one in told.get("choices", ())),
        format=told.get("format"),
        minimum=told.get("minimum"),
        maximum=told.get("maximum"),
        properties=read_fields(told.get("properties", {})),
        additional_properties=told.get("additionalProperties", False),
    )


def _read_conditions(told: dict[str, Any]) -> FieldConditions:
    conditions = (
        FieldCondition(one["fieldKey"], one["operator"], one.get("value", MISSING))
        for one in told["conditions"]
    )
    return FieldConditions(tuple(conditions), told["match"])
