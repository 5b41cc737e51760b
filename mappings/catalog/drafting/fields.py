"""Fields of an action, made of the shapes of schemas."""

from collections.abc import Mapping
from typing import Any

from mappings.catalog.drafting.constraints import scalar_constraints
from mappings.catalog.drafting.naming import is_field_key, label_of, shortened
from mappings.catalog.drafting.references import Place
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schema_words import unchecked
from mappings.catalog.drafting.schemas import SchemaReader
from mappings.catalog.drafting.shape import Shape
from mappings.catalog.limits import MAX_DRAFT_FIELD_DEPTH, MAX_FIELDS, MAX_LABEL_CHARS
from mappings.engine.json_types import Json

FieldDocument = dict[str, Any]

_FIELD_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "object": "object",
}
_MEMBER_ORDER = (
    "key",
    "label",
    "type",
    "required",
    "description",
    "multiple",
    "allow_null",
    "choices",
    "format",
    "minimum",
    "maximum",
    "placeholder",
    "properties",
    "additional_properties",
    "default",
)
_ORDER = ("object", "array", "string", "number", "integer", "boolean")


class FieldMaker:
    """Makes the fields of one document's schemas, and tells what they cannot hold."""

    def __init__(self, schemas: SchemaReader, findings: Findings) -> None:
        self._schemas, self._findings = schemas, findings

    def fields_of(self, shape: Shape, *, depth: int = 1) -> list[FieldDocument]:
        """A field for each property of an object."""
        made = []
        for key, place in shape.properties.items():
            field = self.field_of(key, place, is_required=key in shape.required, depth=depth)
            made += [field] if field else []
        for key in sorted(shape.required - shape.properties.keys()):
            if is_field_key(key):
                self._findings.note(shape.pointer, f'"{key}" is required and not described.')
                made.append(
                    {"key": key, "label": label_of(key), "type": "string", "required": True}
                )
        return self._within_limit(shape, made)

    def field_of(
        self, key: str, place: Place, *, is_required: bool, depth: int = 1
    ) -> FieldDocument | None:
        """The field of one property; None where it has to be left out, which a note tells."""
        if not is_field_key(key):
            self._leave_out(place, "its key is longer than 100 characters, or starts with @.")
            return None
        shape = self._schemas.read(place)
        if shape is None or shape.is_only_null:
            self._leave_out(place, "it takes no value.")
            return None
        if shape.words.get("readOnly") is True:
            self._leave_out(place, "the tool sets it (readOnly).")
            return None
        field: FieldDocument = {"key": key, **_texts(key, shape)}
        kind = self._kind(shape)
        if kind == "array":
            many = self._list_members(shape, depth)
            if many is None:
                return None
            field |= many
        else:
            field |= self._members(kind, shape, depth, is_list=False)
        field |= {"required": True} if is_required else {}
        field |= {"allow_null": True} if shape.is_nullable else {}
        field |= self._default(shape, field, depth)
        return {name: field[name] for name in _MEMBER_ORDER if name in field}

    def _kind(self, shape: Shape) -> str:
        """The one type of a field whose schema may have several."""
        if not shape.types:
            message = "Any value is taken here; the field takes text. Change its type where needed."
            self._findings.note(shape.pointer, message)
            return "string"
        kind = next(name for name in _ORDER if name in shape.types)
        if len(shape.types) > 1 and shape.types != {"integer", "number"}:
            names = ", ".join(sorted(shape.types))
            message = f"One of several types: {names}. It is taken as {kind}."
            self._findings.note(f"{shape.pointer}/type", message)
        return kind

    def _list_members(self, shape: Shape, depth: int) -> dict[str, Any] | None:
        """What makes a field one that takes a list; None where its items are lists themselves."""
        if "maxItems" in shape.words:
            self._findings.note(f"{shape.pointer}/maxItems", unchecked("maxItems"))
        items = shape.items
        if items is not None and isinstance(items.value, list):  # each item its own, once
            self._findings.note(items.pointer, "Items differ by their place; the first counts.")
            items = items.at(0) if items.value else None
        inner = self._schemas.read(items) if items else Shape(pointer=shape.pointer)
        if inner is None:
            self._leave_out(Place(None, shape.pointer), "its items take no value.")
            return None
        kind = self._kind(inner)
        if kind == "array":
            self._leave_out(Place(None, shape.pointer), "no field holds a list of lists.")
            return None
        return {"multiple": True, **self._members(kind, inner, depth, is_list=True)}

    def _members(self, kind: str, shape: Shape, depth: int, *, is_list: bool) -> dict[str, Any]:
        """Type and constraints of one value."""
        members: dict[str, Any] = {"type": _FIELD_TYPES[kind]}
        if kind != "object":
            return members | scalar_constraints(kind, shape, self._findings, is_list=is_list)
        if not shape.properties:
            return members
        if depth >= MAX_DRAFT_FIELD_DEPTH:
            message = f"Objects below {MAX_DRAFT_FIELD_DEPTH} levels are filled as one value."
            self._findings.note(shape.pointer, message)
            return members
        if fields := self.fields_of(shape, depth=depth + 1):
            members["properties"] = fields
            members |= {"additional_properties": True} if shape.is_open else {}
        if shape.one_of_groups:
            message = "That one of several keys is required is not carried over inside an object."
            self._findings.note(shape.pointer, message)
        return members

    def _default(self, shape: Shape, field: Mapping[str, Any], depth: int) -> dict[str, Json]:
        """A default, or the only value there is, stands in the mapping from the start."""
        choices = shape.words.get("enum")
        only = choices[0] if isinstance(choices, list) and len(choices) == 1 else None
        value = shape.words.get("default", only if field.get("required") else None)
        if value is None:
            return {}
        if depth > 1:
            message = "The default of a field inside an object is not carried over."
        elif _has_directive(value):
            message = "A default with keys that start with @ is not carried over."
        else:
            return {"default": value}
        self._findings.note(shape.pointer, message)
        return {}

    def _within_limit(self, shape: Shape, fields: list[FieldDocument]) -> list[FieldDocument]:
        if len(fields) <= MAX_FIELDS:
            return fields
        needed = [field for field in fields if field.get("required")]
        others = [field for field in fields if not field.get("required")]
        kept = [*needed, *others][:MAX_FIELDS]
        left = ", ".join(field["key"] for field in [*needed, *others][MAX_FIELDS:])
        message = f"Of {len(fields):,} fields, {MAX_FIELDS} are kept. Left out: {shortened(left)}."
        self._findings.note(shape.pointer, message)
        keys = {field["key"] for field in kept}
        return [field for field in fields if field["key"] in keys]

    def _leave_out(self, place: Place, reason: str) -> None:
        self._findings.note(place.pointer, f"This is left out: {reason}")


def _texts(key: str, shape: Shape) -> dict[str, str]:
    title, description = shape.words.get("title"), shape.words.get("description")
    is_titled = isinstance(title, str) and title.strip()
    label = shortened(str(title), MAX_LABEL_CHARS) if is_titled else label_of(key)
    told = shortened(description) if isinstance(description, str) else ""
    if shape.words.get("deprecated") is True:
        told = shortened(f"Deprecated. {told}".strip())
    texts = {"label": label, "description": told, "placeholder": _example(shape)}
    return {name: text for name, text in texts.items() if text}


def _example(shape: Shape) -> str:
    examples = shape.words.get("examples")
    first = examples[0] if isinstance(examples, list) and examples else None
    example = shape.words.get("example", first)
    if isinstance(example, bool) or not isinstance(example, str | int | float):
        return ""
    text = shortened(str(example), MAX_LABEL_CHARS + 1)
    return text if len(text) <= MAX_LABEL_CHARS else ""


def _has_directive(value: Json) -> bool:
    if isinstance(value, dict):
        return any(key.startswith("@") or _has_directive(inner) for key, inner in value.items())
    return isinstance(value, list) and any(_has_directive(item) for item in value)
