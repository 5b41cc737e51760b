"""Profiles from a file: what its columns are, guessed by their names, and the job that reads it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from mappings import conf
from mappings.engine.errors import JsonTextError, Problem, json_pointer
from mappings.engine.strict_json import parse_json
from mappings.event_files.records import FORMATS
from mappings.models import Role
from mappings.services.errors import InvalidInput, ServiceError
from mappings.services.file_columns import look_at_columns
from mappings.services.profile_imports import ImportFile, start_uploaded_import
from mappings.services.profile_input import ANONYMOUS_ID, EMAIL, USER_ID
from mappings.web.access import PageRequest, page
from mappings.web.forms import PageForm

VALUE_TYPES = [
    ("", "As it is"),
    ("text", "Text"),
    ("number", "Number"),
    ("boolean", "True or false"),
    ("json", "JSON"),
]
_PARTS = ("identifier", "trait", "type")


class ProfileFileForm(PageForm):
    """A file of people; what its columns are is beside it, in rows."""

    unmarked = frozenset({"format"})

    file = forms.FileField(
        label="File",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        help_text="CSV with a header, NDJSON or Parquet, packed with gzip or not. Each line is one "
        "person.",
    )
    format = forms.ChoiceField(
        label="Format",
        choices=[("", "As its name says"), *((kind, kind.upper()) for kind in FORMATS)],
        required=False,
    )


@dataclass(slots=True)
class ColumnRow:
    """What a column is, as it is typed. `key` is its name as JSON: forms keep no line breaks."""

    number: int
    name: str
    use: dict[str, str]
    sample: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return json.dumps(self.name)


@page("GET", "POST", reads=Role.EDITOR)
def import_profiles(request: PageRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = ProfileFileForm(request.POST, request.FILES) if is_sent else ProfileFileForm()
    rows = _typed_rows(request.POST)
    if is_sent and form.is_valid():
        upload: Any = form.cleaned_data["file"]
        try:
            if "look" in request.POST:
                rows = _look(upload, form.cleaned_data["format"])
            else:
                return _start(request, upload, form.cleaned_data["format"], rows)
        except ServiceError as err:
            _place(form, rows, err)
    has_problems = bool(form.errors or any(row.problems for row in rows))
    context = {
        "form": form,
        "rows": rows,
        "value_types": VALUE_TYPES,
        "identifier_types": (USER_ID, EMAIL, ANONYMOUS_ID),
        "max_bytes": conf.max_upload_bytes(),
        "has_column_problems": any(row.problems for row in rows),
    }
    if request.htmx:
        return render(request, "mappings/_import_columns.html", context)
    status = 400 if has_problems else 200
    return render(request, "mappings/import_profiles.html", context, status=status)


def _start(request: PageRequest, upload: Any, kind: str, rows: Sequence[ColumnRow]) -> HttpResponse:
    job = start_uploaded_import(
        workspace=request.workspace,
        file=ImportFile(upload.name or "", kind, _columns(rows)),
        blocks=upload.chunks(),
        size_bytes=upload.size,
        started_by=request.user,
    )
    messages.success(request, f"{upload.name} was uploaded and is being read.")
    return redirect("job", job.id)


def _look(upload: Any, kind: str) -> list[ColumnRow]:
    columns = look_at_columns(name=upload.name or "", format=kind, blocks=upload.chunks())
    return [
        ColumnRow(number, one.name, one.use, one.sample) for number, one in enumerate(columns, 1)
    ]


def _typed_rows(given: QueryDict) -> list[ColumnRow]:
    """The rows as they came in; the browser sends one value of each list for each row."""
    keys = given.getlist("column")
    lists = [given.getlist(part) for part in _PARTS]
    if any(len(values) != len(keys) for values in lists):
        raise BadRequest("Each column has one identifier, one trait and one type.")
    return [
        ColumnRow(
            number, _name(key), {part: text.strip() for part, text in zip(_PARTS, use, strict=True)}
        )
        for number, (key, *use) in enumerate(zip(keys, *lists, strict=True), 1)
    ]


def _name(key: str) -> str:
    try:
        name = parse_json(key)
    except JsonTextError as err:
        raise BadRequest("column is the name of a column, as JSON.") from err
    if not isinstance(name, str):
        raise BadRequest("column is the name of a column, as JSON.")
    return name


def _columns(rows: Sequence[ColumnRow]) -> dict[str, dict[str, str]] | None:
    """The table of columns, without those that are left out; None: their names decide."""
    if not rows:
        return None
    uses = {row.name: {part: text for part, text in row.use.items() if text} for row in rows}
    found = {name: use for name, use in uses.items() if use.keys() & {"identifier", "trait"}}
    if not found:  # an empty table would let the names decide again
        text = "No column is an identifier, so nobody would be found by it."
        raise InvalidInput([Problem("/columns", text, "required")])
    return found


def _place(form: ProfileFileForm, rows: Sequence[ColumnRow], err: ServiceError) -> None:
    """Each problem beside its column; others beside the file."""
    row_at = {json_pointer(["columns", row.name]): row for row in rows}
    rest: list[Problem] = []
    for problem in err.problems:
        row = next(
            (
                one
                for at, one in row_at.items()
                if problem.pointer == at or problem.pointer.startswith(f"{at}/")
            ),
            None,
        )
        if row:
            row.problems.append(problem.message)
        else:
            rest.append(problem)
    if rest or not err.problems:
        form.show_problems(rest, message=err.message)
