"""Definitions of the workspace's own: the form, their pages, and what a change leaves to do."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.catalog.drafting.one_action import Endpoint, draft_by_hand
from mappings.engine.errors import Problem
from mappings.models import OwnDefinition, Role
from mappings.services.definition_reviews import mark_reviewed, reviews_of_definition
from mappings.services.definition_versions import list_versions
from mappings.services.definitions import create_definition, delete_definition, update_definition
from mappings.services.errors import InvalidInput, ServiceError
from mappings.web.access import PageRequest, found, page
from mappings.web.definition_form import (
    Sent,
    in_words,
    pretty,
    read_form,
    show_form,
    show_json,
)
from mappings.web.dialogs import Question, confirm, go
from mappings.web.mapping_list import find_mapping


@page("GET", "POST", reads=Role.EDITOR)
def new_definition(request: PageRequest) -> HttpResponse:
    """The form of a new definition: empty, or with what was drafted and typed."""
    if request.method != "POST":
        return show_form(request, draft_by_hand(Endpoint("")).document)
    return _answer(request, None)


@page("GET", "POST", reads=Role.EDITOR)
def edit_definition(request: PageRequest, definition_id: UUID) -> HttpResponse:
    definition = find_definition(request, definition_id)
    if request.method != "POST":
        return show_form(request, definition.document, definition=definition)
    return _answer(request, definition)


@page("GET")
def definition_page(request: PageRequest, definition_id: UUID) -> HttpResponse:
    definition = find_definition(request, definition_id)
    context = {
        "row": definition,
        "definition": definition.definition,
        "destinations": definition.destinations.by_name().with_source().with_counts(),
        "reviews": reviews_of_definition(definition),
        "versions": list_versions(definition),
    }
    return render(request, "mappings/definition.html", context)


@page("GET", "POST", reads=Role.EDITOR)
def remove_definition(request: PageRequest, definition_id: UUID) -> HttpResponse:
    definition = find_definition(request, definition_id)
    question = Question(
        title=f"Delete {definition.name}?",
        consequences=["All its versions go with it. This cannot be undone."],
        button="Delete definition",
        done=f"{definition.name} was deleted.",
        back=reverse("definition", args=[definition.id]),
    )
    act = partial(delete_definition, definition=definition)
    return confirm(request, question, act, next_address=reverse("catalog"))


@page("POST")
def review_mapping_done(request: PageRequest, mapping_id: UUID) -> HttpResponse:
    """The mapping was looked at: what its definition changed is no longer listed for it."""
    mapping = find_mapping(request, mapping_id)
    mark_reviewed(mapping=mapping)
    messages.success(request, f"{mapping.name} counts as looked at.")
    return go(request, reverse("destination", args=[mapping.destination_id]))


def find_definition(request: PageRequest, definition_id: UUID) -> OwnDefinition:
    rows = OwnDefinition.objects.for_workspace(request.workspace)
    return found(rows.filter(pk=definition_id).first())


def _answer(request: PageRequest, definition: OwnDefinition | None) -> HttpResponse:
    """What the sent form asks for: to be saved, or to be shown with a row more, or as JSON."""
    try:
        sent = read_form(request)
    except InvalidInput as err:
        text = request.POST["json"]
        return show_json(request, text, problems=err.problems, definition=definition)
    if sent.wants == "form":
        return show_form(
            request, sent.document, problems=sent.problems, definition=definition, focus=sent.focus
        )
    if sent.wants == "json":
        return show_json(request, pretty(sent.document), definition=definition)
    return _save(request, sent, definition)


def _save(request: PageRequest, sent: Sent, definition: OwnDefinition | None) -> HttpResponse:
    problems: list[Problem] = list(sent.problems)
    if not problems:
        try:
            return _saved(request, sent, definition)
        except ServiceError as err:
            problems = in_words(err.problems, sent.document)
            problems = problems or [Problem("", err.message, err.code)]
    if sent.wants == "save_json":
        text = request.POST["json"]
        return show_json(request, text, problems=problems, definition=definition)
    return show_form(request, sent.document, problems=problems, definition=definition)


def _saved(request: PageRequest, sent: Sent, definition: OwnDefinition | None) -> HttpResponse:
    if definition is None:
        made = create_definition(
            workspace=request.workspace, document=sent.document, user=request.user
        )
        messages.success(request, f"{made.name} is in your catalog. Connect it now.")
        return redirect("add_destination", made.slug)
    version = request.POST.get("version", "")
    changed = update_definition(
        definition=definition,
        document=sent.document,
        user=request.user,
        expected_version=int(version) if version.isdecimal() and len(version) < 9 else None,
    )
    if changed.version == definition.version:
        messages.info(request, "Nothing was changed, so there is no new version.")
    else:
        messages.success(request, f"{changed.name} is at version {changed.version} now.")
    return redirect("definition", changed.id)
