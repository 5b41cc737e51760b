"""Ways to a definition of one's own: from an OpenAPI document, a JSON Schema, a sample, by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mappings.catalog.documents_text import read_document
from mappings.catalog.drafting.one_action import (
    Endpoint,
    draft_from_json_schema,
    draft_from_sample,
)
from mappings.catalog.drafting.openapi.drafting import draft_from_openapi
from mappings.catalog.drafting.openapi.operations import Operation, list_operations
from mappings.catalog.drafting.results import Draft, DraftError
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_BYTES
from mappings.models import OwnDefinition, Role
from mappings.services.definition_drafts import as_next_version
from mappings.web.access import PageRequest, page
from mappings.web.definition_form import show_form
from mappings.web.definition_rows import METHODS
from mappings.web.forms import PageForm

_SALT = "drafts"  # an uploaded document goes to the page and back, compressed and signed
_MAX_AGE_S = 86_400


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a definition, as a card says it."""

    slug: str
    title: str
    summary: str
    takes: str


WAYS = (
    Way(
        "openapi",
        "From an OpenAPI document",
        "Pick the operations to call. Servers, security, parameters and bodies become settings, "
        "authentication, fields and requests.",
        "OpenAPI 3.0 or 3.1, JSON or YAML",
    ),
    Way(
        "json-schema",
        "From a JSON Schema",
        "Its properties become the fields of one request, with their types, formats and choices.",
        "JSON Schema, JSON or YAML",
    ),
    Way(
        "sample",
        "From a sample payload",
        "A payload that the tool takes. Types and formats are guessed from its values.",
        "JSON or YAML",
    ),
    Way("hand", "By hand", "Start with an empty form and add the fields yourself.", ""),
)
_DRAFTERS: dict[str, Callable[[Endpoint, Json], Draft]] = {
    "json-schema": draft_from_json_schema,
    "sample": draft_from_sample,
}


class DocumentForm(PageForm):
    """A document, pasted or from a file; a file wins over what is in the box."""

    unmarked = frozenset({"text", "upload"})

    text = forms.CharField(
        label="Document",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "class": "textarea--code",
                "rows": 14,
                "spellcheck": "false",
                "wrap": "off",
                "data-max-bytes": str(MAX_JSON_BYTES),
            }
        ),
    )
    upload = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,.yaml,.yml"}),
    )

    def document_text(self) -> str | bytes:
        upload = self.cleaned_data.get("upload")
        if not isinstance(upload, UploadedFile):
            return str(self.cleaned_data["text"])
        upload.seek(0)
        return bytes(upload.read(MAX_JSON_BYTES + 1))


class EndpointForm(DocumentForm):
    """The same for ways whose document does not say where requests go."""

    field_order = ("name", "url", "method", "scheme", "key_name", "text", "upload")
    unmarked = frozenset({"text", "upload", "key_name"})

    name = forms.CharField(
        label="Name of the tool",
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label="Address of the requests",
        required=False,
        help_text="Leave empty to ask for it when the tool is connected.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    method = forms.ChoiceField(label="Method", choices=[(name, name) for name in METHODS])
    scheme = forms.ChoiceField(
        label="Authentication",
        choices=[
            ("none", "None"),
            ("bearer", "Bearer token"),
            ("basic", "User name and password"),
            ("header", "Key in a header"),
            ("query", "Key in the URL"),
        ],
    )
    key_name = forms.CharField(
        label="Name of the header or parameter",
        required=False,
        help_text="For a key in a header or in the URL.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "X-API-Key"}),
    )

    def endpoint(self) -> Endpoint:
        given = self.cleaned_data
        return Endpoint(
            given["name"],
            given["url"].strip(),
            given["method"],
            given["scheme"],
            given["key_name"].strip() or "X-API-Key",
        )


@page("GET", reads=Role.EDITOR)
def own_destination(request: PageRequest) -> HttpResponse:
    """The four ways."""
    return render(
        request, "mappings/own_destination.html", {"ways": WAYS, "next": _asked_for(request)}
    )


@page("GET", "POST", reads=Role.EDITOR)
def draft_definition(request: PageRequest, way: str) -> HttpResponse:
    """A document goes in, the form of a definition comes out; in between, operations are picked."""
    chosen = next((one for one in WAYS if one.slug == way and way != "hand"), None)
    if chosen is None:
        raise Http404
    if "packed" in request.POST:
        return _pick(request, chosen, _unpacked(request.POST["packed"]))
    form_class = DocumentForm if way == "openapi" else EndpointForm
    form = form_class(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _drafted(request, chosen, form)
        except (JsonTextError, DraftError) as err:
            form.show_problems(_at_box(err.problems))
    return _document_page(request, chosen, form)


def _drafted(request: PageRequest, way: Way, form: DocumentForm) -> HttpResponse:
    document = read_document(form.document_text())
    if isinstance(form, EndpointForm):
        draft = _DRAFTERS[way.slug](form.endpoint(), document)
        return _show_draft(request, draft)
    operations = list_operations(document)
    picked = [operations[0].id] if len(operations) == 1 else []
    return _operation_page(request, way, document, operations, picked)


def _pick(request: PageRequest, way: Way, document: Json) -> HttpResponse:
    """The operations that were picked, drafted; or the list again with what is wrong."""
    operations = list_operations(document)
    picked = request.POST.getlist("operation")
    try:
        draft = draft_from_openapi(document, picked)
    except DraftError as err:
        return _operation_page(request, way, document, operations, picked, err.problems)
    return _show_draft(request, draft)


def _show_draft(request: PageRequest, draft: Draft) -> HttpResponse:
    definition = _asked_for(request)
    document = draft.document
    if definition is not None:
        document = as_next_version(definition, document)
    return show_form(request, document, notes=draft.notes, definition=definition)


def _document_page(request: PageRequest, way: Way, form: DocumentForm) -> HttpResponse:
    context = {"way": way, "form": form, "next": _asked_for(request)}
    status = 400 if form.errors else 200
    return render(request, "mappings/draft_document.html", context, status=status)


def _operation_page(
    request: PageRequest,
    way: Way,
    document: Json,
    operations: tuple[Operation, ...],
    picked: list[str],
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    context: dict[str, Any] = {
        "way": way,
        "title": title if isinstance(title, str) else "This API",
        "operations": operations,
        "picked": picked,
        "packed": signing.dumps(document, salt=_SALT, compress=True),
        "problems": problems,
        "next": _asked_for(request),
    }
    status = 400 if problems else 200
    return render(request, "mappings/draft_operations.html", context, status=status)


def _unpacked(text: str) -> Json:
    try:
        return signing.loads(text, salt=_SALT, max_age=_MAX_AGE_S)
    except signing.BadSignature as err:
        raise Http404 from err


def _asked_for(request: PageRequest) -> OwnDefinition | None:
    """The definition that is to get a new version; None: a new definition is made."""
    slug = request.POST.get("for") or request.GET.get("for") or ""
    return OwnDefinition.objects.for_workspace(request.workspace).filter(slug=slug[:60]).first()


def _at_box(problems: tuple[Problem, ...]) -> list[Problem]:
    """Problems of the document, at its box, with where in it they are."""
    return [
        Problem("/text", f"{one.pointer}: {one.message}".removeprefix(": "), one.code)
        for one in problems[:100]
    ]
