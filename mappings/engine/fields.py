"""What a destination field is, and how values are named in messages."""

from dataclasses import dataclass
from typing import Literal

from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, Missing

FieldType = Literal[
    "string", "text", "password", "number", "integer", "boolean", "datetime", "object"
]
ObjectInput = Literal["keys", "keys_only", "whole", "whole_only"]
InputMethod = Literal["literal", "variable", "function"]
DisplayMode = Literal["normal", "collapsed"]
FieldCategory = Literal["identifier", "data", "hashed_pii", "sync", "config", "internal"]
Normalisation = Literal[
    "none",
    "trim_lower",
    "email",
    "email_gmail",
    "phone_e164",
    "phone_digits",
    "name",
    "letters_digits",
]

_MAX_SHOWN_CHARS = 60


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
class Hash:
    """That a value is sent as its hash, in hex, and how it is written before it is hashed."""

    algorithm: Literal["sha256"] = "sha256"
    normalise: Normalisation = "none"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an action accepts.

    `minimum` and `maximum` bound a number, or count the characters of a text. An object with
    `properties` has only those keys, unless `additional_properties`; without, it has any.
    `required` is true, false, or the conditions under which the field is required. A field with a
    `hash` has its plain value in the payload; the request has the hash. A config that fills a field
    by one of its `disabled_input_methods` does not fit.

    For the editor alone: `depends_on` says when the field is shown, `read_only` locks its default,
    `object_input` says how an object is filled: key by key (``keys``) or as one value (``whole``),
    and whether one may switch; one that is `hidden` is shown only with a value, one of
    `display_mode` collapsed stands behind a disclosure; `category` tells what the field is for.
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
    object_input: ObjectInput | None = None
    hash: Hash | None = None
    disabled_input_methods: tuple[InputMethod, ...] = ()
    hidden: bool = False
    display_mode: DisplayMode = "normal"
    category: FieldCategory | None = None


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


def shown_value(value: Json) -> str:
    """A value as messages show it: ``text "yes"``, ``number 5``, ``a list of 2 items``."""
    if isinstance(value, str):
        return f"text {quoted_value(value)}"
    if isinstance(value, list):
        return {0: "an empty list", 1: "a list of 1 item"}.get(
            len(value), f"a list of {len(value):,} items"
        )
    if isinstance(value, dict):
        return "an object"
    return f"number {value}" if json_type_name(value) == "number" else quoted_value(value)


def quoted_value(value: Json) -> str:
    """A scalar as messages show it, without its type: ``"yes"``, ``5``, ``true``, ``null``."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def shortened(text: str) -> str:
    """A text as messages show it: a long one is cut."""
    return text if len(text) <= _MAX_SHOWN_CHARS else text[: _MAX_SHOWN_CHARS - 1] + "…"
