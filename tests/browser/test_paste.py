"""Paste anywhere: what it is decides where it goes. Saved events are kept in order, too."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Mapping, Source, TestEvent
from tests import factories
from tests.browser.editor_page import EditorPage

PASTE = """([text, selector]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={"last_name": {"@path": "$.properties.last_name"}})


@pytest.fixture
def opened(editor: EditorPage, mapping: Mapping) -> EditorPage:
    editor.open(mapping)
    return editor


def paste(editor: EditorPage, text: str, *, on: str = "#fields-panel") -> None:
    editor.page.evaluate(PASTE, [text, on])


def test_json_becomes_the_event_wherever_it_is_pasted(opened: EditorPage) -> None:
    paste(opened, '{"type": "track", "properties": {"colour": "red"}}')
    expect(opened.field("properties.colour")).to_be_visible()
    opened.button("Undo").first.click()
    expect(opened.field("properties.colour")).to_have_count(0)


def test_broken_json_opens_the_dialog_with_what_is_wrong(opened: EditorPage) -> None:
    paste(opened, '{"type": "track",}', on="#trigger-bar")
    dialog = opened.page.get_by_role("dialog", name="Test event")
    expect(dialog.get_by_role("alert")).to_contain_text("Line 1")


def test_a_path_becomes_the_armed_slots_value(opened: EditorPage) -> None:
    paste(opened, "properties.first_name")
    expect(opened.toast).to_contain_text("Choose a destination field first")
    opened.slot("First name").focus()
    paste(opened, "{{properties.first_name}}", on=":focus")
    expect(opened.chip("First name")).to_have_text("properties.first_name")


def test_other_text_stays_with_the_box_it_is_pasted_into(opened: EditorPage) -> None:
    opened.slot("First name").focus()
    for text in ("Jane", '{"a": 1}', 'type = "track"'):
        paste(opened, text, on=":focus")
    expect(opened.chip("First name")).to_be_hidden()
    expect(opened.button("Test event: generated sample")).to_be_visible()


def test_fql_becomes_the_trigger_in_one_step(
    opened: EditorPage, mapping: Mapping, token: str
) -> None:
    paste(opened, 'type = "track" and properties.plan = "gold"')
    expect(opened.toast).to_contain_text('Trigger: Track event and plan is "gold".')
    opened.save()
    plan = {"type": "event-property", "name": "plan", "operator": "=", "value": "gold"}
    assert opened.stored(mapping, token)["trigger"]["children"][1] == plan
    paste(opened, 'groupId = "g"')
    paste(opened, 'type = "track" and')
    expect(opened.toast).to_contain_text("This is no trigger:")


IMPORTS: list[dict[str, Any]] = [
    {"config": factories.TRACK_CONFIG, "trigger": factories.TRACK_TRIGGER, "name": "x"},
    {"mapping": factories.TRACK_CONFIG, "subscribe": 'type = "track" and properties.vip = true'},
    factories.TRACK_CONFIG,
]


@pytest.mark.parametrize("given", IMPORTS)
def test_a_mapping_is_looked_at_before_it_is_imported(
    opened: EditorPage, mapping: Mapping, token: str, given: dict[str, Any]
) -> None:
    paste(opened, json.dumps(given))
    strip = opened.page.locator("#strip")
    expect(strip).to_contain_text("A mapping was pasted.")
    review = opened.page.locator("#strip-details")
    expect(review).to_contain_text("context.traits.email")
    expect(opened.chip("Email address")).to_be_hidden()
    strip.get_by_role("button", name="Import").click()
    expect(opened.chip("Email address")).to_have_text("context.traits.email")
    expect(review).to_be_empty()
    opened.save()
    stored = opened.stored(mapping, token)
    assert stored["config"] == factories.TRACK_CONFIG
    assert stored["trigger"]["children"][1]["name"] == ("vip" if "mapping" in given else FLAG)
    opened.button("Undo").first.click()
    expect(opened.chip("Email address")).to_be_hidden()


FLAG = "browse_abandoners"


def test_a_saved_event_is_renamed_and_deleted(
    opened: EditorPage, crm: Destination, source: Source
) -> None:
    factories.make_test_event(source, "First")
    opened.page.reload()
    expect(opened.page.locator("html[data-editor=ready]")).to_be_attached()
    opened.open_event_menu("First")
    expect(opened.button("Test event: First")).to_be_visible()
    opened.open_event_menu("Rename test event…")
    dialog = opened.page.get_by_role("dialog", name="Rename test event")
    dialog.get_by_role("textbox", name="Name").fill("Second")
    dialog.get_by_role("button", name="Rename").click()
    expect(opened.button("Test event: Second")).to_be_visible()
    assert TestEvent.objects.get(source=source).name == "Second"
    opened.open_event_menu("Delete test event…")
    dialog = opened.page.get_by_role("dialog", name="Delete test event")
    expect(dialog).to_contain_text("“Second” is deleted for everybody.")
    dialog.get_by_role("button", name="Delete").click()
    expect(opened.toast).to_contain_text("Deleted Second.")
    assert not TestEvent.objects.filter(source=source).exists()
    expect(opened.field("properties.first_name")).to_be_visible()
    opened.page.get_by_role("button", name="Test event:").click()
    expect(opened.page.get_by_role("menuitem", name="Second")).to_have_count(0)


def test_loading_tells_which_mappings_an_event_matches(
    editor: EditorPage, crm: Destination, source: Source
) -> None:
    factories.make_test_event(source, "Entered")
    factories.make_mapping(crm, "Audience exited", trigger="properties.browse_abandoners = false")
    editor.open(factories.make_mapping(crm, config={}))
    editor.open_event_menu("Load from source…")
    expect(editor.button("Entered")).to_have_accessible_description("Matches Audience entered")


def test_the_other_moment_is_generated_and_the_mapping_stays_quiet(opened: EditorPage) -> None:
    opened.open_event_menu("Generate a sample of an exit")
    expect(opened.trigger_check).to_contain_text("properties.browse_abandoners is false.")
