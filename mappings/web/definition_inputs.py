"""A definition document as the inputs of a form, each named by the pointer to what it changes.

What a form has no input for stays in the document as it is.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mappings.catalog.drafting.naming import label_of
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.strict_json import parse_json

Document = dict[str, Any]

_LONE_VALUE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_PAIR = re.compile(r"([^:]*):(.*)")


class _Gone:
    """Says that an empty input takes its member out of the document."""


_GONE = _Gone()


@dataclass(frozen=True, slots=True)
class Kind:
    """How a member is shown in an input, and read from it again."""

    show: Callable[[Any], str]
    read: Callable[[str], Any]


def _show_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _read_text(text: str) -> Any:
    return text.strip() or _GONE


def _read_kept_text(text: str) -> Any:
    return text.strip()


def _show_number(value: Any) -> str:
    return "" if value is None else str(value)


def _read_number(text: str) -> Any:
    if not text.strip():
        return _GONE
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return text.strip()  # the check of the document says what is expected
    return int(number) if number.is_integer() else number


def _show_choices(value: Any) -> str:
    """One on each line: the value, and its label where it has another one."""
    lines = []
    for choice in value if isinstance(value, list) else []:
        if not isinstance(choice, dict):
            continue
        told, label = str(choice.get("value", "")), str(choice.get("label", ""))
        lines.append(told if told == label else f"{told} = {label}")
    return "\n".join(lines)


def _read_choices(text: str) -> Any:
    choices = []
    for line in filter(str.strip, text.splitlines()):
        value, separator, label = line.partition(" = ")
        told = value.strip()
        choices.append({"value": told, "label": label.strip() if separator else told[:100]})
    return choices or _GONE


def _show_template(value: Any) -> str:
    """A config that gives a text, as people write it: ``{{settings.url}}/contacts``."""
    match value:
        case {"@template": str(text)} if len(value) == 1:
            return text
        case {"@path": str(path)} if len(value) == 1:
            return "{{" + path.removeprefix("$.") + "}}"
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _read_template(text: str) -> Any:
    told = text.strip()
    if not told:
        return _GONE
    if told.startswith("{") and not told.startswith("{{"):
        return _read_json(told)
    if lone := _LONE_VALUE.fullmatch(told):
        return {"@path": f"$.{lone[1]}"}
    return {"@template": told} if "{{" in told else told


def _show_pairs(value: Any) -> str:
    pairs = value.items() if isinstance(value, dict) else ()
    return "\n".join(f"{name}: {_show_template(config)}" for name, config in pairs)


def _read_pairs(text: str) -> Any:
    pairs = {}
    for line in filter(str.strip, text.splitlines()):
        pair = _PAIR.fullmatch(line)
        if pair is None:
            raise ValueError(f'Expected a name, a colon and a value in "{line.strip()[:60]}".')
        value = _read_template(pair[2])
        pairs[pair[1].strip()] = "" if value is _GONE else value
    return pairs or _GONE


def _show_json(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)


def _read_json(text: str) -> Any:
    if not text.strip():
        return _GONE
    try:
        return parse_json(text)
    except JsonTextError as err:
        raise ValueError(err.problems[0].message) from err


TEXT = Kind(_show_text, _read_text)
KEPT_TEXT = Kind(_show_text, _read_kept_text)
NUMBER = Kind(_show_number, _read_number)
CHOICES = Kind(_show_choices, _read_choices)
TEMPLATE = Kind(_show_template, _read_template)
PAIRS = Kind(_show_pairs, _read_pairs)
JSON_TEXT = Kind(_show_json, _read_json)
FLAG = Kind(str, bool)  # a checkbox: in the form, or not

DEFINITION_INPUTS = {
    "name": KEPT_TEXT,
    "slug": KEPT_TEXT,
    "description": KEPT_TEXT,
    "category": KEPT_TEXT,
}
SETTING_INPUTS = {
    "key": KEPT_TEXT,
    "label": KEPT_TEXT,
    "type": KEPT_TEXT,
    "required": FLAG,
    "is_secret": FLAG,
    "description": TEXT,
    "default": TEXT,
    "choices": CHOICES,
}
ACTION_INPUTS = {"name": KEPT_TEXT, "description": KEPT_TEXT, "allows_extra_fields": FLAG}
REQUEST_INPUTS = {
    "method": TEMPLATE,
    "url": TEMPLATE,
    "query": PAIRS,
    "headers": PAIRS,
    "body": JSON_TEXT,
}
FIELD_INPUTS = {
    "key": KEPT_TEXT,
    "label": KEPT_TEXT,
    "type": KEPT_TEXT,
    "required": FLAG,
    "multiple": FLAG,
    "allow_null": FLAG,
    "format": TEXT,
    "description": TEXT,
    "choices": CHOICES,
    "minimum": NUMBER,
    "maximum": NUMBER,
}
AUTHENTICATION_INPUTS = {"scheme": KEPT_TEXT, "name": TEXT}


def editable_parts(document: Document) -> Iterator[tuple[str, Mapping[str, Kind]]]:
    """Every part of a document that has inputs, by its pointer, outermost first."""
    yield "", DEFINITION_INPUTS
    for index, _ in enumerate(_objects(document, "settings")):
        yield f"/settings/{index}", SETTING_INPUTS
    yield "/authentication", AUTHENTICATION_INPUTS
    for index, action in enumerate(_objects(document, "actions")):
        yield f"/actions/{index}", ACTION_INPUTS
        if isinstance(action.get("request"), dict):
            yield f"/actions/{index}/request", REQUEST_INPUTS
        for pointer, _ in field_rows(action, f"/actions/{index}/fields"):
            yield pointer, FIELD_INPUTS


def field_rows(
    owner: Document, pointer: str, *, member: str = "fields"
) -> Iterator[tuple[str, Document]]:
    """The fields below a pointer, with those of objects after each object."""
    for index, field in enumerate(_objects(owner, member)):
        here = f"{pointer}/{index}"
        yield here, field
        yield from field_rows(field, f"{here}/properties", member="properties")


def read_inputs(
    document: Document, given: Mapping[str, str]
) -> tuple[Document, tuple[Problem, ...]]:
    """The document with what the form says, and what of it could not be read."""
    changed, problems = copy.deepcopy(document), []
    # Innermost first: an object that becomes a text loses its fields once they were read.
    for pointer, inputs in reversed(list(editable_parts(document))):
        part = at_pointer(changed, pointer)
        for member, kind in inputs.items():
            name = f"{pointer}/{member}"
            try:
                _read_member(part, member, kind, given, name)
            except ValueError as err:
                problems.append(Problem(name, str(err), "format"))
        if inputs is FIELD_INPUTS or inputs is SETTING_INPUTS:
            _tidy(part)
    return changed, tuple(reversed(problems))


def at_pointer(document: Document, pointer: str) -> Any:
    value: Any = document
    for step in filter(None, pointer.split("/")):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _read_member(
    part: Document, member: str, kind: Kind, given: Mapping[str, str], name: str
) -> None:
    if kind is FLAG:
        _read_flag(part, member, name in given)
        return
    text = given.get(name, "").replace("\r\n", "\n")
    if name not in given or text == kind.show(part.get(member)):
        return
    value = kind.read(text)
    if value is _GONE:
        part.pop(member, None)
    else:
        part[member] = value


def _tidy(part: Document) -> None:
    """A key gives a label where none was typed; what only objects have goes with their type."""
    if part.get("key") and not part.get("label"):
        part["label"] = label_of(part["key"])
    if part.get("type") != "object":
        for member in ("properties", "additional_properties", "object_input"):
            part.pop(member, None)


def _read_flag(part: Document, member: str, is_ticked: bool) -> None:
    if isinstance(part.get(member), dict):  # required under conditions: the form has no input
        return
    if is_ticked or member in part:
        part[member] = is_ticked
    if not is_ticked and member != "required":
        part.pop(member, None)


def _objects(owner: Document, member: str) -> list[Document]:
    listed = owner.get(member)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
