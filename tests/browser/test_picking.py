"""Picking: the menu's heading, a slot clicked after the source, a way out, and what is lit."""

import pytest
from playwright.sync_api import FloatRect, Locator, Route, expect

from mappings.models import Destination, Mapping, Source
from tests import factories
from tests.browser.editor_page import EditorPage

LONG = {
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
def webhook(editor: EditorPage, source: Source) -> EditorPage:
    editor.open(factories.make_mapping(factories.make_webhook(source), config={"num": 1}))
    return editor


def box_of(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None
    return box


def test_the_map_to_menu_says_what_is_mapped_beside_the_row(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.page.set_viewport_size({"width": 1440, "height": 460})
    editor.open(mapping)
    field = editor.field("context.traits.email")
    field.click()
    menu = editor.page.get_by_role("menu", name="Map email to")
    heading = editor.page.locator(".pop").get_by_text("Map email to", exact=True)
    expect(heading).to_be_visible()
    expect(menu.get_by_role("menuitem").first).to_be_visible()
    popup, row = box_of(editor.page.locator(".pop")), box_of(field)
    assert popup["y"] >= row["y"] + row["height"] or popup["y"] + popup["height"] <= row["y"]


def test_a_slot_clicked_while_the_menu_is_open_takes_the_field(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    editor.field("properties.last_name").click()
    expect(editor.page.get_by_role("menu")).to_be_visible()
    editor.slot("Last name").click()
    expect(editor.chip("Last name")).to_have_text("properties.last_name")
    expect(editor.page.get_by_role("menu")).to_have_count(0)
    expect(editor.page.get_by_role("listbox")).to_be_hidden()
    expect(editor.field("properties.last_name")).to_be_focused()
    editor.slot("First name").click()
    expect(editor.options.first).to_be_visible()
    expect(editor.chip("First name")).to_be_hidden()


def test_a_slot_clicked_before_the_menu_is_loaded_takes_the_field(
    editor: EditorPage, mapping: Mapping
) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    editor.page.route("**/map-to*.js", hold)
    editor.open(mapping)
    editor.field("properties.last_name").click()
    editor.slot("Last name").click()
    expect(editor.options.first).to_be_visible()
    waiting[0].continue_()
    expect(editor.chip("Last name")).to_have_text("properties.last_name")
    expect(editor.page.get_by_role("menu")).to_have_count(0)
    expect(editor.page.get_by_role("listbox")).to_be_hidden()
    expect(editor.field("properties.last_name")).to_be_focused()


def test_choosing_can_be_stopped(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm))
    stop = editor.button("Stop choosing")
    expect(stop).to_be_hidden()
    banner = box_of(editor.armed)
    editor.slot("Audience status").focus()
    assert editor.armed.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    editor.slot("External ID").focus()
    expect(editor.armed).to_have_text("Choosing a value for External ID")
    expect(stop).to_be_visible()
    assert box_of(editor.armed) == banner
    stop.click()
    expect(editor.armed).to_have_text("Pick a field to map it, or drag it across.")
    expect(stop).to_be_hidden()


def test_a_function_uses_the_room_of_its_slot(editor: EditorPage, crm: Destination) -> None:
    literal = {"@literal": {"@path": "$.x"}}
    editor.open(factories.make_mapping(crm, config={"first_name": LONG, "last_name": literal}))
    expect(editor.chip("Last name")).to_have_text("literal(x)")
    slot = box_of(editor.row("First name").locator(".slot"))
    chip = box_of(editor.row("First name").locator(".chip"))
    assert slot["x"] + slot["width"] - chip["x"] - chip["width"] < 60  # the cursor and ƒx
    editor.slot("First name").press_sequentially("typed")
    assert box_of(editor.slot("First name"))["width"] >= 80


def test_enter_in_a_key_goes_on_to_the_slot_then_to_the_next_field(webhook: EditorPage) -> None:
    webhook.button("Add destination field").click()
    webhook.page.keyboard.type("plan")
    webhook.page.keyboard.press("Enter")
    expect(webhook.slot("plan")).to_be_focused()
    webhook.page.keyboard.insert_text("pro")
    webhook.page.keyboard.press("Enter")
    webhook.page.get_by_role("textbox", name="Destination key").last.focus()
    webhook.page.keyboard.press("Enter")
    expect(webhook.rows).to_have_count(3)
    expect(webhook.rows.last.get_by_role("textbox", name="Destination key")).to_be_focused()


def test_the_slot_under_the_pointer_stands_out(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.field("properties.last_name").hover()
    editor.page.mouse.down()
    for _ in range(2):
        editor.slot("Last name").hover()
    expect(editor.row("Last name").locator(".slot")).to_have_css("border-top-style", "solid")
    expect(editor.row("First name").locator(".slot")).to_have_css("border-top-style", "dashed")
    editor.page.mouse.up()


def test_a_key_used_twice_marks_the_key_alone(webhook: EditorPage) -> None:
    webhook.button("Add destination field").click()
    webhook.page.keyboard.type("num")
    row = webhook.rows.last
    row.get_by_role("combobox").click()
    webhook.page.keyboard.insert_text("5")
    webhook.page.keyboard.press("Enter")
    expect(row.locator(".row__result")).to_be_empty()
    expect(row).to_contain_text('Another field has the key "num" already. Use another key.')
    expect(row.get_by_role("textbox", name="Destination key")).to_have_attribute(
        "aria-invalid", "true"
    )
    expect(row.get_by_role("combobox")).not_to_have_attribute("aria-invalid", "true")
    for slot in webhook.page.locator(".slot").all():
        expect(slot).not_to_have_css("border-top-color", "rgb(180, 35, 24)")
    expect(webhook.rows.first.get_by_role("textbox")).not_to_have_attribute("aria-invalid", "true")


def test_an_open_list_follows_its_slot_when_the_window_is_resized(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    slot = editor.slot("Last name")
    slot.click()
    expect(editor.options.first).to_be_visible()
    editor.page.set_viewport_size({"width": 1200, "height": 700})
    expect(editor.options.first).to_be_visible()
    listed, box = box_of(editor.page.get_by_role("listbox", name="Event fields")), box_of(slot)
    assert abs(listed["x"] - box["x"]) < 24
