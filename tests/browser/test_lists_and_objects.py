"""Lists and objects: the ways to fill them, what can be used inside an item, and hidden fields."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination, Source
from tests.browser.editor_page import EditorPage
from tests.browser.shop import CART_EVENT, add_shop, make_shop_mapping

CART = "$.properties.cart"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, source: Source) -> Destination:
    return add_shop(monkeypatch, source)


def open_shop(editor: EditorPage, shop: Destination, config: dict[str, Any]) -> str:
    mapping = make_shop_mapping(shop, config)
    editor.open(mapping)
    editor.use_event(CART_EVENT)
    return str(mapping.pk)


def way(editor: EditorPage, field: str, name: str) -> Locator:
    group = editor.page.get_by_role("radiogroup", name=f"How to fill {field}")
    return group.get_by_role("radio", name=name)


def test_each_item_is_built_from_its_own_fields(editor: EditorPage, shop: Destination) -> None:
    open_shop(editor, shop, {})
    way(editor, "Items", "Build each item").check()
    editor.field("properties.cart").focus()
    editor.page.keyboard.press("Space")
    expect(editor.armed).to_contain_text("SKU of Items")
    expect(editor.tree).to_contain_text("each item of properties.cart")
    expect(editor.field("userId")).to_have_attribute("aria-disabled", "true")
    editor.field("sku").click()
    editor.field("qty").click()
    editor.expect_payload({"items": [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 1}]})


def test_a_list_of_single_values(editor: EditorPage, shop: Destination, token: str) -> None:
    open_shop(editor, shop, {})
    way(editor, "Tags", "A list of single values").check()
    for path in ("userId", "event"):
        editor.button("Add value").click()
        editor.field(path).click()
    editor.expect_payload({"tags": ["user-123", "Audience Entered"]})
    way(editor, "Tags", "Use a whole list").check()
    expect(editor.chip("Tags")).to_have_text("userId")


def test_an_object_is_built_with_its_fields_and_others(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {})
    way(editor, "Address", "Build it").check()
    editor.slot("City").click()
    editor.page.keyboard.press("Escape")
    editor.field("properties.city").click()
    editor.page.get_by_role("textbox", name="Key of a further field of Address").fill("a.b c")
    editor.button("Add field to Address").click()
    editor.field("userId").click()
    editor.expect_payload({"address": {"city": "Oslo", "a.b c": "user-123"}})


def test_a_field_shows_when_the_one_it_depends_on_has_the_value(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {"plan": "pro", "seats": 5})
    expect(editor.row("Seats")).to_be_visible()
    editor.slot("Plan").click()
    editor.options.filter(has_text="Free").click()
    expect(editor.row("Seats")).to_have_count(0)
    expect(editor.page.get_by_text("with the value kept: Seats.")).to_be_visible()
    editor.page.locator("#undo").click()
    expect(editor.chip("Seats")).to_have_text("5")


def test_a_locked_field_cannot_be_changed(editor: EditorPage, shop: Destination) -> None:
    open_shop(editor, shop, {"origin": "engage"})
    expect(editor.row("Origin")).to_contain_text("Locked")
    expect(editor.slot("Origin")).not_to_be_editable()


def test_a_list_of_objects_offers_to_fill_its_items_by_name(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {"items": {"@path": CART}})
    expect(editor.row("Items")).to_contain_text("Each item can be filled by name: sku → SKU.")
    editor.row("Items").get_by_role("button", name="Build each item").click()
    editor.expect_payload({"items": [{"sku": "A-1"}, {"sku": "B-2"}]})


def test_one_item_of_a_list_is_told(editor: EditorPage, shop: Destination) -> None:
    open_shop(editor, shop, {"email": {"@path": "$.properties.colors"}})
    expect(editor.row("Email")).to_contain_text("properties.colors has 2 items.")
    editor.row("Email").get_by_role("button", name="First item only").click()
    expect(editor.row("Email")).to_contain_text("First item only: properties.colors has 2 items.")
    editor.expect_payload({"email": "red"})
    editor.page.locator("#undo").click()
    editor.row("Email").get_by_role("button", name="Join all").click()
    editor.expect_payload({"email": "red, blue"})


def test_a_row_says_what_its_field_is_for(editor: EditorPage, shop: Destination) -> None:
    open_shop(editor, shop, {})
    expect(editor.row("Email").locator(".row__key")).to_have_text("email · text · hashed PII")
    expect(editor.row("Tags").locator(".row__key")).to_have_text("tags · list")


def test_a_hidden_field_is_shown_while_it_has_a_value(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {"channel": {"@path": "$.userId"}})
    expect(editor.chip("Channel")).to_have_text("userId")
    editor.button("Clear Channel").click()
    expect(editor.slot("Channel")).to_be_focused()
    expect(editor.page.locator("#mapped-count")).to_contain_text("0 of 11")
    editor.slot("Email").focus()
    expect(editor.row("Channel")).to_have_count(0)
    editor.page.locator("#undo").click()
    expect(editor.chip("Channel")).to_have_text("userId")


def test_a_hidden_field_without_a_value_is_offered_nowhere(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {})
    expect(editor.row("Email")).to_be_visible()
    expect(editor.row("Channel")).to_have_count(0)
    expect(editor.page.locator("#mapped-count")).to_have_text("0 of 10 mapped")


def test_rare_fields_stand_behind_a_disclosure_until_they_have_a_value(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {"campaign": "spring"})
    expect(editor.chip("Campaign")).to_have_text("“spring”")
    expect(editor.row("Coupon")).to_have_count(0)
    more = editor.page.get_by_role("button", name="More fields (1)")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.focus()
    editor.page.keyboard.press("Enter")
    group = editor.page.get_by_role("group", name="More fields")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(group.locator("field-row")).to_have_count(1)
    editor.slot("Coupon").focus()
    editor.field("properties.city").click()
    expect(group.locator("field-row")).to_have_count(1)  # what is worked on does not move
    more.click()
    expect(more).to_have_count(0)
    expect(editor.chip("Coupon")).to_have_text("properties.city")


def test_a_rare_field_that_is_cleared_stays_until_it_is_left(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {"campaign": "spring"})
    editor.button("Clear Campaign").click()
    expect(editor.slot("Campaign")).to_be_focused()
    editor.slot("Email").focus()
    expect(editor.row("Campaign")).to_have_count(0)
    expect(editor.page.get_by_role("button", name="More fields (2)")).to_be_visible()


def test_a_field_takes_no_value_by_a_method_that_it_disables(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {})
    expect(editor.slot("Tier")).to_have_attribute("placeholder", "Pick a field")
    build = editor.button("Build a value for Tier")
    expect(build).to_have_attribute("aria-disabled", "true")
    expect(build).to_have_attribute("title", "Tier takes no functions.")
    build.click(force=True)
    expect(editor.toast).to_contain_text("Tier takes no functions.")
    editor.slot("Tier").fill("gold")
    typed = editor.options.filter(has_text="Use the text “gold”")
    expect(typed).to_contain_text("Tier takes no fixed values.")
    typed.click()
    expect(editor.toast).to_contain_text("Tier takes no fixed values.")
    expect(editor.row("Tier").locator(".chip")).to_be_hidden()


def test_an_event_field_does_not_go_where_none_is_taken(
    editor: EditorPage, shop: Destination
) -> None:
    open_shop(editor, shop, {})
    expect(editor.slot("Note")).to_have_attribute("placeholder", "Type a value")
    editor.slot("Note").click()
    editor.field("properties.city").click()
    expect(editor.toast).to_contain_text("Note takes no event fields.")
    editor.slot("Note").fill("city")
    expect(editor.options.filter(has_text="properties.city")).to_have_count(0)
    editor.options.filter(has_text="Use the text “city”").click()
    editor.expect_payload({"note": "city"})
