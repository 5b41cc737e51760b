"""Parameters of an OpenAPI operation: fields that a mapping fills, or settings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from mappings.catalog.drafting.fields import FieldDocument, FieldMaker
from mappings.catalog.drafting.naming import is_field_key, label_of, shortened
from mappings.catalog.drafting.openapi.connection import Settings
from mappings.catalog.drafting.openapi.operations import Operation
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schema_words import unchecked
from mappings.catalog.headers import header_name_fault
from mappings.catalog.limits import MAX_LABEL_CHARS
from mappings.engine.json_types import Json
from mappings.engine.paths import format_path

_PLACES = ("path", "query", "header")
_NOT_PARAMETERS = {"accept", "authorization", "content-type"}  # OpenAPI 3.1.1, "Parameter Object"
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
_PATH_PARAMETER = re.compile(r"\{([^{}]*)\}")
# Names of what is the same for every event: it is filled in once, when the tool is connected.
_OF_THE_CONNECTION = re.compile(
    r"(^|[_-])(account|app|application|client|company|dc|organi[sz]ation|org|portal|project|region"
    r"|revision|site|subdomain|team|tenant|version|workspace)s?([_-]|$)"
)
_CAMEL_STEP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(slots=True)
class Parameters:
    """Where an operation's parameters go: fields, the URL's path, its query, and headers."""

    fields: list[FieldDocument] = field(default_factory=list)
    url_path: str = ""
    query: dict[str, Json] = field(default_factory=dict)
    headers: dict[str, Json] = field(default_factory=dict)


class ParameterReader:
    """Reads the parameters of one document's operations."""

    def __init__(self, references: References, fields: FieldMaker, findings: Findings) -> None:
        self._references, self._fields, self._findings = references, fields, findings

    def read(self, operation: Operation, settings: Settings) -> Parameters:
        """Path and query parameters become fields, those of the whole connection settings.

        Shape:
            ``/lists/{list_id}/members`` with ``list_id`` -> ``/lists/{{payload.list_id}}/members``
        """
        read = Parameters()
        in_path: dict[str, str] = {}
        for (where, name), place in self._all(operation).items():
            reads = self._reads(place, where, name, read, settings)
            if reads is None:
                continue
            if where == "path":
                in_path[name] = f"{{{{{reads}}}}}"
            elif where == "query":
                read.query[name] = self._value(place, reads)
            else:
                read.headers[name] = {"@path": f"$.{reads}"}
        read.url_path = self._url_path(operation, in_path)
        return read

    def _all(self, operation: Operation) -> dict[tuple[str, str], Place]:
        """The parameters by place and name; an operation's own replace those of its path."""
        found: dict[tuple[str, str], Place] = {}
        for owner in (operation.item, operation.place):
            for place in self._listed(owner):
                where, name = place.get("in"), place.get("name")
                if not isinstance(name, str) or not isinstance(where, str):
                    message = "Expected a parameter with in and name."
                    self._findings.refuse(place.pointer, message, "required")
                elif where == "header" and name.lower() in _NOT_PARAMETERS:
                    message = f"The header {name} is left out: it is set with the body and the key."
                    self._findings.note(place.pointer, message)
                else:
                    found[where, name] = place
        return found

    def _listed(self, owner: Place) -> Iterator[Place]:
        given = owner.get("parameters")
        if given is not None and not isinstance(given, list):
            self._findings.refuse(f"{owner.pointer}/parameters", "Expected a list.", "type")
            return
        for index in range(len(given or [])):
            place = self._references.object_at(owner.at("parameters", index))
            if place is not None:
                yield place

    def _reads(
        self, place: Place, where: str, name: str, read: Parameters, settings: Settings
    ) -> str | None:
        """The path of a parameter's value in ``{"settings": …, "payload": …}``; None: left out."""
        reason = _refusal(place, where, name)
        schema = _schema_of(place)
        is_required = place.get("required") is True or where == "path"
        made = None if reason else self._fields.field_of(name, schema, is_required=is_required)
        if made is None:
            if reason:
                self._findings.note(place.pointer, f"This is left out: {reason}")
            return None
        made = _with_own_texts(made, place)
        if where == "path" and (made.get("multiple") or made["type"] == "object"):
            self._findings.note(place.pointer, "A value in a path is one text; a list is not sent.")
            made = {"key": name, "label": made["label"], "type": "string", "required": True}
        if _is_of_the_connection(name, where, made):
            self._findings.note(place.pointer, "This is filled in once, in the settings.")
            if rules := sorted({"format", "minimum", "maximum"} & made.keys()):
                self._findings.note(place.pointer, unchecked(f"Its {' and '.join(rules)}"))
            return f"settings.{settings.add(name, _setting_of(made))}"
        taken = {one["key"] for one in read.fields}
        key = name if name not in taken else f"{where}_{name}"
        read.fields.append({**made, "key": key})
        return format_path(["payload", key])

    def _value(self, place: Place, reads: str) -> Json:
        """What stands in the query: the value, or its JSON text where the parameter has content."""
        path = {"@path": f"$.{reads}"}
        return {"@json": {"mode": "encode", "value": path}} if "content" in place.value else path

    def _url_path(self, operation: Operation, in_path: dict[str, str]) -> str:
        def filled(found: re.Match[str]) -> str:
            name = found[1]
            if name not in in_path:
                message = f'The path has "{name}", which is no parameter that can be filled.'
                self._findings.refuse(operation.place.pointer, message, "unknown_parameter")
            return in_path.get(name, name)

        return _PATH_PARAMETER.sub(filled, operation.path)


def _refusal(place: Place, where: str, name: str) -> str:
    """Why a parameter cannot be carried over; "" where it can."""
    style = place.get("style")
    if where not in _PLACES:
        return f"a parameter in {shortened(where, 20)} cannot be sent."
    if not is_field_key(name) or "{{" in name:
        return "its name cannot be the key of a field."
    if where == "header" and (not _HEADER_NAME.fullmatch(name) or header_name_fault(name)):
        return "a header of this name cannot be set."
    if style not in (None, "simple" if where in ("path", "header") else "form"):
        return f"its style {shortened(str(style), 30)} cannot be written."
    if where == "query" and place.get("explode") is False and _is_list(place):
        return "a list with commas cannot be written."
    return ""


def _is_list(place: Place) -> bool:
    schema = place.get("schema")
    return isinstance(schema, dict) and schema.get("type") == "array"


def _schema_of(place: Place) -> Place:
    if "schema" in place.value:
        return place.at("schema")
    content = place.get("content")
    if isinstance(content, dict) and content:
        media = next(iter(content))
        if isinstance(content[media], dict) and "schema" in content[media]:
            return place.at("content", media, "schema")
    return replace(place, value={"type": "string"})


def _with_own_texts(made: FieldDocument, place: Place) -> FieldDocument:
    """A parameter tells of itself beside its schema."""
    description, example = place.get("description"), place.get("example")
    if isinstance(description, str) and description.strip():
        made = {**made, "description": shortened(description)}
    if isinstance(example, str | int | float) and not isinstance(example, bool):
        text = str(example).strip()
        if 0 < len(text) <= MAX_LABEL_CHARS and "placeholder" not in made:
            made = {**made, "placeholder": shortened(text)}
    return made


def _is_of_the_connection(name: str, where: str, made: FieldDocument) -> bool:
    if made.get("multiple") or made["type"] not in ("string", "integer", "number"):
        return False
    spread = _CAMEL_STEP.sub("_", name).lower()
    is_fixed = where == "header" and ("default" in made or "choices" in made)
    return is_fixed or (where != "query" and bool(_OF_THE_CONNECTION.search(spread)))


def _setting_of(made: FieldDocument) -> dict[str, Any]:
    setting: dict[str, Any] = {
        "label": label_of(made["key"]),
        "type": "string",
        "required": made.get("required", False),
    }
    if "description" in made:
        setting["description"] = made["description"]
    if "choices" in made:
        setting |= {"type": "choice", "choices": made["choices"]}
    default = made.get("default")
    if isinstance(default, str) and default:
        values = [choice["value"] for choice in made.get("choices", [])]
        setting |= {"default": default} if not values or default in values else {}
    if setting["type"] == "string" and "placeholder" in made:
        setting["placeholder"] = made["placeholder"]
    return setting
