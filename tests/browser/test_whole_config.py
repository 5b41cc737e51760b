"""A config that is one function: shown in the builder, edited there, unchanged on save."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Source
from tests import factories
from tests.browser.editor_page import EditorPage

PROPERTIES = {"@path": "$.properties"}
MERGED = {
    "@merge": {
        "objects": [PROPERTIES, {"plan": {"@path": "$.properties.plan"}}],
        "direction": "right",
    }
}
NAME = "The whole payload"


@pytest.mark.parametrize(
    "config",
    [PROPERTIES, MERGED, {"@flatten": {"separator": ".", "value": PROPERTIES}}],
)
def test_it_is_stored_again_as_it_was(
    editor: EditorPage, crm: Destination, token: str, config: dict[str, Any]
) -> None:
    mapping = factories.make_mapping(crm, config=config)
    editor.open(mapping)
    expect(editor.rows).to_have_count(1)
    expect(editor.chip(NAME)).to_be_visible()
    editor.button(f"Build a value for {NAME}").click()
    builder = editor.page.get_by_role("group", name=f"Value builder for {NAME}")
    expect(builder.locator(":focus")).to_be_attached()
    expect(editor.save_state).to_be_empty()
    editor.button("Rename mapping").click()
    box = editor.page.get_by_role("textbox", name="Mapping name")
    expect(box).to_be_focused()
    box.fill("Everything")
    box.press("Enter")
    editor.save()
    assert editor.stored(mapping, token)["config"] == config


def test_its_arguments_are_filled_like_those_of_a_field(
    editor: EditorPage, source: Source, token: str
) -> None:
    config = {"@flatten": {"separator": ".", "value": PROPERTIES}}
    mapping = factories.make_mapping(factories.make_webhook(source), config=config)
    editor.open(mapping)
    editor.button(f"Build a value for {NAME}").click()
    builder = editor.page.get_by_role("group", name=f"Value builder for {NAME}")
    argument = builder.get_by_role("combobox").first
    argument.focus()
    editor.field("context").get_by_role("button").evaluate("(node) => node.click()")
    editor.expect_payload({"traits.email": "user@example.com"})
    editor.save()
    stored = editor.stored(mapping, token)["config"]
    assert stored == {"@flatten": {"separator": ".", "value": {"@path": "$.context"}}}


def test_it_can_be_left_for_fields_and_undone(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config=PROPERTIES))
    editor.button("Map field by field instead").click()
    expect(editor.rows).to_have_count(5)
    expect(editor.slot("Email address")).to_be_focused()
    expect(editor.save_state).to_have_text("Unsaved changes")
    editor.button("Undo").first.click()
    expect(editor.rows).to_have_count(1)
    expect(editor.save_state).to_be_empty()
