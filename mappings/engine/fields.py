"""What a destination field is, and whether a payload fits a list of fields.

Nothing is converted here: a payload fits as it is, or every reason why not is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mappings.engine.errors import Problem, json_pointer
from mappings.engine.formats import FORMATS
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, Missing

FieldType = Literal[
    "string", "text", "password", "number", "integer", "boolean", "datetime", "object"
]
InputMethod = Literal["literal", "path", "template", "function"]
ObjectInput = Literal["keys", "keys_only", "whole", "whole_only"]
Keys = tuple[str | int, ...]  # what leads to a place in the payload

_MAX_SHOWN_CHARS = 60
_EXPECTED = {
    "string": "text",
    "text": "text",
    "password": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true/false",
    "datetime": "a date and time",
    "object": "an object",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field takes."""

    value: Json
    label: str = ""


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """Whether another field has a value, or this value; MISSING asks for no value at all.

    `field_key` is a field of the same list or, with a dot, one of an object's: ``address.city``.
    """

    field_key: str
    operator: Literal["is", "is_not"]
    value: Json | Missing = MISSING


@dataclass(frozen=True, slots=True)
class FieldConditions:
    """When a field is required, or shown: if all of the conditions hold, or any of them."""

    conditions: tuple[FieldCondition, ...]
    match: Literal["all", "any"] = "all"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an action accepts.

    `minimum` and `maximum` bound a number, or count the characters of a text. An object with
    `properties` has only those keys, unless `additional_properties`; without, it has any.
    `required` is true, false, or the conditions under which the field is required.

    For the editor alone: `depends_on` says when the field is shown, `read_only` locks its default,
    `disabled_input_methods` takes ways to fill it away, `object_input` says how an object is
    filled: key by key (``keys``) or as one value (``whole``), and whether one may switch.
    """

    key: str
    label: str
    type: FieldType
    required: bool | FieldConditions = False
    description: str = ""
    multiple: bool = False
    allow_null: bool = False
    choices: tuple[Choice, ...] = ()
    format: str | None = None
    default: Json | Missing = MISSING
    properties: tuple["Field", ...] = ()
    additional_properties: bool = False
    placeholder: str = ""
    minimum: float | None = None
    maximum: float | None = None
    depends_on: FieldConditions | None = None
    read_only: bool = False
    disabled_input_methods: tuple[InputMethod, ...] = ()
    object_input: ObjectInput | None = None


def check_payload(
    payload: Json, fields: Sequence[Field], *, allow_extra: bool = False
) -> tuple[Problem, ...]:
    """All that is wrong with a payload: types, required values, formats, choices, unknown keys.

    Shape:
        ``{"email_address": "not-an-email"}`` -> a problem at ``/email_address``:
        ``"not-an-email" does not look like an e-mail address.``

    Args:
        allow_extra: keys that no field has are fine.
    """
    if not isinstance(payload, Mapping):
        message = f"A payload is an object with destination fields; this is {shown_value(payload)}."
        return (Problem("", message, "type"),)
    return tuple(_check_members(payload, fields, (), allow_extra=allow_extra))


def json_type_name(value: Json) -> str:
    """What pages call a value's type: text, number, true/false, object, list, null, missing."""
    if value is None:
        return "null"
    if value is MISSING:
        return "missing"
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (int, float)):
        return "number"
    return "list" if isinstance(value, (list, tuple)) else "object"


def _check_members(
    members: Mapping[str, Json], fields: Sequence[Field], place: Keys, *, allow_extra: bool
) -> Iterator[Problem]:
    for field in fields:
        value = members.get(field.key, MISSING)
        yield from _check_field(value, field, (*place, field.key))
    if allow_extra:
        return
    known = {field.key for field in fields}
    for key in members:
        if key not in known:
            message = f'There is no destination field "{shortened(key)}".'
            yield Problem(json_pointer((*place, key)), message, "unknown_field")


def _check_field(value: Json, field: Field, place: Keys) -> Iterator[Problem]:
    if _is_empty(value, field):
        if field.required is True:
            message = f"{field.label} is required. Pick an event field or type a value."
            yield Problem(json_pointer(place), message, "required")
            return
        if value is MISSING:
            return
    if value is None and field.allow_null:
        return
    if not field.multiple:
        yield from _check_value(value, field, place)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _check_value(item, field, (*place, index))
    else:
        yield _type_problem(value, field, place, expected=f"a list of {_EXPECTED[field.type]}")


def _is_empty(value: Json, field: Field) -> bool:
    return value is MISSING or value == "" or (value is None and not field.allow_null)


def _check_value(value: Json, field: Field, place: Keys) -> Iterator[Problem]:
    if not _has_type(value, field.type):
        yield _type_problem(value, field, place, expected=_EXPECTED[field.type])
        return
    if isinstance(value, dict):
        if field.properties:
            yield from _check_members(
                value, field.properties, place, allow_extra=field.additional_properties
            )
        return
    for message, code in (*_check_choice(value, field), *_check_size(value, field)):
        yield Problem(json_pointer(place), message, code)
    yield from _check_format(value, field, place)


def _has_type(value: Json, expected: str) -> bool:
    found = json_type_name(value)
    if expected in ("string", "text", "password"):
        return found == "text"
    if expected == "integer":
        return found == "number" and value % 1 == 0
    if expected == "datetime":
        return found in ("text", "number")
    return found == {"boolean": "true/false"}.get(expected, expected)


def _type_problem(value: Json, field: Field, place: Keys, *, expected: str) -> Problem:
    message = f"{field.label} expects {expected}; this gives {shown_value(value)}."
    return Problem(json_pointer(place), message, "type")


def _check_choice(value: Json, field: Field) -> Iterator[tuple[str, str]]:
    accepted = [choice.value for choice in field.choices]
    if accepted and not any(_is_same(value, choice) for choice in accepted):
        names = ", ".join(str(choice) for choice in accepted)
        yield f"{_quoted(value)} is not one of: {names}.", "choice"


def _is_same(one: Json, other: Json) -> bool:
    return json_type_name(one) == json_type_name(other) and bool(one == other)


def _check_size(value: Json, field: Field) -> Iterator[tuple[str, str]]:
    is_text = isinstance(value, str)
    size = len(value) if is_text else value
    if isinstance(size, bool) or field.type == "datetime":
        return
    if field.minimum is not None and size < field.minimum:
        if is_text:
            yield f"{field.label} needs {_characters(field.minimum)} or more.", "too_short"
        else:
            yield f"{field.label} must be {field.minimum:g} or more.", "too_small"
    if field.maximum is not None and size > field.maximum:
        if is_text:
            limit = _characters(field.maximum)
            yield f"{field.label} has {size:,} characters; the limit is {limit}.", "too_long"
        else:
            yield f"{field.label} must be {field.maximum:g} or less.", "too_large"


def _characters(count: float) -> str:
    return f"{count:,.0f} character{'' if count == 1 else 's'}"


def _check_format(value: Json, field: Field, place: Keys) -> Iterator[Problem]:
    name = "date-like" if field.type == "datetime" else field.format
    known = FORMATS.get(name or "")
    if known and isinstance(value, str) and not known.accepts(value):
        message = f"{_quoted(value)} does not look like {known.noun}."
        yield Problem(json_pointer(place), message, "format")


def shown_value(value: Json) -> str:
    """A value as messages show it: ``text "yes"``, ``number 5``, ``a list of 2 items``."""
    if isinstance(value, str):
        return f"text {_quoted(value)}"
    if isinstance(value, list):
        return {0: "an empty list", 1: "a list of 1 item"}.get(
            len(value), f"a list of {len(value):,} items"
        )
    if isinstance(value, dict):
        return "an object"
    return f"number {value}" if json_type_name(value) == "number" else _quoted(value)


def _quoted(value: Json) -> str:
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def shortened(text: str) -> str:
    """A text as messages show it: a long one is cut."""
    return text if len(text) <= _MAX_SHOWN_CHARS else text[: _MAX_SHOWN_CHARS - 1] + "…"
