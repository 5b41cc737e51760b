"""New mapping: Identify or Track, the audience, entering or leaving, a name; then the editor."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mappings.catalog.schema import ActionDefinition
from mappings.engine.paths import format_path
from mappings.models import Destination, EventType, Mapping, Role
from mappings.services.errors import ServiceError
from mappings.services.mapping_names import SUGGESTED_NAME_CHARS, suggest_name
from mappings.services.mappings import create_mapping_from_trait
from mappings.services.triggers import audience_key_problem
from mappings.web.access import PageRequest, page
from mappings.web.audience_keys import audience_keys
from mappings.web.destinations import find_destination
from mappings.web.event_types import EVENT_TYPE_CARDS, FLAG_CONTAINERS
from mappings.web.forms import PageForm


class NewMappingForm(PageForm):
    pointers = {"/action": "action_slug", "/trigger": "audience_key"}

    event_type = forms.ChoiceField(
        label="Event type",
        choices=EventType.choices,
        error_messages={
            "required": "Choose Identify or Track.",
            "invalid_choice": "Choose Identify or Track.",
        },
    )
    action_slug = forms.ChoiceField(
        label="Action",
        error_messages={
            "required": "Choose what the destination should do.",
            "invalid_choice": "This destination cannot do that. Choose one of the list.",
        },
    )
    audience_key = forms.CharField(
        label="Audience key",
        error_messages={"required": "Enter the audience key."},
        help_text="The name of its true/false flag, for example browse_abandoners.",
        widget=forms.TextInput(
            attrs={
                "class": "input--mono",
                "list": "audience-keys",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    is_entering = forms.ChoiceField(
        label="When",
        choices=[("true", "they enter (is true)"), ("false", "they leave (is false)")],
        error_messages={
            "required": "Choose whether they enter or leave.",
            "invalid_choice": "Choose whether they enter or leave.",
        },
    )
    has_defaults = forms.BooleanField(
        label="Fill in the usual fields",
        required=False,
        help_text="Start from the destination's preset for this event; else all fields are empty.",
    )
    name = forms.CharField(
        label="Name",
        required=False,
        help_text="Leave empty to name it after the audience.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, actions: Collection[ActionDefinition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(action.slug, action.name) for action in actions]
        action_slug = self.fields["action_slug"]
        assert isinstance(action_slug, forms.ChoiceField)  # noqa: S101  (declared above)
        action_slug.choices = choices

    def clean_audience_key(self) -> str:
        key: str = self.cleaned_data["audience_key"]
        if problem := audience_key_problem(key):
            raise forms.ValidationError(problem.message)
        return key


@page("GET", "POST", reads=Role.EDITOR)
def new_mapping(request: PageRequest, destination_id: UUID) -> HttpResponse:
    destination = find_destination(request, destination_id)
    definition = destination.definition
    if definition is None:
        messages.error(request, "This kind of destination has left the catalog.")
        return redirect("destination", destination.id)
    keys, actions = audience_keys(destination.source), definition.actions
    taken = set(Mapping.objects.for_destination(destination).values_list("name", flat=True))
    form = NewMappingForm(request.POST or None, actions=actions, initial=_initial(actions, keys))
    if request.method == "POST" and form.is_valid():
        mapping = _create(request, destination, form, taken)
        if mapping:
            return redirect("mapping", mapping.id)
    context = {"destination": destination, "actions": actions, "audience_keys": keys}
    context |= _shown_choice(form)
    context |= {"taken_names": json.dumps(sorted(taken)), "name_chars": SUGGESTED_NAME_CHARS}
    return render(request, "mappings/new_mapping.html", context, status=400 if form.errors else 200)


def _initial(actions: Collection[ActionDefinition], keys: list[str]) -> dict[str, str]:
    """What can be chosen for the reader: the only action, the only audience, entering."""
    first_action = next(iter(actions))
    return {
        "event_type": EventType.IDENTIFY.value,
        "action_slug": first_action.slug,
        "audience_key": keys[0] if len(keys) == 1 else "",
        "is_entering": "true",
    }


def _create(
    request: PageRequest, destination: Destination, form: NewMappingForm, taken: set[str]
) -> Mapping | None:
    given = dict(form.cleaned_data)
    given["is_entering"] = given["is_entering"] == "true"
    name = given.pop("name") or suggest_name(
        event_type=given["event_type"],
        audience_key=given["audience_key"],
        is_entering=given["is_entering"],
        taken=taken,
    )
    try:
        return create_mapping_from_trait(
            destination=destination, name=name, user=request.user, **given
        )
    except ServiceError as err:
        form.show_problems(err.problems, message=err.message)
        return None


def _shown_choice(form: NewMappingForm) -> dict[str, Any]:
    """The form, the two cards, and the trigger that is chosen so far.

    A script keeps the trigger's place and condition up to date while the reader types.
    """
    container = FLAG_CONTAINERS.get(form["event_type"].value() or "", "traits")
    key = (form["audience_key"].value() or "").strip()
    return {
        "form": form,
        "event_cards": EVENT_TYPE_CARDS,
        "location": format_path([container, key]) if key else f"{container}.<audience key>",
        "condition": "is false" if form["is_entering"].value() == "false" else "is true",
    }
