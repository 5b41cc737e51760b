"""Saved test events: paste one, upload one, generate one, look at it, change it, delete it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.engine import limits
from mappings.engine.errors import Problem
from mappings.engine.strict_json import parse_json
from mappings.models import EventType, Role, Source, TestEvent
from mappings.services.errors import ServiceError
from mappings.services.test_events import (
    check_event_text,
    delete_test_event,
    generate_test_event,
    rename_test_event,
    save_test_event,
    update_test_event,
)
from mappings.web.access import PageRequest, found, page
from mappings.web.audience_keys import audience_keys
from mappings.web.dialogs import Question, confirm, rename
from mappings.web.forms import PageForm
from mappings.web.sources import as_row, find_source

_KEY_BOX = {"class": "input--mono", "list": "audience-keys", "autocomplete": "off"}


class EventForm(PageForm):
    """An event's name and its JSON, typed or from a file; a file wins over what is in the box."""

    unmarked = frozenset({"event", "upload"})

    name = forms.CharField(
        label="Name",
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": "Audience entered (Track)"}
        ),
    )
    event = forms.CharField(
        label="Event JSON",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "class": "textarea--code",
                "rows": 18,
                "spellcheck": "false",
                "wrap": "off",
                "data-max-bytes": str(limits.MAX_EVENT_BYTES),
            }
        ),
    )
    upload = forms.FileField(
        label="Or a .json file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "accept": ".json,application/json",
                "data-file-into": "id_event",
                "data-max-bytes": str(limits.MAX_EVENT_BYTES),
            }
        ),
    )

    offers_first_item = False  # a list was given whose first item would do

    def event_text(self) -> str | bytes:
        """The text to read as JSON; bytes from a file, so that a wrong encoding is told."""
        upload = self.cleaned_data.get("upload")
        if not isinstance(upload, UploadedFile):
            return str(self.cleaned_data["event"])
        upload.seek(0)
        return bytes(upload.read(limits.MAX_EVENT_BYTES + 1))

    def keep_upload(self) -> None:
        """Put the text of a refused file into the box, where it can be corrected."""
        text = self.event_text()
        if isinstance(text, bytes):
            given = {name: self.data[name] for name in self.data}
            self.data = given | {"event": text.decode(errors="replace")}


class GenerateForm(PageForm):
    """What to generate, as part of the page's address: generating stores nothing."""

    type = forms.ChoiceField(label="Event", choices=EventType.choices, initial=EventType.TRACK)
    key = forms.CharField(
        label="Audience key",
        error_messages={"required": "Enter the audience key."},
        widget=forms.TextInput(attrs=_KEY_BOX),
    )
    flag = forms.ChoiceField(
        label="When", choices=[("true", "they enter (is true)"), ("false", "they leave (is false)")]
    )


@page("GET", "POST", reads=Role.EDITOR)
def new_test_event(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)
    keys = audience_keys(source)
    asked = request.GET if "generate" in request.GET else None
    generate_form = GenerateForm(asked, initial={"key": keys[0] if len(keys) == 1 else ""})
    form = EventForm(request.POST or None, request.FILES or None, initial=_generated(generate_form))
    store = partial(save_test_event, source=source)
    if request.method == "POST" and form.is_valid() and _save(form, store):
        return _saved(request, source, form)
    context = {
        "source": source,
        "form": form,
        "generate_form": generate_form,
        "audience_keys": keys,
    }
    is_wrong = form.errors or generate_form.errors
    return render(request, "mappings/new_test_event.html", context, status=400 if is_wrong else 200)


@page("GET", "POST")
def test_event_page(request: PageRequest, test_event_id: UUID) -> HttpResponse:
    test_event = find_test_event(request, test_event_id)
    text = _pretty(test_event.event)
    form = EventForm(
        request.POST or None,
        request.FILES or None,
        initial={"name": test_event.name, "event": text},
    )
    store = partial(update_test_event, test_event=test_event)
    if request.method == "POST" and form.is_valid() and _save(form, store):
        return _saved(request, test_event.source, form)
    context = {
        "source": test_event.source,
        "test_event": test_event,
        "row": as_row(test_event),
        "form": form,
        "event_text": text,
    }
    return render(request, "mappings/test_event.html", context, status=400 if form.errors else 200)


@page("GET", "POST", reads=Role.EDITOR)
def change_test_event_name(request: PageRequest, test_event_id: UUID) -> HttpResponse:
    test_event = find_test_event(request, test_event_id)

    def act(name: str) -> None:
        rename_test_event(test_event=test_event, name=name)

    back = reverse("source", args=[test_event.source_id])
    return rename(request, title="Rename test event", name=test_event.name, back=back, act=act)


@page("GET", "POST", reads=Role.EDITOR)
def remove_test_event(request: PageRequest, test_event_id: UUID) -> HttpResponse:
    test_event = find_test_event(request, test_event_id)
    question = Question(
        title=f"Delete “{test_event.name}”?",
        consequences=["No mapping depends on it. This cannot be undone."],
        button="Delete test event",
        done=f"{test_event.name} was deleted.",
        back=reverse("source", args=[test_event.source_id]),
    )
    return confirm(request, question, partial(delete_test_event, test_event=test_event))


def find_test_event(request: PageRequest, test_event_id: UUID) -> TestEvent:
    rows = TestEvent.objects.for_workspace(request.workspace).select_related("source")
    return found(rows.filter(pk=test_event_id).first())


def _generated(form: GenerateForm) -> dict[str, str]:
    """The generated event and a name for it, ready to be saved; nothing when none was asked for."""
    if not form.is_bound or not form.is_valid():
        return {}
    given, is_entering = form.cleaned_data, form.cleaned_data["flag"] == "true"
    try:
        event = generate_test_event(
            event_type=given["type"], audience_key=given["key"], is_entering=is_entering
        )
    except ServiceError as err:
        form.show_problems([Problem("/key", p.message, p.code) for p in err.problems])
        return {}
    verb = "entered" if is_entering else "exited"
    name = f"Audience {verb} ({EventType(given['type']).label})"
    return {"name": name, "event": _pretty(event)}


def _save(form: EventForm, store: Callable[..., TestEvent]) -> bool:
    """Whether the event that was given is stored; what is wrong with it is said beside its box."""
    event = _read_event(form)
    if event is None:
        return False
    try:
        store(name=form.cleaned_data["name"], event=event)
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return False
    return True


def _read_event(form: EventForm) -> dict[str, Any] | None:
    """The event that was given; None once what is wrong with it is said beside its box."""
    try:
        return check_event_text(text=form.event_text())
    except ServiceError as err:
        form.offers_first_item = any(problem.code == "event_is_list" for problem in err.problems)
        if form.offers_first_item and form.data.get("use") == "first":
            return dict(parse_json(form.event_text())[0])
        form.keep_upload()
        form.show_problems([Problem("/event", p.message, p.code) for p in err.problems])
        return None


def _saved(request: PageRequest, source: Source, form: EventForm) -> HttpResponse:
    messages.success(request, f"{form.cleaned_data['name']} was saved.")
    return redirect("source", source.id)


def _pretty(event: Any) -> str:
    return json.dumps(event, indent=2, ensure_ascii=False)
