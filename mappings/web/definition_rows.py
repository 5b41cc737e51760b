"""What the definition form shows: every part of a document with its inputs and their problems."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from mappings.catalog.drafting.request_parts import SCHEMES
from mappings.catalog.schema import SettingType
from mappings.catalog.schema_check import definition_schema
from mappings.engine.errors import Problem
from mappings.engine.fields import FieldType
from mappings.engine.formats import FORMATS
from mappings.web.definition_inputs import FLAG, Document, Kind, at_pointer, editable_parts

_FIELD_TYPES = {
    "string": "Text",
    "text": "Long text",
    "number": "Number",
    "integer": "Whole number",
    "boolean": "True/false",
    "datetime": "Date and time",
    "object": "Object",
}
_SETTING_TYPES = {
    "string": "Text",
    "url": "URL",
    "choice": "One of some choices",
    "boolean": "True/false",
    "number": "Number",
}
_SCHEME_TEXTS = {
    "none": "None",
    "bearer": "Bearer token",
    "basic": "User name and password",
    "header": "Key in a header",
    "query": "Key in the URL",
    "oauth2_client_credentials": "OAuth 2, client credentials",
    "oauth2_refresh_token": "OAuth 2, refresh token",
}
METHODS = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(slots=True)
class Part:
    """One part of a document. `depth` counts the objects that a field stands in."""

    pointer: str
    values: dict[str, Any]
    inputs: Mapping[str, Kind]
    depth: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)
    own_errors: list[str] = field(default_factory=list)
    children: list["Part"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return "part" + self.pointer.replace("/", "-")

    @property
    def is_conditional(self) -> bool:
        return isinstance(self.values.get("required"), dict)

    @property
    def has_more(self) -> bool:
        """Whether something is filled in, or wrong, that the first line does not show."""
        more = ("description", "choices", "format", "minimum", "maximum", "allow_null", "default")
        return any(self.values.get(name) for name in more) or bool(self.errors.keys() & set(more))


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem in the list at the top, with the id of where it is; "" for nowhere in the form."""

    message: str
    target: str


@dataclass(frozen=True, slots=True)
class DefinitionForm:
    """A document ready to be shown."""

    top: Part
    settings: list[Part]
    authentication: Part
    actions: list["ActionPart"]
    problems: list[ShownProblem]

    categories = tuple(
        Option(name, name) for name in definition_schema()["properties"]["category"]["enum"]
    )
    field_types = tuple(
        Option(name, _FIELD_TYPES[name]) for name in get_args(FieldType) if name in _FIELD_TYPES
    )
    setting_types = tuple(Option(name, _SETTING_TYPES[name]) for name in get_args(SettingType))
    formats = tuple(Option(name, one.noun) for name, one in FORMATS.items() if name != "date-like")
    methods = tuple(Option(name, name) for name in METHODS)

    @property
    def schemes(self) -> list[Option]:
        """Those that need nothing more than a form asks for, and the one that is there."""
        current = str(self.authentication.values.get("scheme"))
        names = [*SCHEMES, *([] if current in SCHEMES else [current])]
        return [Option(name, _SCHEME_TEXTS.get(name, name)) for name in names]

    @property
    def has_named_key(self) -> bool:
        return self.authentication.values.get("scheme") in ("header", "query")


@dataclass(frozen=True, slots=True)
class ActionPart:
    action: Part
    request: Part | None
    fields: list[Part]

    @property
    def method_options(self) -> list[Option]:
        """The methods, and the config that stands there where it is none of them."""
        current = self.request.values.get("method") if self.request else None
        own = [] if not current or current in METHODS else [Option(current, current)]
        return [*(Option(name, name) for name in METHODS), *own]


def build_form(document: Document, problems: Iterable[Problem] = ()) -> DefinitionForm:
    """A document with its problems, each at the input it belongs to or else at its part."""
    parts = {
        pointer: _part(document, pointer, inputs) for pointer, inputs in editable_parts(document)
    }
    shown = [_place(problem, parts) for problem in problems]
    actions = [
        ActionPart(part, parts.get(f"{pointer}/request"), list(_fields(pointer, parts)))
        for pointer, part in parts.items()
        if pointer.count("/") == 2 and pointer.startswith("/actions/")
    ]
    settings = [part for pointer, part in parts.items() if pointer.startswith("/settings/")]
    return DefinitionForm(parts[""], settings, parts["/authentication"], actions, shown)


def _part(document: Document, pointer: str, inputs: Mapping[str, Kind]) -> Part:
    values = at_pointer(document, pointer)
    told: dict[str, Any] = {
        name: values.get(name) if kind is FLAG else kind.show(values.get(name))
        for name, kind in inputs.items()
    }
    return Part(pointer, told, inputs, depth=pointer.count("/properties/"))


def _fields(pointer: str, parts: Mapping[str, Part]) -> Iterator[Part]:
    return (part for name, part in parts.items() if name.startswith(f"{pointer}/fields/"))


def _place(problem: Problem, parts: Mapping[str, Part]) -> ShownProblem:
    """Keep a problem at the innermost part above it, and beside its input where it has one."""
    steps = problem.pointer.split("/")
    for length in range(len(steps), 0, -1):
        pointer = "/".join(steps[:length])
        part = parts.get(pointer)
        if part is None or (not pointer and len(steps) > 2 and steps[1] not in part.inputs):
            continue
        member = steps[length] if length < len(steps) else ""
        if member in part.inputs:
            part.errors.setdefault(member, []).append(problem.message)
            return ShownProblem(problem.message, f"{part.id}-{member}")
        if pointer:
            part.own_errors.append(problem.message)
            return ShownProblem(problem.message, part.id)
    return ShownProblem(f"{problem.pointer}: {problem.message}".removeprefix(": "), "")
