"""Made-up fields and payloads for the payload check, the same for the same seed.

How to use it:
    ``payload_cases(seed=1, count=500)`` gives as many `PayloadCase`; each has a list of fields and
    some payloads for them. `case.fields` is for our `compile_payload_check(case.fields)`;
    `segment_fields(case.fields)` is the same as the reference's ``InputField`` objects by key, for
    ``fieldsToJsonSchema(fields)``. Then, for each payload, a copy for each side:

    - ours: ``check.check(payload)`` for a single event, ``check.check_batch([payload])`` in a
      batch; compare ``.payload`` where there are no problems, else ``reference_text(.problems)``;
    - the reference: ``removeEmptyValues(payload, schema, isRoot)`` with true for a single event and
      nothing in a batch, then ``validateSchema(payload, schema, {})``; the payload is changed in
      place, and the thrown error's ``message`` is its text.

    Pure Python: no reference, no network, no clock. Numbers compare as doubles, true is not 1.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mappings.engine.fields import Choice, Field, FieldCondition, FieldConditions
from mappings.engine.paths import MISSING

_TYPES = (
    "string",
    "string",
    "text",
    "password",
    "number",
    "integer",
    "boolean",
    "datetime",
    "object",
)
_FORMATS = (
    "email", "uri", "uri-reference", "hostname", "ipv4", "ipv6", "uuid", "date", "time",
    "date-time",
)  # fmt: skip
_KEYS = ("name", "age", "plan", "tags", "a/b", "t~x", "city", "email", "at")
_TEXTS = (
    "", " ", "a", "abc", "Jane Doe", "user@example.com", "user-123", "true", "false", "null", "yes",
    "0", "1", "-1", "5", "12", "12.5", " 42 ", "12a", "1,200", "0x10", "0b11", "1e3", "1.", ".5",
    "+7", "-0", "1_000", "https://example.com/a?b=c#d", "example.com", "a b", "//example.com/x",
    "127.0.0.1", "256.1.1.1", "::1", "2001:db8::1", "fe80::1%eth0",
    "123e4567-e89b-12d3-a456-426614174000", "2026-01-31", "2026-02-30", "2024-02-29", "2026-13-45",
    "09:30:00Z", "09:30:00", "25:00:00Z", "23:59:60Z", "2026-01-31T09:30:00Z",
    "2026-01-31T09:30:00", "2026-01-31 09:30:00+02:00", "2026-01-31T09:30", "20260131",
    "1700000000", "1700000000000", "99999999999999", "Jan 15 2023", "15 January 2023 10:00",
    "01/15/2023", "15/01/2023", "Tue, 15 Nov 1994 12:45:26 GMT", "yesterday", "é", "😀😀", "ß",
    "x" * 12,
)  # fmt: skip
_SCALARS = (None, None, True, False, 0, 1, -1, 5, 12, 12.5, 1e21, 1e-7, 1700000000, 2.0, -0.0)


@dataclass(frozen=True, slots=True)
class PayloadCase:
    fields: tuple[Field, ...]
    payloads: tuple[Any, ...]


def payload_cases(*, seed: int, count: int, payloads_each: int = 12) -> Iterator[PayloadCase]:
    """So many cases, each with its own fields."""
    chance = random.Random(seed)
    for _ in range(count):
        fields = _fields(chance, depth=0)
        payloads = tuple(_payload(chance, fields) for _ in range(payloads_each))
        yield PayloadCase(fields, payloads)


def segment_fields(fields: Sequence[Field]) -> dict[str, dict[str, Any]]:
    """The fields in the reference's spelling, by key."""
    return {field.key: _segment_field(field) for field in fields}


def deliberate_differences(fields: Sequence[Field]) -> frozenset[str]:
    """Names of the differences on purpose that these fields can bring out.

    ``null_in_conditions``: the reference makes 0, false and "" null while it looks whether a field
    has a value; ours leaves them. ``conditions_inside_objects``: with several conditions, the
    reference asks for a key ``object.key`` that no payload has; ours for the object's key.
    """
    found: set[str] = set()
    for field in fields:
        required = field.required
        if isinstance(required, FieldConditions) and len(required.conditions) == 1:
            is_open = required.conditions[0].value is MISSING
            found |= {"null_in_conditions"} if is_open else set()
        for inner in field.properties:
            conditions = inner.required
            if isinstance(conditions, FieldConditions) and len(conditions.conditions) > 1:
                found.add("conditions_inside_objects")
        found |= deliberate_differences(field.properties)
    return frozenset(found)


def _segment_field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"label": field.label, "type": field.type, "description": "A field."}
    required = field.required
    told["required"] = required if isinstance(required, bool) else _segment_conditions(required)
    told |= {"multiple": field.multiple, "allowNull": field.allow_null}
    if field.choices:
        told["choices"] = [
            {"label": choice.label, "value": choice.value} for choice in field.choices
        ]
    if field.format:
        told["format"] = field.format
    for name, bound in (("minimum", field.minimum), ("maximum", field.maximum)):
        if bound is not None:
            told[name] = bound
    if field.properties:
        told["properties"] = segment_fields(field.properties)
        told["additionalProperties"] = field.additional_properties
    return told


def _segment_conditions(conditions: FieldConditions) -> dict[str, Any]:
    return {
        "match": conditions.match,
        "conditions": [
            {"fieldKey": condition.field_key, "operator": condition.operator}
            | ({} if condition.value is MISSING else {"value": condition.value})
            for condition in conditions.conditions
        ],
    }


def _fields(chance: random.Random, *, depth: int) -> tuple[Field, ...]:
    keys = chance.sample(_KEYS, chance.randint(1, 5 - depth))
    fields = [_field(chance, key, depth) for key in keys]
    return tuple(_with_required(chance, field, fields) for field in fields)


def _field(chance: random.Random, key: str, depth: int) -> Field:
    kind: Any = chance.choice(_TYPES)
    is_object = kind == "object"
    has_properties = is_object and depth < 2 and chance.random() < 0.7
    is_plain = kind in ("string", "text", "number", "integer")
    return Field(
        key=key,
        label=chance.choice((key, key.capitalize(), f"The {key}", "")),
        type=kind,
        multiple=chance.random() < 0.2,
        allow_null=chance.random() < 0.2,
        choices=_choices(chance, kind) if is_plain and chance.random() < 0.2 else (),
        format=chance.choice(_FORMATS) if not is_object and chance.random() < 0.3 else None,
        minimum=chance.choice((0, 1, 2, 6)) if is_plain and chance.random() < 0.2 else None,
        maximum=chance.choice((0, 3, 8, 100)) if is_plain and chance.random() < 0.2 else None,
        properties=_fields(chance, depth=depth + 1) if has_properties else (),
        additional_properties=chance.random() < 0.3,
    )


def _choices(chance: random.Random, kind: str) -> tuple[Choice, ...]:
    values: tuple[Any, ...] = (1, 5, 12.5, 0) if kind in ("number", "integer") else _TEXTS
    return tuple(Choice(value, f"Choice {value}") for value in chance.sample(values, 3))


def _with_required(chance: random.Random, field: Field, fields: Sequence[Field]) -> Field:
    roll = chance.random()
    if roll < 0.6:
        return replace(field, required=roll < 0.25)
    if roll < 0.8:
        return field
    conditions = tuple(_condition(chance, fields) for _ in range(chance.choice((1, 1, 2, 3))))
    match: Any = chance.choice(("all", "any"))
    return replace(field, required=FieldConditions(conditions, match))


def _condition(chance: random.Random, fields: Sequence[Field]) -> FieldCondition:
    other = chance.choice(fields)
    key = other.key
    if other.properties and chance.random() < 0.7:
        key = f"{key}.{chance.choice(other.properties).key}"
    operator: Any = chance.choice(("is", "is_not"))
    value = MISSING if chance.random() < 0.3 else _scalar(chance)
    return FieldCondition(key, operator, value)


def _payload(chance: random.Random, fields: Sequence[Field]) -> dict[str, Any]:
    """Mostly the fields' keys, mostly with a value that might fit."""
    members = {field.key: _value(chance, field) for field in fields if chance.random() < 0.85}
    if chance.random() < 0.2:
        members[chance.choice((*_KEYS, "unknown"))] = _any_value(chance, 2)
    return members


def _value(chance: random.Random, field: Field) -> Any:
    roll = chance.random()
    if roll < 0.1:
        return _any_value(chance, 2)
    one = _one_value(chance, field)
    if field.multiple and roll < 0.8:
        return [_one_value(chance, field) for _ in range(chance.randint(0, 3))]
    return [one] if roll > 0.93 else one


def _one_value(chance: random.Random, field: Field) -> Any:
    if field.properties and chance.random() < 0.85:
        return _payload(chance, field.properties)
    if field.choices and chance.random() < 0.6:
        return chance.choice(field.choices).value
    return {"a": _scalar(chance)} if field.type == "object" else _scalar(chance)


def _any_value(chance: random.Random, depth: int) -> Any:
    roll = chance.random()
    if depth and roll < 0.25:
        return [_any_value(chance, depth - 1) for _ in range(chance.randint(0, 2))]
    if depth and roll < 0.45:
        return {chance.choice(_KEYS): _any_value(chance, depth - 1)}
    return _scalar(chance)


def _scalar(chance: random.Random) -> Any:
    return chance.choice(_TEXTS if chance.random() < 0.65 else _SCALARS)
