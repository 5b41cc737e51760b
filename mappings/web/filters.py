"""The Filters tab of a destination: its list, one filter, and what switches and menus do."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mappings.engine.errors import TriggerError
from mappings.engine.filters import CONTAINERS
from mappings.engine.fql import describe_trigger, read_trigger
from mappings.engine.limits import MAX_FILTERS
from mappings.models import Destination, DestinationFilter, FilterAction, Role
from mappings.services.destination_filters import (
    FilterChanges,
    create_filter,
    delete_filter,
    move_filter,
    update_filter,
)
from mappings.services.errors import ServiceError
from mappings.services.triggers import trigger_texts
from mappings.web.access import PageRequest, found, page
from mappings.web.destinations import find_destination
from mappings.web.dialogs import Question, confirm
from mappings.web.forms import PageForm

_KEYS = {"rows": 4, "class": "textarea--code", "spellcheck": "false"}


class FilterForm(PageForm):
    """A filter; of its parts only those count that its action has."""

    unmarked = frozenset({"condition", "percent", "path", *CONTAINERS})
    pointers = {"/fields": "properties"} | {f"/fields/{name}": name for name in CONTAINERS}

    title = forms.CharField(
        label="Title",
        error_messages={"required": "Enter a title."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "No test users"}),
    )
    condition = forms.CharField(
        label="Events for which",
        required=False,
        help_text="In the language of triggers. Empty: every event.",
        widget=forms.TextInput(
            attrs={
                "class": "input--mono",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": 'contains(traits.email, "@example.com")',
            }
        ),
    )
    action = forms.ChoiceField(label="It does this", choices=FilterAction.choices)
    percent = forms.CharField(
        label="Percent that go on",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    path = forms.CharField(
        label="Decided by the value at",
        required=False,
        help_text="Events with the same value share their fate: userId keeps or drops all events "
        "of a user. Empty: each event for itself.",
        widget=forms.TextInput(
            attrs={"class": "input--mono", "autocomplete": "off", "placeholder": "userId"}
        ),
    )
    properties = forms.CharField(
        label="Keys of properties", required=False, widget=forms.Textarea(attrs=_KEYS)
    )
    traits = forms.CharField(
        label="Keys of traits", required=False, widget=forms.Textarea(attrs=_KEYS)
    )
    context = forms.CharField(
        label="Keys of context",
        required=False,
        help_text="One on each line; a dot goes into an object: address.street",
        widget=forms.Textarea(attrs=_KEYS),
    )
    is_enabled = forms.BooleanField(label="On", required=False, initial=True)

    def changes(self) -> FilterChanges:
        given = self.cleaned_data
        changes: FilterChanges = {
            "title": given["title"],
            "condition": given["condition"],
            "action": given["action"],
            "is_enabled": given["is_enabled"],
        }
        if given["action"] == FilterAction.SAMPLE:
            changes |= {"percent": _number(given["percent"]), "path": given["path"].strip()}
        elif given["action"] != FilterAction.DROP:
            keys = {name: _lines(given[name]) for name in CONTAINERS}
            changes["fields"] = {name: found for name, found in keys.items() if found}
        return changes


@dataclass(frozen=True, slots=True)
class FilterRow:
    """A filter as a line: for which events, and what it does, in words."""

    row: DestinationFilter
    condition_text: str
    action_text: str
    is_first: bool
    is_last: bool


@page("GET")
def filter_list(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    rows = list(DestinationFilter.objects.for_destination(destination).in_order())
    context = {
        "destination": destination,
        "tab": "filters",
        "rows": [_line(row, at, len(rows)) for at, row in enumerate(rows)],
        "is_full": len(rows) >= MAX_FILTERS,
        "max_filters": MAX_FILTERS,
    }
    return render(request, "mappings/destination_filters.html", context)


@page("GET", "POST", reads=Role.EDITOR)
def new_filter(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    form = FilterForm(request.POST or None, initial={"percent": "10", "path": "userId"})
    create = partial(create_filter, destination=destination)
    return _form_page(request, destination, form, create, title="New filter")


@page("GET", "POST", reads=Role.EDITOR)
def change_filter(request: PageRequest, filter_id: UUID) -> HttpResponse:
    row = find_filter(request, filter_id)
    initial = {
        "title": row.title,
        "condition": trigger_texts(row.condition).fql if row.condition else "",
        "action": row.action,
        "percent": "" if row.percent is None else f"{row.percent:g}",
        "path": row.path,
        "is_enabled": row.is_enabled,
        **{name: "\n".join(row.fields.get(name, [])) for name in CONTAINERS},
    }
    form = FilterForm(request.POST or None, initial=initial)
    change = partial(update_filter, row=row)
    return _form_page(request, row.destination, form, change, title=row.title)


@page("POST")
def switch_filter(request: PageRequest, filter_id: UUID) -> HttpResponse:
    row = find_filter(request, filter_id)
    wanted = request.POST.get("enabled")
    if wanted not in {"true", "false"}:
        raise BadRequest("enabled: expected true or false")
    done = f"{row.title} is {'on' if wanted == 'true' else 'off'}."
    change = partial(update_filter, row=row, changes={"is_enabled": wanted == "true"})
    return _acted(request, row, change, done)


@page("POST")
def shift_filter(request: PageRequest, filter_id: UUID) -> HttpResponse:
    row = find_filter(request, filter_id)
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise BadRequest("direction: expected up or down")
    move = partial(move_filter, row=row, is_up=direction == "up")
    return _acted(request, row, move, f"{row.title} moved {direction}.")


@page("GET", "POST", reads=Role.EDITOR)
def remove_filter(request: PageRequest, filter_id: UUID) -> HttpResponse:
    row = find_filter(request, filter_id)
    question = Question(
        title=f"Delete “{row.title}”?",
        consequences=[f"{row.destination.name} gets its next events without it."],
        button="Delete filter",
        done=f"{row.title} was deleted.",
        back=reverse("filters", args=[row.destination_id]),
    )
    return confirm(request, question, partial(delete_filter, row=row))


def find_filter(request: PageRequest, filter_id: UUID) -> DestinationFilter:
    rows = DestinationFilter.objects.for_workspace(request.workspace)
    rows = rows.select_related("destination", "destination__source")
    return found(rows.filter(pk=filter_id).first())


def _form_page(
    request: PageRequest, destination: Destination, form: FilterForm, store: Any, *, title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            stored = store(changes=form.changes())
        except ServiceError as err:
            form.show_problems(err.problems, message=err.message)
        else:
            messages.success(request, f"{stored.title} was saved. It holds for the next event.")
            return redirect("filters", destination.pk)
    context = {"destination": destination, "form": form, "title": title}
    return render(request, "mappings/filter.html", context, status=400 if form.errors else 200)


def _acted(request: PageRequest, row: DestinationFilter, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except ServiceError as err:
        messages.error(request, err.message)
    else:
        messages.success(request, done)
    return redirect("filters", row.destination_id)


def _line(row: DestinationFilter, at: int, count: int) -> FilterRow:
    return FilterRow(
        row=row,
        condition_text=_condition_text(row.condition),
        action_text=_action_text(row),
        is_first=at == 0,
        is_last=at == count - 1,
    )


def _condition_text(tree: Any) -> str:
    if tree is None:
        return "every event"
    try:
        return describe_trigger(read_trigger(tree))
    except TriggerError:
        return "cannot be read any more"


def _action_text(row: DestinationFilter) -> str:
    if row.action == FilterAction.DROP:
        return "Dropped"
    if row.action == FilterAction.SAMPLE:
        return f"{row.percent:g} % go on, by {row.path or 'messageId'}"
    keys = [f"{name}.{key}" for name, names in row.fields.items() for key in names]
    shown = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
    verb = "Without" if row.action == FilterAction.DROP_PROPERTIES else "With only"
    return f"{verb} {shown}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> Any:
    """The number, or the text, which the service refuses."""
    try:
        return float(text.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return text
