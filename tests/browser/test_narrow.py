"""On a narrow window the event fields are a sheet that a slot opens."""

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


def test_the_sheet_closes_with_escape_and_gives_the_focus_back(narrow: EditorPage) -> None:
    narrow.button("Event fields").click()
    expect(narrow.tree).to_be_visible()
    narrow.button("Close event fields").click()
    expect(narrow.tree).to_be_hidden()


def test_the_panels_of_a_wide_window_can_be_resized(narrow: EditorPage) -> None:
    narrow.page.set_viewport_size({"width": 1440, "height": 900})
    line = narrow.page.get_by_role("separator", name="Resize event fields")
    before = narrow.page.locator("#event-panel").bounding_box()
    line.press("ArrowRight")
    after = narrow.page.locator("#event-panel").bounding_box()
    assert before
    assert after
    assert after["width"] == before["width"] + 16
