"""The definition form: what was typed into it, what its button asks for, and what it shows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render

from mappings import conf
from mappings.catalog.drafting.results import Note
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.strict_json import parse_json
from mappings.models import OwnDefinition
from mappings.services.errors import InvalidInput
from mappings.web.access import PageRequest
from mappings.web.definition_inputs import Document, at_pointer, read_inputs
from mappings.web.definition_rows import build_form
from mappings.web.definition_steps import add_row, follow_form, remove_row, without_empty_rows

MAX_SHOWN_NOTES = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sent form holds. `wants` is what its button asks for: "save", or to show it again."""

    document: Document
    problems: tuple[Problem, ...]
    wants: str
    focus: str = ""


def read_form(request: PageRequest) -> Sent:
    """The document that the form, or its JSON, makes; and the step that was asked for."""
    step, _, pointer = request.POST.get("do", "save").partition(":")
    if "json" in request.POST:
        return _read_json_box(request.POST["json"], step)
    base = _base_document(request)
    typed, problems = read_inputs(base, {key: str(text) for key, text in request.POST.items()})
    document = follow_form(base, typed)
    if step == "add":
        document = add_row(document, pointer)
        return Sent(document, problems, "form", focus=pointer)
    if step == "remove":
        kept = remove_row(document, pointer)
        return Sent(follow_form(document, kept), (), "form")
    if step == "json":
        return Sent(without_empty_rows(document), (), "json")
    if step == "refresh":
        return Sent(document, problems, "form")
    return Sent(without_empty_rows(document), problems, "save")


def show_form(
    request: PageRequest,
    document: Document,
    *,
    problems: Iterable[Problem] = (),
    notes: Iterable[Note] = (),
    definition: OwnDefinition | None = None,
    focus: str = "",
) -> HttpResponse:
    """The page with the form of a document."""
    problems = list(problems)
    form = build_form(document, problems)
    context = {
        "form": form,
        "document_text": json.dumps(document, ensure_ascii=False),
        "notes": list(notes)[:MAX_SHOWN_NOTES],
        "definition": definition,
        "focus": focus,
        "expected_version": request.POST.get("version") or getattr(definition, "version", ""),
    }
    status = 400 if problems and not request.htmx else 200  # htmx shows no refusal
    return render(request, "mappings/definition_form.html", context, status=status)


def show_json(
    request: PageRequest,
    text: str,
    *,
    problems: Iterable[Problem] = (),
    definition: OwnDefinition | None = None,
) -> HttpResponse:
    """The page with the document as one text."""
    told = [f"{one.pointer}: {one.message}".removeprefix(": ") for one in problems]
    context = {
        "json_text": text,
        "problems": told,
        "definition": definition,
        "expected_version": request.POST.get("version") or getattr(definition, "version", ""),
        "max_bytes": conf.MAX_DEFINITION_BYTES,
    }
    status = 400 if told else 200
    return render(request, "mappings/definition_json.html", context, status=status)


def in_words(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """The problems of a document as its form says them: an empty box wants to be filled in."""
    return [
        Problem(one.pointer, "Fill this in.", "required")
        if one.code == "size" and _value_at(document, one.pointer) == ""
        else one
        for one in problems
    ]


def pretty(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _value_at(document: Document, pointer: str) -> Any:
    try:
        return at_pointer(document, pointer)
    except (KeyError, IndexError, ValueError, TypeError):
        return None


def _base_document(request: PageRequest) -> Document:
    """The document that the form was made of; it is our own, so what is malformed was made up."""
    try:
        document: Any = parse_json(request.POST.get("document", "{}"))
    except JsonTextError as err:
        raise BadRequest("document: expected JSON") from err
    if not isinstance(document, dict) or not _has_form(document):
        raise BadRequest("document: expected a definition")
    return document


def _has_form(document: Document) -> bool:
    """Whether a document has the parts that the form has inputs for, whatever stands in them."""
    actions = document.get("actions")
    return (
        isinstance(document.get("authentication"), dict)
        and _are_rows(document.get("settings"))
        and isinstance(actions, list)
        and all(isinstance(one, dict) and _are_rows(one.get("fields")) for one in actions)
    )


def _are_rows(rows: Any) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, dict)
        and isinstance(row.get("key"), str)
        and ("properties" not in row or _are_rows(row["properties"]))
        for row in rows
    )


def _read_json_box(text: str, step: str) -> Sent:
    try:
        document = parse_json(text)
    except JsonTextError as err:
        raise InvalidInput(err.problems) from err
    if not isinstance(document, dict):
        raise InvalidInput([Problem("", "A definition is one JSON object.", "type")])
    if step == "form" and _has_form(document):
        return Sent(document, (), "form")
    return Sent(document, (), "save_json")
