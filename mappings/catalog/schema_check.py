"""A definition document against definition.schema.json, in words."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from mappings.catalog.documents import read_document
from mappings.catalog.wording import NO_EFFECT, named_type
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json

_MAX_SHOWN_CHARS = 60
_TYPE_NAMES = {
    "string": "text",
    "number": "a number",
    "boolean": "true/false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


_CODES = {
    "type": "type",
    "required": "required",
    "additionalProperties": "unknown_property",
    "dependentRequired": "required",
    "enum": "choice",
    "const": "choice",
    "pattern": "format",
    "not": "no_effect",
}


def check_document(document: Json) -> tuple[Problem, ...]:
    """Everything in which the document differs from the schema: found, and expected.

    Shape:
        ``(Problem("/settings/0/type", 'Found "uri"; expected one of: "string", …', "choice"),)``
    """
    found: dict[tuple[str, str], Problem] = {}
    for error in _validator().iter_errors(document):
        for problem in _describe(error):
            found.setdefault((problem.pointer, problem.message), problem)
    return tuple(found.values())


@cache
def definition_schema() -> dict[str, Any]:
    """The JSON Schema of destination definitions."""
    schema: dict[str, Any] = read_document("definition.schema.json")
    return schema


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(definition_schema())


@dataclass(frozen=True, slots=True)
class _Fault:
    """What a document breaks: the schema's keyword, its rule, and the value that was found."""

    keyword: str
    rule: Any
    found: Any
    schema: Any


def _describe(error: ValidationError) -> Iterator[Problem]:
    path = list(error.absolute_path)
    fault = _Fault(str(error.validator), error.validator_value, error.instance, error.schema)
    for key, message in _WORDS.get(fault.keyword, _words_for_size)(fault):
        yield Problem(json_pointer([*path, *key]), message, _CODES.get(fault.keyword, "size"))


_Words = Iterator[tuple[tuple[str, ...], str]]


def _words_for_type(fault: _Fault) -> _Words:
    expected = fault.rule
    names = [expected] if isinstance(expected, str) else expected
    wanted = " or ".join(_TYPE_NAMES[name] for name in names)
    yield (), f"Found {named_type(fault.found)}; expected {wanted}."


def _words_for_required(fault: _Fault) -> _Words:
    for key in fault.rule:
        if key not in fault.found:
            yield (key,), "This is missing."


def _words_for_unknown(fault: _Fault) -> _Words:
    known = fault.schema["properties"]
    for key in fault.found:
        if key not in known:
            yield (key,), f"There is no such property. Expected: {', '.join(known)}."


def _words_for_dependent(fault: _Fault) -> _Words:
    for key, others in fault.rule.items():
        for other in others:
            if key in fault.found and other not in fault.found:
                yield (other,), f"This is missing: it comes together with {key}."


def _words_for_enum(fault: _Fault) -> _Words:
    choices = ", ".join(_show(choice) for choice in fault.rule)
    yield (), f"Found {_show(fault.found)}; expected one of: {choices}."


def _words_for_const(fault: _Fault) -> _Words:
    yield (), f"Found {_show(fault.found)}; expected {_show(fault.rule)}."


def _words_for_pattern(fault: _Fault) -> _Words:
    yield (), f"Found {_show(fault.found)}; expected {fault.schema['title']}."


def _words_for_no_effect(_: _Fault) -> _Words:
    yield (), NO_EFFECT


def _words_for_size(fault: _Fault) -> _Words:
    keyword, limit = fault.keyword, fault.rule
    bound = "at least" if keyword.startswith("min") else "at most"
    unit = {"Length": "characters", "Items": "items"}.get(keyword[3:], "members")
    yield (), f"Found {len(fault.found):,} {unit}; expected {bound} {limit:,}."


def _words_for_amount(fault: _Fault) -> _Words:
    bound = "at least" if fault.keyword == "minimum" else "at most"
    yield (), f"Found {_show(fault.found)}; expected {bound} {fault.rule:,}."


_WORDS: Mapping[str, Callable[[_Fault], _Words]] = {
    "type": _words_for_type,
    "required": _words_for_required,
    "additionalProperties": _words_for_unknown,
    "dependentRequired": _words_for_dependent,
    "enum": _words_for_enum,
    "const": _words_for_const,
    "pattern": _words_for_pattern,
    "minimum": _words_for_amount,
    "maximum": _words_for_amount,
    "not": _words_for_no_effect,  # the schema's `not` always stands for what has no effect
}


def _show(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_SHOWN_CHARS else text[: _MAX_SHOWN_CHARS - 1] + "…"
