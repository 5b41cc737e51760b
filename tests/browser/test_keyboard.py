"""Every key of the editor's keyboard tables does what the table says."""

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

EVENT = {
    "type": "track",
    "context": {"device": {"model": "x"}, "traits": {"email": "user@example.com"}},
    "properties": {"browse_abandoners": True, "plan": "pro"},
}


@pytest.fixture
def opened(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.open(factories.make_mapping(crm, config={}))
    editor.use_event(EVENT)
    editor.field("type").focus()
    return editor


def press(editor: EditorPage, *keys: str) -> None:
    for key in keys:
        editor.page.keyboard.press(key)


def test_arrows_home_and_end_walk_the_tree(opened: EditorPage) -> None:
    press(opened, "ArrowDown", "ArrowDown")
    expect(opened.field("context.device")).to_be_focused()
    press(opened, "ArrowLeft", "ArrowLeft")
    expect(opened.field("context")).to_be_focused()
    press(opened, "ArrowLeft")
    expect(opened.field("context")).to_have_attribute("aria-expanded", "false")
    press(opened, "ArrowRight", "ArrowRight")
    expect(opened.field("context.device")).to_be_focused()
    press(opened, "End")
    expect(opened.field("properties.plan")).to_be_focused()
    press(opened, "Home")
    expect(opened.field("type")).to_be_focused()


def test_letters_and_the_star_find_and_open(opened: EditorPage) -> None:
    press(opened, "p", "r")
    expect(opened.field("properties")).to_be_focused()
    press(opened, "Home", "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowRight", "*")
    expect(opened.field("context.device")).to_have_attribute("aria-expanded", "true")


def test_space_picks_a_whole_object_and_escape_goes_back_to_the_slot(opened: EditorPage) -> None:
    opened.slot("First name").focus()
    press(opened, "Escape", "Home", "ArrowDown", "Space")
    expect(opened.chip("First name")).to_have_text("context")
    expect(opened.armed).to_have_text("Choosing a value for Last name")
    press(opened, "Escape")
    expect(opened.slot("Last name")).to_be_focused()


def test_the_list_of_a_slot_is_worked_by_keys(opened: EditorPage) -> None:
    slot = opened.slot("First name")
    slot.focus()
    expect(slot).to_have_attribute("aria-expanded", "false")
    press(opened, "ArrowDown")
    expect(slot).to_have_attribute("aria-expanded", "true")
    press(opened, "ArrowDown", "ArrowUp", "ArrowUp")
    expect(opened.options.last).to_have_attribute("aria-selected", "true")
    press(opened, "Escape")
    expect(slot).to_have_attribute("aria-expanded", "false")
    press(opened, "Enter", "Tab")
    expect(opened.options).to_have_count(0)
    expect(opened.chip("First name")).to_be_hidden()


def test_alt_and_arrows_move_between_rows(opened: EditorPage) -> None:
    opened.slot("First name").focus()
    press(opened, "Alt+ArrowDown")
    expect(opened.slot("Last name")).to_be_focused()
    press(opened, "Alt+ArrowUp", "Alt+ArrowUp")
    expect(opened.slot("Audience status")).to_be_focused()


def test_the_map_to_menu_is_worked_by_keys(opened: EditorPage) -> None:
    opened.page.locator("#fields-panel .panel__body").click(position={"x": 300, "y": 600})
    opened.field("properties.plan").focus()
    press(opened, "Enter")
    menu = opened.page.get_by_role("menu", name="Map plan to")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    press(opened, "l")
    expect(menu.get_by_role("menuitem", name="Last name")).to_be_focused()
    press(opened, "Escape")
    expect(opened.field("properties.plan")).to_be_focused()


def test_f6_walks_the_panels(opened: EditorPage) -> None:
    inside = "selector => document.querySelector(selector).contains(document.activeElement)"
    for panel in ("#fields-panel", "#preview-panel", "#trigger-bar", "#event-panel"):
        press(opened, "F6")
        opened.page.wait_for_function(inside, arg=panel)  # the walk is loaded with its first step
    press(opened, "Shift+F6")
    opened.page.wait_for_function(inside, arg="#trigger-bar")


def test_single_keys_can_be_switched_off(opened: EditorPage) -> None:
    press(opened, "?")
    dialog = opened.page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.get_by_role("checkbox").uncheck()
    press(opened, "Escape", "?", "/")
    expect(dialog).to_be_hidden()
    expect(opened.page.get_by_role("searchbox")).not_to_be_focused()


def test_undo_is_the_text_boxs_own_while_it_has_text(opened: EditorPage) -> None:
    opened.field("properties.plan").drag_to(opened.slot("First name"))
    opened.slot("Last name").focus()
    opened.page.keyboard.type("abc")
    press(opened, "Control+z")
    expect(opened.chip("First name")).to_have_text("properties.plan")


def test_separators_move_by_keys(opened: EditorPage) -> None:
    line = opened.page.get_by_role("separator", name="Resize preview")
    line.press("End")
    assert line.get_attribute("aria-valuenow") == line.get_attribute("aria-valuemax")
    line.press("Home")
    assert line.get_attribute("aria-valuenow") == line.get_attribute("aria-valuemin")
    line.dblclick()
    expect(line).to_have_attribute("aria-valuenow", "330")
