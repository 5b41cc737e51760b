"""What a list of fields asks of a payload, as the reference's JSON schema of them would.

Some of it surprises, and is kept: a bound of 0 and the bounds of whole numbers do nothing, neither
do the format and the bounds of a field that takes a list, and an object with properties of its own
never takes null.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mappings.engine.fields import Field, FieldConditions, FieldType
from mappings.engine.formats import FORMATS, Format
from mappings.engine.json_types import Json

_TYPES: Mapping[FieldType, tuple[str, ...]] = {
    "string": ("string",),
    "text": ("string",),
    "password": ("string",),
    "datetime": ("string", "number"),
    "number": ("number",),
    "integer": ("integer",),
    "boolean": ("boolean",),
    "object": ("object",),
}
_NOUNS: Mapping[FieldType, str] = {
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
class Requirement:
    """A field that is required under conditions: its key, behind the object's that holds it."""

    keys: tuple[str, ...]
    label: str
    conditions: FieldConditions

    @property
    def reads(self) -> frozenset[str]:
        """The top-level keys that decide: those of the conditions, and the field's own."""
        keys = {condition.field_key for condition in self.conditions.conditions}
        return frozenset({self.keys[0], *keys, *(key.partition(".")[0] for key in keys)})


@dataclass(frozen=True, slots=True)
class Members:
    """What an object may and must hold.

    Args:
        required: with the label of each.
    """

    properties: Mapping[str, "Shape"]
    required: Mapping[str, str]
    requirements: tuple[Requirement, ...]
    keeps_unknown: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What one value has to be.

    `title` is how the reference names it, "" where it names the place instead; `types` are JSON
    Schema's, in the order in which conversions are tried.
    """

    label: str
    noun: str
    types: tuple[str, ...]
    title: str = ""
    choices: tuple[Json, ...] = ()
    format_name: str = ""
    min_chars: float | None = None
    max_chars: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    items: "Shape | None" = None
    members: Members | None = None

    @property
    def format(self) -> Format | None:
        return FORMATS.get(self.format_name)


def shape_of_payload(fields: Sequence[Field], *, allow_extra: bool) -> Shape:
    """The shape of a whole payload."""
    members = _members(fields, keeps_unknown=allow_extra)
    return Shape("The payload", "an object with destination fields", ("object",), members=members)


def _members(fields: Sequence[Field], *, keeps_unknown: bool, is_inner: bool = False) -> Members:
    """What the fields ask of an object.

    An inner object that has a conditional field asks for none: its conditions are hoisted, and
    the reference drops the rest.
    """
    drops_required = is_inner and any(
        isinstance(field.required, FieldConditions) for field in fields
    )
    return Members(
        properties={field.key: _shape(field) for field in fields},
        required={}
        if drops_required
        else {field.key: field.label for field in fields if field.required is True},
        requirements=() if drops_required else tuple(_requirements(fields)),
        keeps_unknown=keeps_unknown,
    )


def _requirements(fields: Sequence[Field]) -> Iterator[Requirement]:
    for field in fields:
        for inner in field.properties:
            if isinstance(inner.required, FieldConditions):
                yield Requirement((field.key, inner.key), inner.label, inner.required)
        if isinstance(field.required, FieldConditions):
            yield Requirement((field.key,), field.label, field.required)


def _shape(field: Field) -> Shape:
    one = _shape_of_one(field)
    if not field.multiple:
        return one
    item = Shape(
        field.label, one.noun, _TYPES[field.type], choices=one.choices, members=one.members
    )
    return Shape(field.label, f"a list of {one.noun}", ("array",), title=field.label, items=item)


def _shape_of_one(field: Field) -> Shape:
    types = _TYPES[field.type]
    choices = tuple(choice.value for choice in field.choices)
    if field.allow_null:
        types = (*types, "null")
        choices = (*choices, None) if choices else ()
    shape = Shape(
        label=field.label,
        noun=_NOUNS[field.type],
        types=types,
        title=field.label,
        choices=choices,
        format_name=_format_name(field),
    )
    return _with_members(_with_bounds(shape, field), field)


def _format_name(field: Field) -> str:
    if field.type == "datetime":
        return "date-like"
    return "" if field.type in ("text", "password") else field.format or ""


def _with_bounds(shape: Shape, field: Field) -> Shape:
    low, high = field.minimum or None, field.maximum or None
    if field.type == "string":
        return replace(shape, min_chars=low, max_chars=high)
    if field.type == "number":
        return replace(shape, minimum=low, maximum=high)
    return shape


def _with_members(shape: Shape, field: Field) -> Shape:
    if not field.properties or field.type != "object":
        return shape
    members = _members(field.properties, keeps_unknown=field.additional_properties, is_inner=True)
    return replace(shape, types=("object",), members=members)
