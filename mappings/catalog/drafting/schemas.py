"""JSON Schemas read into one flat shape: references followed, allOf joined, variants made one."""

from dataclasses import replace
from typing import Any

from mappings.catalog.drafting.joining import join_schemas
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schema_words import CARRIED, TYPES, note_for
from mappings.catalog.drafting.shape import Shape
from mappings.catalog.drafting.variants import join_variants
from mappings.catalog.limits import MAX_CHOICES, MAX_DRAFT_MEMBERS, MAX_DRAFT_SCHEMAS
from mappings.catalog.wording import named_type
from mappings.engine.json_types import Json

_MAX_DEPTH = 100  # schemas in schemas, references followed
_ANYTHING = Shape(pointer="")


class SchemaReader:
    """Reads the schemas of one document. Each is read when it is asked for, so cycles are no harm.

    Shape:
        ``{"allOf": [{"$ref": "#/components/schemas/Person"}, {"required": ["email"]}]}`` ->
        ``Shape(types={"object"}, properties={"email": …}, required={"email"})``
    """

    def __init__(self, references: References, findings: Findings) -> None:
        self.findings = findings
        self._references = references
        self._read_count = self._member_count = self._depth = 0
        self._has_told_limit = False

    def read(self, place: Place) -> Shape | None:
        """The shape of the values that a schema takes; None where it takes none."""
        self._read_count += 1
        self._member_count += _size(place.value)
        if self._is_too_much():
            return _ANYTHING
        if self._depth == _MAX_DEPTH:
            message = "This stands in too many schemas. From here on it is filled as one value."
            self.findings.note(place.pointer, message)
            return _ANYTHING
        self._depth += 1
        try:
            return self._read_any(place)
        finally:
            self._depth -= 1

    def _is_too_much(self) -> bool:
        """Whether a limit is passed, which is told. A few lines can ask for the same many times."""
        if self._has_told_limit:
            return True
        if self._read_count > MAX_DRAFT_SCHEMAS:
            what = f"more than {MAX_DRAFT_SCHEMAS:,} schemas"
        elif self._member_count > MAX_DRAFT_MEMBERS:
            what = f"schemas with more than {MAX_DRAFT_MEMBERS:,} keys and list items"
        else:
            return False
        message = f"This leads to {what}. Leave out what is not needed."
        self.findings.refuse("", message, "too_large")
        self._has_told_limit = True
        return True

    def _join(self, first: Shape, second: Shape) -> Shape:
        self._member_count += len(first.properties) + len(first.required)
        return first if self._is_too_much() else join_schemas(first, second, self.findings)

    def _read_any(self, place: Place) -> Shape | None:
        if isinstance(place.get("$ref"), str):
            return self._read_reference(place)
        if isinstance(place.value, bool):
            return replace(_ANYTHING, pointer=place.pointer) if place.value else None
        if not isinstance(place.value, dict):
            message = f"Found {named_type(place.value)}; expected a schema."
            self.findings.refuse(place.pointer, message, "type")
            return _ANYTHING
        return self._read_object(place)

    def _read_reference(self, place: Place) -> Shape | None:
        target = self._references.follow(place)
        if target is None:
            return _ANYTHING
        if target.pointer in place.passed:
            message = "This refers to itself. From here on it is filled as one value."
            self.findings.note(place.pointer, message)
            return Shape(pointer=place.pointer, types=frozenset({"object"}), is_open=True)
        shape = self.read(replace(target, passed=place.passed | target.passed))
        beside = {key: value for key, value in place.value.items() if key != "$ref"}
        if not beside or shape is None:
            return shape
        own = self.read(replace(place, value=beside))
        return self._join(own, shape) if own else None

    def _read_object(self, place: Place) -> Shape | None:
        shape: Shape | None = self._own_shape(place)
        for index in range(len(self._list_at(place, "allOf"))):
            part = self.read(place.at("allOf", index))
            shape = self._join(shape, part) if shape and part else None
        for keyword in ("oneOf", "anyOf"):
            variants = self._list_at(place, keyword)
            if variants and shape:
                read = [self.read(place.at(keyword, index)) for index in range(len(variants))]
                where = f"{place.pointer}/{keyword}"
                taken = [one for one in read if one is not None]
                shape = join_variants(shape, taken, where, self.findings)
        return self._with_discriminator(place, shape) if shape else None

    def _own_shape(self, place: Place) -> Shape:
        """The shape that a schema's own keywords give."""
        for keyword in place.value:
            if told := note_for(keyword):
                self.findings.note(f"{place.pointer}/{keyword}", told)
        types = self._types(place)
        words = {key: value for key, value in place.value.items() if key in CARRIED}
        if "const" in place.value:
            words["enum"] = [place.value["const"]]
        extra = place.get("additionalProperties")
        if isinstance(extra, dict) and extra:
            message = "What keys of people's own may hold is not carried over."
            self.findings.note(f"{place.pointer}/additionalProperties", message)
        return Shape(
            pointer=place.pointer,
            types=types - {"null"} if types else types,
            is_nullable="null" in types or place.get("nullable") is True,
            is_only_null=types == {"null"},
            words=words,
            properties=self._properties(place),
            required=frozenset(self._names(place, "required")),
            is_open=extra is True or isinstance(extra, dict) or "patternProperties" in place.value,
            items=place.at("items") if "items" in place.value else None,
        )

    def _types(self, place: Place) -> frozenset[str]:
        given = place.get("type")
        names = given if isinstance(given, list) else [given] if given is not None else []
        for name in names:
            if name not in TYPES:
                shown = f'"{name}"' if isinstance(name, str) else named_type(name)
                message = f"Found {shown}; expected one of: {', '.join(TYPES)}."
                self.findings.refuse(f"{place.pointer}/type", message, "type")
        known = frozenset(name for name in names if name in TYPES)
        return known or _types_of_keywords(place.value)

    def _properties(self, place: Place) -> dict[str, Place]:
        members = place.get("properties")
        if members is None:
            return {}
        if not isinstance(members, dict):
            message = f"Found {named_type(members)}; expected an object."
            self.findings.refuse(f"{place.pointer}/properties", message, "type")
            return {}
        return {key: place.at("properties", key) for key in members}

    def _names(self, place: Place, keyword: str) -> list[str]:
        names = self._list_at(place, keyword)
        return [name for name in names if isinstance(name, str)]

    def _list_at(self, place: Place, keyword: str) -> list[Json]:
        given = place.get(keyword)
        if given is None or isinstance(given, list):
            return given or []
        if keyword != "required":  # true and false stood there in an early draft
            message = f"Found {named_type(given)}; expected a list."
            self.findings.refuse(f"{place.pointer}/{keyword}", message, "type")
        return []

    def _with_discriminator(self, place: Place, shape: Shape) -> Shape:
        """The names of the variants are the values of the property that tells them apart."""
        given = place.get("discriminator")
        if not isinstance(given, dict) or not isinstance(given.get("propertyName"), str):
            return shape
        key, mapping = given["propertyName"], given.get("mapping")
        if key not in shape.properties or not isinstance(mapping, dict) or not mapping:
            return shape
        if len(mapping) > MAX_CHOICES:
            return shape
        choices = {"type": "string", "enum": list(mapping)}
        where = Place(choices, f"{place.pointer}/discriminator/mapping")
        return replace(shape, properties={**shape.properties, key: where})


def _size(schema: Json) -> int:
    """How many keys, names and items there are to look at."""
    if not isinstance(schema, dict):
        return 0
    return sum(len(value) for value in schema.values() if isinstance(value, dict | list)) + len(
        schema
    )


def _types_of_keywords(schema: dict[str, Any]) -> frozenset[str]:
    """The type that the keywords of a schema without `type` speak of."""
    if schema.keys() & {"properties", "additionalProperties", "patternProperties"}:
        return frozenset({"object"})
    if "items" in schema:
        return frozenset({"array"})
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if isinstance(values, list) and values:
        return frozenset(_type_of(value) for value in values)
    return frozenset()


def _type_of(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    return "array" if isinstance(value, list) else "object"
