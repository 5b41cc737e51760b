"""A connection: what a destination is told of an audience's members, and whether it is."""

import json
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.engine.audiences import ConnectionSetup, read_setup
from mappings.engine.errors import SetupError
from mappings.models import Connection, Destination, Role, Trait
from mappings.services.audience_coverage import add_missing_mapping
from mappings.services.audience_json import connections_of
from mappings.services.connected_events import connected_sample, identifier_types
from mappings.services.connection_estimates import estimate_setup
from mappings.services.connections import (
    connect_audience,
    disconnect_audience,
    update_connection,
)
from mappings.services.errors import ServiceError, StaleConnection
from mappings.web.access import PageRequest, found, page
from mappings.web.audiences import find_audience
from mappings.web.connection_form import SetupForm
from mappings.web.dialogs import Question, confirm
from mappings.web.forms import PageForm

MAX_OFFERED = 500


class ConnectForm(PageForm):
    """Which destination is to be told."""

    destination = forms.ModelChoiceField(
        label="Destination",
        queryset=Destination.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Choose a destination.",
            "invalid_choice": "Choose a destination.",
        },
    )


@page("GET", "POST", reads=Role.EDITOR)
def connect(request: PageRequest, audience_id: UUID) -> HttpResponse:
    audience = find_audience(request, audience_id)
    form = ConnectForm(request.POST or None)
    destinations = Destination.objects.for_workspace(request.workspace)
    free = destinations.exclude(connections__audience=audience).order_by("name")
    field: Any = form.fields["destination"]
    field.queryset = free
    if request.method == "POST" and form.is_valid():
        try:
            row = connect_audience(
                audience=audience, destination=form.cleaned_data["destination"], changes={}
            )
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
        else:
            messages.success(
                request, f"{row.destination.name} is told of who enters and leaves from now on."
            )
            return redirect("connection", row.id)
    context = {"audience": audience, "form": form, "has_any": free.exists()}
    return render(
        request, "mappings/connect_audience.html", context, status=400 if form.errors else 200
    )


@page("GET", "POST")
def connection_page(request: PageRequest, connection_id: UUID) -> HttpResponse:
    row = find_connection(request, connection_id)
    if not request.member.can_edit:
        return render(request, "mappings/connection.html", _looks(row))
    form = SetupForm(row, request.POST or None)
    if request.method == "POST" and form.is_edited:
        return _form_page(request, row, form)
    if request.method == "POST" and form.is_valid() and _save(request, row, form):
        return redirect("connection", row.id)
    return _form_page(request, row, form, status=400 if form.errors else 200)


@page("POST")
def connection_preview(request: PageRequest, connection_id: UUID) -> HttpResponse:
    """What the setup that is being typed would send, for the page that asks while it is typed."""
    row = find_connection(request, connection_id)
    context = _preview(row, SetupForm(row, request.POST))
    return render(request, "mappings/_connection_preview.html", context)


@page("POST")
def connection_enabled(request: PageRequest, connection_id: UUID) -> HttpResponse:
    row = find_connection(request, connection_id)
    wanted = request.POST.get("enabled")
    if wanted not in ("true", "false"):
        raise BadRequest("enabled is true or false.")
    try:
        update_connection(row=row, changes={"is_enabled": wanted == "true"})
    except ServiceError as err:
        messages.error(request, err.message)
    return redirect("audience", row.audience_id)


@page("GET", "POST", reads=Role.EDITOR)
def disconnect(request: PageRequest, connection_id: UUID) -> HttpResponse:
    row = find_connection(request, connection_id)
    name = row.destination.name
    question = Question(
        title=f"Disconnect {name}?",
        consequences=[
            f"{name} is told nothing more of {row.audience.name}. What it knows stays there.",
            "Its mappings stay; other events may still run through them.",
        ],
        button="Disconnect",
        done=f"{name} was disconnected.",
        back=reverse("connection", args=[row.id]),
    )
    act = partial(disconnect_audience, row=row)
    return confirm(request, question, act, next_address=reverse("audience", args=[row.audience_id]))


@page("POST")
def missing_mapping(request: PageRequest, connection_id: UUID) -> HttpResponse:
    row = find_connection(request, connection_id)
    direction = request.POST.get("direction")
    if direction not in ("entering", "leaving"):
        raise BadRequest("direction is entering or leaving.")
    try:
        mapping = add_missing_mapping(
            connection=row, is_entering=direction == "entering", user=request.user
        )
    except ServiceError as err:
        messages.error(request, err.message)
        return redirect("audience", row.audience_id)
    messages.success(request, f"{mapping.name} was added. Look it over, then switch it on.")
    return redirect("mapping", mapping.id)


def find_connection(request: PageRequest, connection_id: UUID) -> Connection:
    return found(connections_of(request.workspace).filter(pk=connection_id).first())


def _save(request: PageRequest, row: Connection, form: SetupForm) -> bool:
    try:
        update_connection(
            row=row, changes=form.changes(), expected_version=form.cleaned_data["version"]
        )
    except StaleConnection as err:
        form.show_conflict(err.current)
        return False
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return False
    messages.success(
        request,
        "Saved. It holds for who enters or leaves from now on; members who are in already keep "
        "what was sent, unless you run a resync.",
    )
    return True


def _form_page(
    request: PageRequest, row: Connection, form: SetupForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "connection": row,
        "audience": row.audience,
        "form": form,
        "traits": Trait.objects.for_workspace(request.workspace).order_by("name")[:MAX_OFFERED],
        "identifier_types": identifier_types(request.workspace)[:MAX_OFFERED],
        **_preview(row, form),
    }
    template = "mappings/_connection_form.html" if request.htmx else "mappings/connection.html"
    # A form that htmx asked for comes back to be seen, whatever is wrong with it.
    return render(request, template, context, status=200 if request.htmx else status)


def _looks(row: Connection) -> dict[str, Any]:
    return {"connection": row, "audience": row.audience, **_preview(row, SetupForm(row))}


def _preview(row: Connection, form: SetupForm) -> dict[str, Any]:
    """The sample events and the counts of a setup, or that it cannot be saved like this."""
    setup: ConnectionSetup
    try:
        setup = read_setup(form.setup_json(), audience_key=row.audience.key)
    except SetupError:
        return {"connection": row, "estimate": None}
    seen = form.preview_of(row)
    events = [
        (kind, is_entering, pretty(_sample(seen, kind, is_entering=is_entering)))
        for is_entering in (True, False)
        for kind in setup.event_types
    ]
    return {
        "connection": row,
        "estimate": estimate_setup(row.audience, setup),
        "samples": events,
    }


def _sample(row: Connection, kind: str, *, is_entering: bool) -> Any:
    event = connected_sample(row, event_type=kind, is_entering=is_entering)
    event["context"] = {
        name: value for name, value in event["context"].items() if name != "personas"
    }
    return event if event["context"] else {k: v for k, v in event.items() if k != "context"}


def pretty(value: Any) -> str:
    """JSON to look at; "" for nothing."""
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
