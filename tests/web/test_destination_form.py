"""The form that a definition's settings become, for every kind of setting."""

from dataclasses import replace
from typing import Any

import pytest

from mappings.catalog.registry import get_definition
from mappings.catalog.schema import Choice, DestinationDefinition, Setting
from mappings.models import Source
from mappings.web.destination_form import DestinationForm
from tests import factories

pytestmark = pytest.mark.django_db


def make_form(source: Source, *settings: Setting, **data: Any) -> DestinationForm:
    crm = get_definition("crm")
    assert crm
    definition: DestinationDefinition = replace(crm, settings=settings)
    given = {"name": "CRM", "source": str(source.pk)} | data
    return DestinationForm(given, definition=definition, workspace=source.workspace)


def make_setting(kind: Any, **facts: Any) -> Setting:
    return Setting(key="x", label="Limit", type=kind, required=facts.pop("required", True), **facts)


@pytest.mark.parametrize(
    ("setting", "typed", "kept"),
    [
        (make_setting("string"), "a", "a"),
        (make_setting("url"), "https://example.com", "https://example.com"),
        (make_setting("number"), "5", 5),
        (make_setting("number"), "2.5", 2.5),
        (make_setting("boolean"), "on", True),
        (make_setting("choice", choices=(Choice("eu", "Europe"),)), "eu", "eu"),
    ],
)
def test_what_is_typed_is_kept_in_the_settings_type(
    source: Source, setting: Setting, typed: str, kept: Any
) -> None:
    form = make_form(source, setting, **{"settings.x": typed})
    assert form.is_valid(), form.errors
    assert form.settings() == {"x": kept}
    assert type(form.settings()["x"]) is type(kept)


def test_an_unticked_box_is_false_and_an_empty_one_is_left_out(source: Source) -> None:
    assert make_form(source, make_setting("boolean")).fields["settings.x"].required is False
    form = make_form(source, make_setting("boolean"))
    assert form.is_valid()
    assert form.settings() == {"x": False}
    form = make_form(source, make_setting("string", required=False), **{"settings.x": ""})
    assert form.is_valid()
    assert form.settings() == {}


@pytest.mark.parametrize(
    ("setting", "typed", "told"),
    [
        (make_setting("string"), "", "Limit is required."),
        (make_setting("number"), "many", "Limit expects a number."),
        (make_setting("choice", choices=(Choice("eu", "Europe"),)), "us", "choose one of the list"),
    ],
)
def test_what_will_not_do_is_told_with_its_label(
    source: Source, setting: Setting, typed: str, told: str
) -> None:
    form = make_form(source, setting, **{"settings.x": typed})
    assert told in form.errors["settings.x"][0]


def test_a_choice_that_need_not_be_made_can_be_left_open(source: Source) -> None:
    setting = make_setting("choice", required=False, choices=(Choice("eu", "Europe"),))
    assert '<option value="" selected>Not set</option>' in str(
        make_form(source, setting)["settings.x"]
    )


def test_a_placeholder_is_shown(source: Source) -> None:
    form = make_form(source, make_setting("string", placeholder="like this"))
    assert 'placeholder="like this"' in str(form["settings.x"])


def test_a_typed_secret_is_asked_for_again_when_something_else_is_wrong(source: Source) -> None:
    secret = make_setting("string", is_secret=True)
    form = make_form(source, secret, name="", **{"secrets.x": "hidden-value"})
    field = form.setting_fields[0]
    assert field.help_text == "Enter it again: what was typed is not sent back."
    assert "hidden-value" not in str(field)


def test_a_tool_that_is_connected_already_suggests_a_free_name(source: Source) -> None:
    factories.make_destination(source, name="CRM")
    crm = get_definition("crm")
    assert crm
    form = DestinationForm(None, definition=crm, workspace=source.workspace)
    assert form["name"].value() == "CRM 2"
