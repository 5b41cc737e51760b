"""Sources: the list, and one source with its saved test events."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.models import EventType, Role, Source, TestEvent
from mappings.services.errors import ServiceError
from mappings.services.sources import create_source, delete_source, rename_source
from mappings.web.access import PageRequest, found, page
from mappings.web.audience_keys import flag_text
from mappings.web.dialogs import Question, confirm, rename
from mappings.web.forms import NameForm

MAX_TYPE_CHARS = 40


class NewSourceForm(NameForm):
    name = forms.CharField(
        label="New source",
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Website"}),
    )


@dataclass(frozen=True, slots=True)
class TestEventRow:
    """A saved test event as a line: its type, and which audience flag it carries."""

    __test__ = False  # the name starts like a test class

    saved: TestEvent
    event_type: str
    type_text: str
    flag_text: str


@page("GET", "POST")
def source_list(request: PageRequest) -> HttpResponse:
    form = NewSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = _create(request, form)
        if source:
            messages.success(request, f"{source.name} was added.")
            return redirect("source", source.id)
    sources = Source.objects.for_workspace(request.workspace).with_counts().by_name()
    context = {"sources": list(sources), "form": form}
    return render(request, "mappings/sources.html", context, status=400 if form.errors else 200)


@page("GET")
def source_page(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)
    rows = [as_row(saved) for saved in TestEvent.objects.for_source(source).by_name()]
    return render(
        request,
        "mappings/source.html",
        {"source": source, "tab": "test_events", "test_events": rows},
    )


@page("GET", "POST", reads=Role.EDITOR)
def change_source_name(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)

    def act(name: str) -> None:
        rename_source(source=source, name=name)

    return rename(
        request, title="Rename source", name=source.name, back=reverse("sources"), act=act
    )


@page("GET", "POST", reads=Role.EDITOR)
def remove_source(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)
    question = Question(
        title=f"Delete “{source.name}”?",
        consequences=["Its test events go with it. This cannot be undone."],
        button="Delete source",
        done=f"{source.name} was deleted.",
        back=reverse("sources"),
    )
    return confirm(request, question, partial(delete_source, source=source))


def find_source(request: PageRequest, source_id: UUID) -> Source:
    rows = Source.objects.for_workspace(request.workspace)
    return found(rows.filter(pk=source_id).first())


def as_row(saved: TestEvent) -> TestEventRow:
    event: Any = saved.event if isinstance(saved.event, dict) else {}
    kind = event.get("type")
    is_known = kind in EventType.values
    return TestEventRow(
        saved=saved,
        event_type=str(kind) if is_known else "",
        type_text=str(kind)[:MAX_TYPE_CHARS] if isinstance(kind, str) else "No type",
        flag_text=flag_text(event),
    )


def _create(request: PageRequest, form: NewSourceForm) -> Source | None:
    try:
        return create_source(workspace=request.workspace, name=form.cleaned_data["name"])
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return None
