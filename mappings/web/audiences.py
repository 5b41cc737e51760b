"""Audiences: the list, and one audience with its destinations and its settings."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings import conf
from mappings.models import Audience, ComputationClass, Role
from mappings.services.audience_coverage import audience_coverage
from mappings.services.audience_json import audiences_of
from mappings.services.audiences import (
    DEFAULT_EVENT_NAMES,
    AudienceChanges,
    create_audience,
    delete_audience,
    update_audience,
)
from mappings.services.errors import ServiceError
from mappings.web.access import PageRequest, found, page
from mappings.web.audience_keys import workspace_keys
from mappings.web.dialogs import Question, confirm
from mappings.web.forms import PageForm

_ENTERED, _EXITED = DEFAULT_EVENT_NAMES[ComputationClass.AUDIENCE]
_PLAIN = {"autocomplete": "off"}


class AudienceForm(PageForm):
    """What may be said of an audience at any time."""

    unmarked = frozenset({"follows_events"})

    name = forms.CharField(
        label="Name",
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(attrs={**_PLAIN, "placeholder": "Browse abandoners"}),
    )
    computation_class = forms.ChoiceField(
        label="What computes it",
        choices=ComputationClass.choices,
        help_text="Events tell it in context.personas, as Engage does.",
    )
    entered_event = forms.CharField(
        label="Name of the event when somebody enters",
        required=False,
        widget=forms.TextInput(attrs={**_PLAIN, "placeholder": _ENTERED}),
    )
    exited_event = forms.CharField(
        label="Name of the event when somebody leaves",
        required=False,
        help_text="Of Track events. Empty: the usual names.",
        widget=forms.TextInput(attrs={**_PLAIN, "placeholder": _EXITED}),
    )
    follows_events = forms.BooleanField(
        label="Follow the flag in events",
        required=False,
        initial=True,
        help_text="An event of any source whose flag is true lets its user enter; false, leave.",
    )

    def changes(self) -> AudienceChanges:
        given: Any = {name: self.cleaned_data[name] for name in AudienceForm.base_fields}
        changes: AudienceChanges = given
        return changes


class NewAudienceForm(AudienceForm):
    """The same, with the key that it will have for ever."""

    key = forms.CharField(
        label="Key",
        error_messages={"required": "Enter the audience key."},
        help_text="The name of its true/false flag in events. It never changes, and is never used "
        "again once the audience is deleted.",
        widget=forms.TextInput(
            attrs={
                **_PLAIN,
                "class": "input--mono",
                "placeholder": "browse_abandoners",
                "spellcheck": "false",
                "list": "audience-keys",
            }
        ),
    )
    field_order = ["name", "key"]


@page("GET")
def audience_list(request: PageRequest) -> HttpResponse:
    query = request.GET.get("q", "")[: conf.MAX_SEARCH_CHARS].strip()
    rows = list(audiences_of(request.workspace).by_name())
    wanted = query.casefold()
    shown = [row for row in rows if wanted in f"{row.name}\n{row.key}".casefold()]
    context = {
        "audiences": shown,
        "has_any": bool(rows),
        "query": query,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
    }
    template = "mappings/_audience_table.html" if request.htmx else "mappings/audiences.html"
    return render(request, template, context)


@page("GET", "POST", reads=Role.EDITOR)
def new_audience(request: PageRequest) -> HttpResponse:
    form = NewAudienceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = create_audience(
                workspace=request.workspace, key=form.cleaned_data["key"], changes=form.changes()
            )
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
        else:
            messages.success(request, f"{row.name} was added. Now connect a destination.")
            return redirect("audience", row.id)
    known = set(audiences_of(request.workspace).values_list("key", flat=True))
    keys = [key for key in workspace_keys(request.workspace) if key not in known]
    context = {"form": form, "audience_keys": keys}
    return render(
        request, "mappings/new_audience.html", context, status=400 if form.errors else 200
    )


@page("GET")
def audience_page(request: PageRequest, audience_id: UUID) -> HttpResponse:
    audience = find_audience(request, audience_id)
    context = {
        "audience": audience,
        "tab": "destinations",
        "coverage": audience_coverage(audience),
    }
    return render(request, "mappings/audience.html", context)


@page("GET", "POST")
def audience_settings(request: PageRequest, audience_id: UUID) -> HttpResponse:
    audience = find_audience(request, audience_id)
    if not request.member.can_edit:
        return render(
            request, "mappings/audience_settings.html", {"audience": audience, "tab": "settings"}
        )
    initial = {name: getattr(audience, name) for name in AudienceForm.base_fields}
    form = AudienceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_audience(audience=audience, changes=form.changes())
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
        else:
            messages.success(request, "Settings saved. They hold for who enters or leaves next.")
            return redirect("audience_settings", audience.id)
    context = {"audience": audience, "tab": "settings", "form": form}
    return render(
        request, "mappings/audience_settings.html", context, status=400 if form.errors else 200
    )


@page("GET", "POST", reads=Role.EDITOR)
def remove_audience(request: PageRequest, audience_id: UUID) -> HttpResponse:
    audience = find_audience(request, audience_id)
    question = Question(
        title=f"Delete {audience.name}?",
        consequences=_what_deleting_takes(audience),
        button="Delete audience",
        done=f"{audience.name} was deleted.",
        back=reverse("audience_settings", args=[audience.id]),
    )
    act = partial(delete_audience, audience=audience)
    return confirm(request, question, act, next_address=reverse("audiences"))


def find_audience(request: PageRequest, audience_id: UUID) -> Audience:
    rows = audiences_of(request.workspace).select_related("workspace")
    return found(rows.filter(pk=audience_id).first())


def _what_deleting_takes(audience: Any) -> list[str]:
    members, connected = audience.member_count, audience.connection_count
    told = "destination is" if connected == 1 else "destinations are"
    return [
        f"{members:,} {'membership goes' if members == 1 else 'memberships go'} with it, and "
        f"{connected} {told} told nothing more. Nobody is told that they left.",
        f"The key {audience.key} is never used again. This cannot be undone.",
    ]
