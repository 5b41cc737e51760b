"""Destinations: the list, adding one, and the settings of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings import conf
from mappings.catalog.schema import DestinationDefinition, Setting
from mappings.delivery.options import OPTION_TEXTS
from mappings.models import Destination, Role, Source
from mappings.services.credential_tests import is_testable
from mappings.services.definitions import find_kind
from mappings.services.destinations import (
    SecretState,
    create_destination,
    delete_destination,
    listed_destinations,
    secret_states,
    update_destination,
)
from mappings.services.errors import ServiceError
from mappings.web.access import PageRequest, found, page
from mappings.web.destination_form import DestinationForm, delivery_texts, secret_text
from mappings.web.dialogs import Question, confirm


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@page("GET")
def destination_list(request: PageRequest) -> HttpResponse:
    """The list; a fragment of it while the reader types in the search box."""
    query = request.GET.get("q", "").strip()[: conf.MAX_SEARCH_CHARS]
    everything = list(listed_destinations(request.workspace))
    context = {
        "destinations": [row for row in everything if query.casefold() in _searched_text(row)],
        "has_any": bool(everything),
        "query": query,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
    }
    template = "_destination_table.html" if request.htmx else "destinations.html"
    return render(request, f"mappings/{template}", context)


@page("GET", "POST", reads=Role.EDITOR)
def add_destination(request: PageRequest, slug: str) -> HttpResponse:
    kind = find_kind(request.workspace, slug)
    if kind is None:
        raise Http404
    definition = kind.definition
    form = DestinationForm(request.POST or None, definition=definition, workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        destination = _create(request, form)
        if destination:
            messages.success(request, f"{destination.name} is connected. Now say what it gets.")
            return redirect("destination", destination.id)
    has_source = Source.objects.for_workspace(request.workspace).exists()
    context = {"definition": definition, "form": form, "has_source": has_source}
    return render(
        request, "mappings/add_destination.html", context, status=400 if form.errors else 200
    )


@page("GET", "POST")
def destination_settings(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    definition = destination.definition
    if definition is None or not request.member.can_edit:
        facts = _facts(destination, definition) if definition else []
        return _settings_page(request, destination, facts=facts)
    form = DestinationForm(
        request.POST or None,
        definition=definition,
        workspace=request.workspace,
        destination=destination,
    )
    if request.method == "POST" and form.is_valid() and _update(destination, form):
        messages.success(request, "Settings saved.")
        return redirect("destination_settings", destination.id)
    return _settings_page(request, destination, form=form)


@page("GET", "POST", reads=Role.EDITOR)
def remove_destination(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    count = destination.mappings.count()
    enabled = destination.mappings.enabled().count()
    question = Question(
        title=f"Delete {destination.name}?",
        consequences=_what_deleting_takes(count, enabled),
        button="Delete destination",
        done=f"{destination.name} was deleted.",
        back=reverse("destination_settings", args=[destination.id]),
    )
    return confirm(
        request,
        question,
        partial(delete_destination, destination=destination),
        next_address=reverse("destinations"),
    )


def find_destination(request: PageRequest, destination_id: UUID) -> Destination:
    rows = Destination.objects.for_workspace(request.workspace).with_source()
    return found(rows.filter(pk=destination_id).first())


def _settings_page(
    request: PageRequest,
    destination: Destination,
    *,
    form: DestinationForm | None = None,
    facts: Sequence[Fact] = (),
) -> HttpResponse:
    definition = destination.definition
    context = {
        "destination": destination,
        "tab": "settings",
        "form": form,
        "facts": facts,
        "is_testable": definition is not None and is_testable(definition),
    }
    status = 400 if form and form.errors else 200
    return render(request, "mappings/destination_settings.html", context, status=status)


def _searched_text(destination: Destination) -> str:
    definition = destination.definition
    kind = definition.name if definition else destination.definition_slug
    return f"{destination.name}\n{kind}\n{destination.source.name}".casefold()


def _create(request: PageRequest, form: DestinationForm) -> Destination | None:
    try:
        return create_destination(
            workspace=request.workspace,
            source=form.cleaned_data["source"],
            definition_slug=form.definition.slug,
            name=form.cleaned_data["name"],
            settings=form.settings(),
            secrets=form.secrets(),
        )
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return None


def _update(destination: Destination, form: DestinationForm) -> bool:
    try:
        update_destination(
            destination=destination,
            changes={
                "name": form.cleaned_data["name"],
                "source": form.cleaned_data["source"],
                "is_enabled": form.cleaned_data["is_enabled"],
                "settings": form.settings(),
                "secrets": form.secrets(),
                "delivery_options": form.delivery_options(),
            },
        )
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return False
    return True


def _facts(destination: Destination, definition: DestinationDefinition) -> list[Fact]:
    """The settings for people who may look but not change; of a secret only whether it is set."""
    secrets = secret_states(destination)
    return [
        Fact("Source", destination.source.name),
        *(
            Fact(setting.label, _shown(setting, destination, secrets))
            for setting in definition.settings
        ),
        *(Fact(OPTION_TEXTS[key].label, text) for key, text in delivery_texts(destination).items()),
    ]


def _shown(setting: Setting, destination: Destination, secrets: dict[str, SecretState]) -> str:
    if setting.is_secret:
        state = secrets[setting.key]
        if not state.is_readable:
            return "Set, but it cannot be read with the encryption keys of this installation"
        return secret_text(state) if state.is_set else "Not set"
    value = destination.settings.get(setting.key, setting.default)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "Not set" if value is None else str(value)


def _what_deleting_takes(count: int, enabled: int) -> list[str]:
    if not count:
        return ["It has no mappings. This cannot be undone."]
    noun = "mapping" if count == 1 else "mappings"
    stopping = f", {enabled} of them on and stopping at once" if enabled else ", none of them on"
    return [f"It goes with its {count} {noun}{stopping}.", "This cannot be undone."]
