"""Values from the wrong part of the payload: told in amber, mended by one click in one step."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.test_guide_tables import trigger

FLAG = "browse_abandoners"


def path(text: str) -> dict[str, str]:
    return {"@path": f"$.{text}"}


def lower(value: Any) -> dict[str, Any]:
    return {"@case": {"operator": "lower", "value": value}}


# Event type, field, its value, what is said, the button, and the value after it.
FIXES = [
    (
        "track",
        "email_address",
        path("properties.email"),
        "On Track, e-mail is at context.traits.email.",
        "Use context.traits.email",
        path("context.traits.email"),
    ),
    (
        "track",
        "first_name",
        lower(path("traits.first_name")),
        "Track events have no traits at the top. Traits are in context.traits, audience data in "
        "properties.",
        "Use properties.first_name",
        lower(path("properties.first_name")),
    ),
    (
        "identify",
        "last_name",
        path("properties.last_name"),
        "Identify events keep this in traits.",
        "Use traits.last_name",
        path("traits.last_name"),
    ),
    (
        "identify",
        "audience_status",
        path(f"properties.{FLAG}"),
        f"The audience flag is at traits.{FLAG} on Identify events.",
        f"Use traits.{FLAG}",
        path(f"traits.{FLAG}"),
    ),
    (
        "track",
        "last_name",
        path("last_name"),
        "Found last_name at properties.last_name.",
        "Use properties.last_name",
        path("properties.last_name"),
    ),
    (
        "track",
        "first_name",
        path("properties.frist_name"),
        "Did you mean properties.first_name?",
        "Use properties.first_name",
        path("properties.first_name"),
    ),
    (
        "track",
        "audience_status",
        "true",
        "Audience flags are true/false.",
        "Convert to true/false",
        True,
    ),
    (
        "track",
        "audience_status",
        False,
        "This mapping runs when the person enters, but Audience status is always false.",
        f"Use properties.{FLAG}",
        path(f"properties.{FLAG}"),
    ),
]
LABELS = {
    "email_address": "Email address",
    "audience_status": "Audience status",
    "first_name": "First name",
    "last_name": "Last name",
}


@pytest.mark.parametrize(("event_type", "key", "value", "text", "button", "fixed"), FIXES)
def test_one_click_mends_it_and_one_undo_takes_it_back(
    editor: EditorPage,
    crm: Destination,
    token: str,
    *,
    event_type: str,
    key: str,
    value: Any,
    text: str,
    button: str,
    fixed: Any,
) -> None:
    mapping = factories.make_mapping(crm, trigger=trigger(event_type), config={key: value})
    editor.open(mapping)
    row = editor.row(LABELS[key])
    line = row.locator(".row__line--amber", has_text=text)
    expect(line).to_be_visible()
    line.get_by_role("button", name=button).click()
    expect(line).to_have_count(0)
    editor.save()
    assert editor.stored(mapping, token)["config"] == {key: fixed}
    editor.button("Undo").first.click()
    expect(line).to_be_visible()
    editor.save()
    assert editor.stored(mapping, token)["config"] == {key: value}


def test_an_event_name_on_identify_has_no_right_place(editor: EditorPage, crm: Destination) -> None:
    config = {"last_name": path("event")}
    editor.open(factories.make_mapping(crm, trigger=trigger("identify"), config=config))
    line = editor.row("Last name").locator(".row__line", has_text="no event name")
    expect(line).to_have_text("Identify events have no event name.")
    expect(line.get_by_role("button")).to_have_count(0)


def test_the_fixed_value_reaches_the_payload(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={"email_address": path("properties.email")}))
    editor.button("Use context.traits.email").focus()
    editor.page.keyboard.press("Enter")
    editor.expect_payload({"email_address": "user@example.com"})


def test_the_focus_stays_in_the_row_that_was_mended(editor: EditorPage, crm: Destination) -> None:
    config = {"email_address": path("properties.email")}
    editor.open(factories.make_mapping(crm, trigger=trigger("track"), config=config))
    editor.row("Email address").get_by_role("button", name="Use context.traits.email").press(
        "Enter"
    )
    expect(editor.button("Build a value for Email address")).to_be_focused()
    expect(editor.chip("Email address")).to_have_text("context.traits.email")
