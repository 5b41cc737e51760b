"""On a narrow window the event fields are a sheet that a slot opens."""

import itertools

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage


@pytest.fixture
def narrow(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.page.set_viewport_size({"width": 390, "height": 844})
    editor.open(factories.make_mapping(crm, config={}))
    return editor


def test_a_field_is_picked_from_the_sheet(narrow: EditorPage) -> None:
    expect(narrow.tree).to_be_hidden()
    narrow.button("Pick from event for First name").click()
    narrow.field("properties.first_name").click()
    expect(narrow.tree).to_be_hidden()
    expect(narrow.chip("First name")).to_have_text("properties.first_name")


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_the_sheet_closes_and_gives_the_focus_back(narrow: EditorPage, way: str) -> None:
    opener = narrow.button("Event fields")
    opener.click()
    expect(narrow.tree.get_by_role("treeitem").first).to_be_focused()
    if way == "Escape":
        narrow.page.keyboard.press("Escape")
    else:
        narrow.button("Close event fields").click()
    expect(narrow.tree).to_be_hidden()
    expect(opener).to_be_focused()


def test_escape_in_the_sheet_goes_back_to_the_slot_that_waits(narrow: EditorPage) -> None:
    narrow.button("Pick from event for First name").click()
    expect(narrow.tree.get_by_role("treeitem").first).to_be_focused()
    narrow.page.keyboard.press("Escape")
    expect(narrow.tree).to_be_hidden()
    expect(narrow.slot("First name")).to_be_focused()


def test_the_panels_of_a_wide_window_can_be_resized(narrow: EditorPage) -> None:
    narrow.page.set_viewport_size({"width": 1440, "height": 900})
    line = narrow.page.get_by_role("separator", name="Resize event fields")
    before = narrow.page.locator("#event-panel").bounding_box()
    line.press("ArrowRight")
    after = narrow.page.locator("#event-panel").bounding_box()
    assert before
    assert after
    assert after["width"] == before["width"] + 16


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_keeps_the_way_back_and_redo(narrow: EditorPage, width: int) -> None:
    narrow.page.set_viewport_size({"width": width, "height": 844})
    back = narrow.page.get_by_role("link", name="Acme CRM")
    box = back.bounding_box()
    assert box
    assert box["width"] >= 24
    assert box["height"] >= 24
    expect(narrow.button("Redo")).to_be_visible()
    menu = narrow.button("Menu").bounding_box()
    assert menu
    assert abs(menu["y"] + menu["height"] / 2 - box["y"] - box["height"] / 2) < 4  # one line
    assert narrow.page.evaluate("document.documentElement.scrollWidth") == width
    back.click()
    expect(narrow.page.get_by_role("heading", name="Acme CRM")).to_be_visible()


def test_the_sheet_speaks_of_no_mouse_and_no_key(narrow: EditorPage) -> None:
    narrow.button("Event fields").click()
    expect(narrow.armed).to_have_text("Pick a field to map it.", use_inner_text=True)
    expect(narrow.page.locator(".filter__key")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 320])
def test_the_card_of_the_destination_fields_has_room_for_its_head(
    narrow: EditorPage, width: int
) -> None:
    narrow.page.set_viewport_size({"width": width, "height": 844})
    heading = narrow.page.get_by_role("heading", name="Acme CRM fields")
    assert heading.evaluate("node => node.scrollWidth <= node.clientWidth")
    parts = narrow.page.locator("#fields-panel .panel__head > *:visible").all()
    boxes = [part.bounding_box() for part in parts]
    for left, right in itertools.pairwise(boxes):
        assert left
        assert right
        gap = right["x"] - (left["x"] + left["width"])
        assert gap >= 8 or right["y"] >= left["y"] + left["height"]
