"""Suggested values: found by name, type and shape, reviewed in a list, set in one undo step."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage


def dialog(editor: EditorPage) -> Locator:
    return editor.page.get_by_role("dialog", name="Suggested values")


def open_suggestions(editor: EditorPage) -> None:
    editor.button("Suggest").click()
    expect(dialog(editor)).to_be_visible()


def test_the_guide_is_mapped_from_suggestions_in_one_undo_step(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    mapping = factories.make_mapping(crm, config={})
    editor.open(mapping)
    open_suggestions(editor)
    item = dialog(editor).get_by_role("listitem").filter(has_text="Email address")
    expect(item).to_contain_text("context.traits.email")
    expect(item).to_contain_text("looks like an e-mail address")
    dialog(editor).get_by_role("button", name="Use 5 values").click()
    expect(editor.chip("Audience status")).to_have_text("properties.browse_abandoners")
    expect(editor.chip("External ID")).to_have_text("userId")
    expect(editor.toast).to_contain_text("Set 5 values from suggestions.")
    editor.page.keyboard.press("Control+z")
    expect(editor.page.locator("#mapped-count")).to_have_text("0 of 5 mapped")
    editor.page.keyboard.press("Control+y")
    editor.save()
    assert editor.stored(mapping, token)["config"] == {
        **factories.TRACK_CONFIG,
        "external_id": {"@path": "$.userId"},
    }


def test_only_what_is_ticked_is_set_and_values_that_are_there_stay(
    editor: EditorPage, crm: Destination
) -> None:
    config = {"email_address": "user@example.com"}
    editor.open(factories.make_mapping(crm, config=config))
    open_suggestions(editor)
    expect(dialog(editor).get_by_role("checkbox", name="Email address")).to_have_count(0)
    for name in ("Last name", "External ID", "Audience status"):
        dialog(editor).get_by_role("checkbox", name=name).press("Space")
    dialog(editor).get_by_role("button", name="Use 1 value").press("Enter")
    expect(editor.chip("First name")).to_have_text("properties.first_name")
    expect(editor.chip("Email address")).to_have_text("“user@example.com”")
    expect(editor.page.locator("#mapped-count")).to_have_text("2 of 5 mapped")


def test_an_event_that_has_nothing_alike_says_so(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={}))
    editor.use_event({"type": "track", "properties": {"colour": "red"}})
    editor.button("Suggest").click()
    expect(editor.toast).to_contain_text(
        "Nothing in this test event looks like the 5 empty fields."
    )


def test_there_is_nothing_to_suggest_when_every_field_has_a_value(
    editor: EditorPage, crm: Destination
) -> None:
    config = {**factories.TRACK_CONFIG, "external_id": {"@path": "$.userId"}}
    editor.open(factories.make_mapping(crm, config=config))
    expect(editor.button("Suggest")).to_be_disabled()


def field(key: str, type_: str, **more: Any) -> dict[str, Any]:
    label = key.replace("_", " ").capitalize()
    return {"id": key, "key": key, "field": {"key": key, "label": label, "type": type_, **more}}


SUGGESTED = [
    # (what it shows, event, fields, {key: (path, sure)})
    (
        "same name, however it is written",
        {"traits": {"firstName": "Jane"}},
        [field("first_name", "string")],
        {"first_name": ("traits.firstName", True)},
    ),
    (
        "another name for the same",
        {"traits": {"surname": "Doe", "mobile": "+1 555 0100"}},
        [field("last_name", "string"), field("phone", "string")],
        {"last_name": ("traits.surname", True), "phone": ("traits.mobile", True)},
    ),
    (
        "shape alone is a guess that is not ticked",
        {"properties": {"contact": "user@example.com", "note": "hello"}},
        [field("recipient", "string", format="email")],
        {"recipient": ("properties.contact", False)},
    ),
    (
        "a text is no number",
        {"properties": {"quantity": "two"}},
        [field("quantity", "number")],
        {},
    ),
    (
        "a list is offered for a list only",
        {"properties": {"items": [1], "item": "a"}},
        [field("items", "object", multiple=True), field("item", "string")],
        {"items": ("properties.items", True), "item": ("properties.item", True)},
    ),
    (
        "the flag of the trigger goes to the true/false field",
        {"properties": {"vip": True, "browse_abandoners": True}},
        [field("status", "boolean")],
        {"status": ("properties.browse_abandoners", True)},
    ),
    (
        "a weak guess is used once",
        {"properties": {"name": "Jane Doe"}},
        [field("first_name", "string"), field("last_name", "string")],
        {"first_name": ("properties.name", False)},
    ),
    (
        "nothing is suggested for a null or a locked field",
        {"traits": {"email": None, "plan": "pro"}},
        [field("email", "string"), field("plan", "string", read_only=True)],
        {},
    ),
]


@pytest.mark.parametrize(("event", "rows", "expected"), [case[1:] for case in SUGGESTED])
def test_suggestions_follow_names_types_and_shapes(
    editor: EditorPage, crm: Destination, event: Any, rows: Any, expected: Any
) -> None:
    editor.open(factories.make_mapping(crm))
    found = editor.page.evaluate(
        """async ([event, rows]) => {
          const { suggest } = await import("mapper/suggestions.js");
          const found = suggest(event, rows, "properties.browse_abandoners");
          return found.map(({ row, field, isSure }) => [row.key, [field.path, isSure]]);
        }""",
        [event, rows],
    )
    assert {key: tuple(guess) for key, guess in found} == expected
