"""Export pages: the text in each form, what Segment does otherwise with it, and the file."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.exchange.bundle import Bundle
from mappings.exchange.outgoing import OutForm
from mappings.models import Mapping
from mappings.services.errors import ServiceError
from mappings.services.exports import (
    ExportFile,
    destination_bundle,
    export_file,
    mapping_bundle,
    workspace_bundle,
)
from mappings.web.access import PageRequest, found, page
from mappings.web.destinations import find_destination

MAX_SHOWN_CHARS = 100_000

_LABELS: dict[OutForm, tuple[str, str]] = {
    "yaml": ("YAML", "To keep in git, to compare, and to import elsewhere."),
    "json": ("JSON", "The same as YAML, for programs."),
    "segment": ("Segment", "Subscriptions, as Segment's Public API has them."),
    "terraform": ("Terraform", "Resources for Segment's provider."),
}


@dataclass(frozen=True, slots=True)
class FormTab:
    form: str
    label: str
    about: str
    is_shown: bool


@page("GET")
def export_workspace(request: PageRequest) -> HttpResponse:
    bundle = workspace_bundle(request.workspace)
    is_one = len(bundle.destinations) == 1
    forms = [form for form in _LABELS if form != "segment" or is_one]
    return _export(request, bundle, "Export workspace", reverse("destinations"), forms)


@page("GET")
def export_destination(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    back = reverse("destination", args=[destination.pk])
    return _export(request, destination_bundle(destination), f"Export {destination.name}", back)


@page("GET")
def export_mapping(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    rows = Mapping.objects.for_workspace(request.workspace).with_destination()
    mapping = found(rows.filter(pk=mapping_id).first())
    back = reverse("destination", args=[mapping.destination_id])
    return _export(request, mapping_bundle(mapping), f"Export “{mapping.name}”", back)


def _export(
    request: PageRequest,
    bundle: Bundle,
    title: str,
    back: str,
    forms: list[OutForm] | None = None,
) -> HttpResponse:
    """The page with the text in one form; or, when it is asked for, the file."""
    forms = forms or list(_LABELS)
    form = next((one for one in forms if one == request.GET.get("format")), forms[0])
    try:
        file = export_file(bundle, workspace=request.workspace, form=form)
    except ServiceError as err:
        messages.error(request, err.message)
        return redirect(back)
    if request.GET.get("download"):
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return HttpResponse(file.text, content_type=file.media_type, headers=headers)
    context = {
        "title": title,
        "back": back,
        "tabs": [FormTab(one, *_LABELS[one], is_shown=one == form) for one in forms],
        "shown_form": form,
        "about": _LABELS[form][1],
        **_text_context(file),
    }
    return render(request, "mappings/export.html", context)


def _text_context(file: ExportFile) -> dict[str, object]:
    is_cut = len(file.text) > MAX_SHOWN_CHARS
    return {
        "file": file,
        "text": file.text[:MAX_SHOWN_CHARS],
        "is_cut": is_cut,
        "max_shown_chars": MAX_SHOWN_CHARS,
    }
