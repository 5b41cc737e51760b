"""The Mappings tab of a destination, and what its switches and menus do."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.models import Destination, Mapping, Role
from mappings.services.errors import ServiceError
from mappings.services.mappings import (
    delete_mapping,
    disable_mapping,
    duplicate_mapping,
    enable_mapping,
    move_mapping,
    update_mapping,
)
from mappings.web.access import PageRequest, found, page
from mappings.web.destinations import find_destination
from mappings.web.dialogs import Question, confirm, rename
from mappings.web.event_types import EVENT_TYPE_CARDS
from mappings.web.mapping_rows import mapping_table, trigger_in_words


@page("GET")
def destination_mappings(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    context = {
        "destination": destination,
        "tab": "mappings",
        "table": mapping_table(destination),
        "event_cards": EVENT_TYPE_CARDS,
    }
    return render(request, "mappings/destination.html", context)


@page("POST")
def switch_mapping(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    """On or off, as the form says: pressing twice by mistake does not switch back."""
    mapping = find_mapping(request, mapping_id)
    wanted = request.POST.get("enabled")
    if wanted not in {"true", "false"}:
        raise BadRequest("enabled: expected true or false")
    try:
        change = enable_mapping if wanted == "true" else disable_mapping
        change(mapping=mapping, user=request.user)
    except ServiceError as err:
        messages.error(request, f"{mapping.name}: {err.message}")
    else:
        messages.success(request, f"{mapping.name} is {'on' if wanted == 'true' else 'off'}.")
    return _updated_list(request, mapping.destination)


@page("POST")
def copy_mapping(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    mapping = find_mapping(request, mapping_id)
    try:
        copy = duplicate_mapping(mapping=mapping, user=request.user)
    except ServiceError as err:
        messages.error(request, err.message)
    else:
        messages.success(request, f"{copy.name} was added. It is off.")
    return _updated_list(request, mapping.destination)


@page("POST")
def shift_mapping(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    """One place up or down in the order that mappings are listed and run in."""
    mapping = find_mapping(request, mapping_id)
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise BadRequest("direction: expected up or down")
    try:
        move_mapping(mapping=mapping, is_up=direction == "up")
    except ServiceError as err:
        messages.error(request, err.message)
    else:
        messages.success(request, f"{mapping.name} moved {direction}.")
    return _updated_list(request, mapping.destination)


@page("GET", "POST", reads=Role.EDITOR)
def rename_mapping(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    mapping = find_mapping(request, mapping_id)

    def act(name: str) -> None:
        update_mapping(mapping=mapping, changes={"name": name}, user=request.user)

    return rename(
        request, title="Rename mapping", name=mapping.name, back=_list_address(mapping), act=act
    )


@page("GET", "POST", reads=Role.EDITOR)
def remove_mapping(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    mapping = find_mapping(request, mapping_id)
    question = Question(
        title=f"Delete “{mapping.name}”?",
        consequences=_what_stops(mapping),
        button="Delete mapping",
        done=f"{mapping.name} was deleted.",
        back=_list_address(mapping),
    )
    return confirm(request, question, partial(delete_mapping, mapping=mapping))


def find_mapping(request: PageRequest, mapping_id: UUID) -> Mapping:
    rows = Mapping.objects.for_workspace(request.workspace).with_destination()
    return found(rows.filter(pk=mapping_id).first())


def _list_address(mapping: Mapping) -> str:
    return reverse("destination", args=[mapping.destination_id])


def _updated_list(request: PageRequest, destination: Destination) -> HttpResponse:
    """The table as it is now, for a script; the whole page without one."""
    if not request.htmx:
        return redirect("destination", destination.id)
    context = {"destination": destination, "table": mapping_table(destination)}
    return render(request, "mappings/_mapping_table_update.html", context)


def _what_stops(mapping: Mapping) -> list[str]:
    if not mapping.is_enabled:
        return ["It is off, so nothing stops. This cannot be undone."]
    trigger = trigger_in_words(mapping.trigger, mapping.event_type)
    return [
        f"It is on: events for which {trigger} will no longer reach "
        f"{mapping.destination.name} through it.",
        "This cannot be undone.",
    ]
