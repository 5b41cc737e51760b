"""Destination keys of one's own: plain, paths that nest, quoted to stay one key."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Mapping, Source
from mappings.services.mappings import update_mapping
from tests import factories
from tests.browser.editor_page import EditorPage

CITY = {"@path": "$.properties.city"}
PLAN = {"@path": "$.properties.plan"}


@pytest.fixture
def mapping(source: Source) -> Mapping:
    return factories.make_mapping(factories.make_webhook(source), config={"plan": PLAN})


def key_boxes(editor: EditorPage) -> Locator:
    return editor.page.get_by_role("textbox", name="Destination key")


def add_key(editor: EditorPage, text: str) -> None:
    editor.button("Add destination field").click()
    editor.page.keyboard.insert_text(text)
    editor.page.keyboard.press("Enter")


def config_after_save(editor: EditorPage, mapping: Mapping, token: str) -> Any:
    editor.save()
    return editor.stored(mapping, token)["config"]


def test_a_dotted_key_nests_and_its_value_is_next(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    add_key(editor, "address.city")
    expect(key_boxes(editor).last).to_have_value("address")
    expect(editor.slot("city")).to_be_focused()
    editor.page.keyboard.insert_text("$.properties.city")
    editor.page.keyboard.press("Enter")
    stored = config_after_save(editor, mapping, token)
    assert stored == {"plan": PLAN, "address": {"city": CITY}}


def test_a_second_path_joins_the_same_object(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    update_mapping(mapping=mapping, changes={"config": {"plan": PLAN, "address": {"city": CITY}}})
    editor.open(mapping)
    add_key(editor, "address.geo.country")
    expect(editor.slot("country")).to_be_focused()
    editor.page.keyboard.insert_text("FR")
    editor.page.keyboard.press("Enter")
    expect(editor.rows).to_have_count(2)
    stored = config_after_save(editor, mapping, token)
    assert stored["address"] == {"city": CITY, "geo": {"country": "FR"}}
    editor.button("Undo").first.click()
    editor.button("Undo").first.click()
    expect(editor.rows).to_have_count(3)


def test_a_filled_field_takes_its_value_along(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    key_boxes(editor).first.fill("items[0].sku")
    key_boxes(editor).first.press("Enter")
    expect(editor.slot("sku")).to_be_focused()
    assert config_after_save(editor, mapping, token) == {"items": [{"sku": PLAN}]}


def test_a_quoted_key_stays_one_key(editor: EditorPage, mapping: Mapping, token: str) -> None:
    editor.open(mapping)
    key_boxes(editor).first.fill('"address.city"')
    key_boxes(editor).first.press("Tab")
    assert config_after_save(editor, mapping, token) == {"address.city": PLAN}
    editor.open(mapping)
    expect(key_boxes(editor).first).to_have_value('"address.city"')
    key_boxes(editor).first.focus()
    editor.slot("address.city").focus()
    expect(editor.save_state).to_be_empty()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "info[x]",
            "info[x]: x is not a number. Use info[0], or quote the whole key to use it as it is: "
            '"info[x]".',
        ),
        ("a b.c", "a b.c is not a path. Use address.city, or quote the whole key to use it as it"),
        ("plan.name", "plan has a value already that is no object with fields of its own."),
        ("list[3]", "list has 0 items: the next one is list[0]."),
    ],
)
def test_what_cannot_be_a_key_is_told_and_not_saved(
    editor: EditorPage, mapping: Mapping, token: str, text: str, told: str
) -> None:
    editor.open(mapping)
    add_key(editor, text)
    expect(editor.rows.last).to_contain_text(told)
    expect(key_boxes(editor).last).to_have_value(text)
    expect(key_boxes(editor).last).to_have_attribute("aria-invalid", "true")
    assert configs_of(editor, mapping, token) == {"plan": PLAN}


def configs_of(editor: EditorPage, mapping: Mapping, token: str) -> Any:
    editor.page.keyboard.press("Control+s")
    expect(editor.page.locator("#save")).to_be_enabled()
    return editor.stored(mapping, token)["config"]
