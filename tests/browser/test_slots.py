"""Slots: fixed values by type, paths typed freely, choices, functions kept, fields of one's own."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mappings.models import Destination, Mapping, Source
from tests import factories
from tests.browser.editor_page import EditorPage

TEMPLATE = {"@template": "Hello {{properties.first_name}}"}
CHOICE = {
    "@if": {
        "exists": {"@path": "$.properties.nickname"},
        "then": {"@path": "$.properties.nickname"},
        "else": {"@path": "$.properties.first_name"},
    }
}


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


@pytest.fixture
def webhook_mapping(source: Source) -> Mapping:
    return factories.make_mapping(factories.make_webhook(source), config={})


TYPED = [
    ("EMEA", "Use the text “EMEA”", "EMEA"),
    ("42", "Use the text “42”", "42"),
    ("42", "Use the number 42", 42),
    ("true", "Use true", True),
    ("null", "Use null", None),
    ("$.properties.plan", "properties.plan", {"@path": "$.properties.plan"}),
    ("{{traits.email}}", "traits.email", {"@path": "$.traits.email"}),
]


def test_what_was_typed_becomes_a_value(editor: EditorPage, mapping: Mapping, token: str) -> None:
    editor.open(mapping)
    for text, option, value in TYPED:
        editor.type_into("Last name", text)
        editor.options.filter(has_text=option).first.click()
        editor.save()
        assert editor.stored(mapping, token)["config"] == {"last_name": value}


def test_a_true_false_field_offers_its_values_at_once(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.slot("Audience status").click()
    editor.options.filter(has_text="Use false").click()
    editor.expect_payload({"audience_status": False})


def test_a_pick_replaces_and_can_be_undone(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.field("anonymousId").drag_to(editor.slot("External ID"))
    expect(editor.toast).to_contain_text("Replaced userId in External ID.")
    editor.toast.get_by_role("button", name="Undo").click()
    expect(editor.chip("External ID")).to_have_text("userId")


def test_backspace_clears(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.slot("External ID").focus()
    editor.page.keyboard.press("Backspace")
    editor.expect_payload({})


def test_stored_functions_are_shown_and_stay_as_they_are(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    config = {"email_address": TEMPLATE, "first_name": CHOICE}
    mapping = factories.make_mapping(crm, config=config)
    editor.open(mapping)
    expect(editor.chip("Email address")).to_have_text("Hello properties.first_name")
    expect(editor.chip("First name")).to_have_text(
        "first of (properties.nickname, properties.first_name)"
    )
    editor.field("properties.last_name").drag_to(editor.slot("Last name"))
    editor.save()
    stored = editor.stored(mapping, token)["config"]
    assert (stored["email_address"], stored["first_name"]) == (TEMPLATE, CHOICE)


def test_a_field_of_ones_own_is_stored_after_the_others(
    editor: EditorPage, webhook_mapping: Mapping, token: str
) -> None:
    editor.open(webhook_mapping)
    for key, path in (("10", "userId"), ("b", "event"), ("a", "type")):
        editor.button("Add destination field").click()
        editor.page.keyboard.type(key)
        editor.page.keyboard.press("Tab")
        editor.field(path).drag_to(editor.slot(key))
    editor.save()
    answer = editor.page.request.get(
        f"{editor.server_url}/api/v1/mappings/{webhook_mapping.pk}/",
        headers={"Authorization": f"Bearer {token}"},
    ).text()
    places = [answer.index(f'"{key}"', answer.index('"config"')) for key in ("10", "b", "a")]
    assert places == sorted(places)


def test_a_key_that_is_taken_is_told(editor: EditorPage, webhook_mapping: Mapping) -> None:
    editor.open(webhook_mapping)
    for _ in range(2):
        editor.button("Add destination field").click()
        editor.page.keyboard.type("plan")
    expect(editor.rows.last).to_contain_text('Another field has the key "plan" already.')


def test_a_field_dropped_on_the_empty_area_names_the_new_row(
    editor: EditorPage, webhook_mapping: Mapping
) -> None:
    editor.open(webhook_mapping)
    editor.field("properties.first_name").drag_to(
        editor.page.locator("field-rows"), target_position={"x": 200, "y": 400}
    )
    box = editor.page.get_by_role("textbox", name="Destination key")
    expect(box).to_be_focused()
    expect(box).to_have_value("first_name")
    editor.expect_payload({"first_name": "Jane"})


def test_enabling_names_the_fields_that_are_missing(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    switch = editor.page.get_by_role("switch", name="Mapping enabled")
    switch.click()
    expect(editor.row("Email address")).to_contain_text(
        "Email address is required. Pick an event field or type a value."
    )
    editor.button("Audience status").click()
    expect(editor.slot("Audience status")).to_be_focused()
    expect(switch).not_to_be_checked()


def test_a_complete_mapping_is_saved_and_enabled(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    mapping = factories.make_mapping(crm)
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.page.get_by_role("switch", name="Mapping enabled").click()
    expect(editor.page.get_by_role("switch", name="Mapping enabled")).to_be_checked()
    stored = editor.stored(mapping, token)
    assert stored["enabled"] is True
    assert stored["config"]["external_id"] == {"@path": "$.userId"}


def test_undo_and_redo_walk_over_every_step(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.page.get_by_role("radio", name="Identify").click()
    expect(editor.page.get_by_role("radio", name="Identify")).to_be_checked()
    editor.tree.get_by_role("treeitem").first.focus()
    for _ in range(2):
        editor.page.keyboard.press("Control+z")
    expect(editor.page.get_by_role("radio", name="Track")).to_be_checked()
    editor.expect_payload({})
    expect(editor.save_state).to_be_empty()
    editor.page.keyboard.press("Control+Shift+z")
    expect(editor.chip("External ID")).to_have_text("userId")


def test_undo_and_redo_name_their_step(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.page.get_by_role("tree").get_by_role("treeitem").first.focus()
    editor.page.keyboard.press("Control+z")
    expect(editor.toast).to_have_text("Undone: set External ID.")
    editor.page.keyboard.press("Control+Shift+z")
    expect(editor.toast).to_have_text("Redone: set External ID.")
    editor.toast.get_by_role("button", name="Close note").focus()
    editor.page.keyboard.press("Enter")
    expect(editor.tree.get_by_role("treeitem").first).to_be_focused()


def test_leaving_with_unsaved_changes_asks(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor.page.on("dialog", stay)
    with editor.page.expect_event("dialog"):
        _try_to_leave(editor.page)
    expect(editor.chip("External ID")).to_have_text("userId")
    assert asked == ["beforeunload"]


def _try_to_leave(page: Page) -> None:
    page.get_by_role("link", name="Acme CRM").click(no_wait_after=True)


def test_an_undone_pick_of_a_required_field_leaves_the_row_quiet(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    editor.slot("Email address").click()
    editor.page.keyboard.press("Escape")
    editor.field("context.traits.email").click()
    expect(editor.chip("Email address")).to_be_visible()
    editor.slot("First name").focus()
    editor.button("Undo").first.click()
    expect(editor.chip("Email address")).to_be_hidden()
    expect(editor.row("Email address").locator(".row__line")).to_have_count(0)
