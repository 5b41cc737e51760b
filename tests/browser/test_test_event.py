"""The test event: pasted, refused with line and column, loaded, saved, generated, dropped."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from mappings.models import Destination, Source, TestEvent
from tests import factories
from tests.browser.editor_page import EditorPage

MOST_LOOKS = 500  # for a request that is on its way


@pytest.fixture
def opened(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.open(factories.make_mapping(crm, config={}))
    return editor


def test_broken_json_is_told_with_line_and_column_and_the_old_event_stays(
    opened: EditorPage,
) -> None:
    opened.slot("First name").click()
    opened.use_json('{\n  "type": "track",\n  "properties": {"plan": "pro"},\n}')
    alert = opened.page.get_by_role("dialog", name="Test event").get_by_role("alert")
    expect(alert).to_contain_text("Line 3, column 32")
    expect(opened.field("properties.first_name")).to_be_attached()
    opened.use_json('{"type": "track", "properties": {"plan": "pro"}}')
    expect(opened.field("properties.plan")).to_be_visible()
    expect(opened.armed).to_have_text("Choosing a value for First name")
    opened.field("properties.plan").click()
    opened.expect_payload({"first_name": "pro"})


def test_a_list_offers_its_first_item(opened: EditorPage) -> None:
    opened.use_json(json.dumps([factories.TRACK_EVENT, {}, {}]))
    alert = opened.page.get_by_role("alert")
    expect(alert.first).to_contain_text("This is a list of 3; use its first item?")
    opened.button("Use first item").click()
    expect(opened.button("Test event: Pasted event")).to_be_visible()


def test_what_is_typed_before_the_editor_is_loaded_stays(opened: EditorPage) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    opened.page.route("**/ace.js", hold)
    opened.open_event_menu("Paste JSON…")
    expect(opened.page.get_by_role("textbox", name="Event JSON")).to_be_focused()
    opened.page.keyboard.insert_text('{"type": "track", "userId": "typed early"}')
    expect(opened.page.get_by_role("textbox", name="Event JSON")).to_have_value(re.compile("early"))
    for _ in range(MOST_LOOKS):
        if held:
            break
        opened.page.wait_for_timeout(20)  # until the browser asks for the larger editor
    held.pop().continue_()
    expect(opened.page.locator(".ace_editor")).to_contain_text("typed early")
    opened.button("Use this event").click()
    expect(opened.field("userId")).to_contain_text("typed early")


def test_a_saved_event_keeps_every_digit_of_long_numbers(
    opened: EditorPage, source: Source
) -> None:
    opened.use_json('{"type": "track", "userId": 12345678901234567890}')
    opened.open_event_menu("Save test event…")
    opened.page.get_by_role("textbox", name="Name").fill("Long")
    opened.page.keyboard.press("Enter")
    expect(opened.button("Test event: Long")).to_be_visible()
    assert TestEvent.objects.get(source=source).event["userId"] == 12345678901234567890


def test_json_pasted_on_the_panel_becomes_the_event(opened: EditorPage) -> None:
    opened.tree.get_by_role("treeitem").first.click()
    opened.page.keyboard.press("Escape")
    opened.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.querySelector("#event-panel").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        '{"type": "identify", "traits": {"colour": "red"}}',
    )
    expect(opened.field("traits.colour")).to_be_visible()
    opened.button("Undo").first.click()
    expect(opened.field("traits.colour")).to_have_count(0)


def test_a_json_file_dropped_on_the_panel_becomes_the_event(opened: EditorPage) -> None:
    opened.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "event.json", { type: "application/json" }));
          document.querySelector("#event-panel").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        json.dumps({"type": "track", "properties": {"size": 3}}),
    )
    expect(opened.field("properties.size")).to_be_visible()
    expect(opened.button("Test event: event.json")).to_be_visible()


def test_an_event_is_saved_and_loaded_by_name(opened: EditorPage, source: Source) -> None:
    opened.use_event({"type": "track", "properties": {"browse_abandoners": True, "size": 3}})
    opened.open_event_menu("Save test event…")
    opened.page.get_by_role("textbox", name="Name").fill("With a size")
    opened.page.keyboard.press("Enter")
    expect(opened.button("Test event: With a size")).to_be_visible()
    assert TestEvent.objects.get(name="With a size").source_id == source.pk
    opened.open_event_menu("Generate sample")
    expect(opened.button("Test event: generated sample")).to_be_visible()
    opened.open_event_menu("Load from source…")
    opened.button("With a size").click()
    expect(opened.field("properties.size")).to_be_visible()


def test_a_name_that_is_taken_is_refused_in_the_dialog(opened: EditorPage, source: Source) -> None:
    factories.make_test_event(source, "Taken")
    opened.open_event_menu("Save test event…")
    opened.page.get_by_role("textbox", name="Name").fill("Taken")
    opened.page.keyboard.press("Enter")
    dialog = opened.page.get_by_role("dialog", name="Save test event")
    expect(dialog.get_by_role("alert")).to_contain_text("Taken")


def test_the_filter_finds_keys_and_values(opened: EditorPage) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("doe")
    expect(opened.field("properties.last_name")).to_be_visible()
    expect(opened.field("userId")).to_have_count(0)
    opened.page.keyboard.press("ArrowDown")
    expect(opened.field("properties.last_name")).to_be_focused()
    opened.page.get_by_role("searchbox", name="Filter event fields").fill("emial")
    expect(opened.page.get_by_text("No event field matches “emial”.")).to_be_visible()
    opened.button("Clear filter").click()
    expect(opened.field("userId")).to_be_visible()
