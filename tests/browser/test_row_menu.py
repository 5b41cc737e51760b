"""The menu of a row: each entry is one undo step, and is only there where it makes sense."""

import json

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Source
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.shop import add_shop, make_shop_mapping

CONFIG = {**factories.TRACK_CONFIG, "last_name": "Doe", "audience_status": {"@path": "$.a"}}


def expect_items(editor: EditorPage, told: list[str]) -> None:
    expect(editor.page.get_by_role("menuitem")).to_have_text(told)


def choose(editor: EditorPage, name: str, item: str) -> None:
    editor.button(f"More for {name}").click()
    editor.page.get_by_role("menuitem", name=item).click()


@pytest.fixture
def opened(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.open(factories.make_mapping(crm, config=CONFIG))
    return editor


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Email address", ["Clear", "Copy path", "Paste path", "Explain…"]),
        ("Last name", ["Clear", "Paste path", "Explain…", "Reset to default"]),
        ("External ID", ["Paste path", "Explain…", "Reset to default"]),
    ],
)
def test_it_offers_what_makes_sense(opened: EditorPage, name: str, told: list[str]) -> None:
    opened.button(f"More for {name}").click()
    expect(opened.page.get_by_role("menuitem").first).to_be_focused()
    expect_items(opened, told)


def test_a_locked_field_is_only_explained(
    editor: EditorPage, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.open(make_shop_mapping(add_shop(monkeypatch, source), {}))
    editor.button("More for Origin").click()
    expect_items(editor, ["Explain…"])


@pytest.mark.parametrize("keys", ["Shift+F10", "ContextMenu"])
def test_a_key_in_the_slot_opens_it_and_escape_goes_back(opened: EditorPage, keys: str) -> None:
    opened.slot("Last name").focus()
    opened.page.keyboard.press(keys)
    expect(opened.page.get_by_role("menu", name="More for Last name")).to_be_visible()
    opened.page.keyboard.press("Escape")
    expect(opened.slot("Last name")).to_be_focused()


def test_clearing_is_one_step_and_is_told(opened: EditorPage) -> None:
    choose(opened, "Last name", "Clear")
    expect(opened.page.locator("#say-politely")).to_have_text("Last name cleared. It was “Doe”.")
    expect(opened.slot("Last name")).to_be_focused()
    opened.button("Undo").click()
    expect(opened.chip("Last name")).to_have_text("“Doe”")


def test_a_path_goes_from_one_row_to_another(opened: EditorPage) -> None:
    choose(opened, "Email address", "Copy path")
    choose(opened, "Last name", "Paste path")
    expect(opened.chip("Last name")).to_have_text("context.traits.email")
    opened.toast.get_by_role("button", name="Undo").click()
    expect(opened.chip("Last name")).to_have_text("“Doe”")


def test_without_a_path_nothing_is_pasted(opened: EditorPage) -> None:
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.evaluate("navigator.clipboard.writeText('Hello, world!')")
    choose(opened, "Last name", "Paste path")
    expect(opened.toast).to_contain_text("The clipboard has no path: “Hello, world!”.")
    expect(opened.chip("Last name")).to_have_text("“Doe”")


@pytest.mark.parametrize("key", ["vip", "a/b c"])
def test_the_default_is_that_of_the_event_type_and_the_audience_key(
    editor: EditorPage, crm: Destination, key: str
) -> None:
    path = f"properties{f'.{key}' if key == 'vip' else f'[{json.dumps(key)}]'}"
    trigger = f'type = "track" and {path} = true'
    editor.open(factories.make_mapping(crm, config=CONFIG, trigger=trigger))
    choose(editor, "Audience status", "Reset to default")
    expect(editor.chip("Audience status")).to_have_text(path)
    expect(editor.toast).to_contain_text("Audience status has its default again.")
    choose(editor, "Last name", "Reset to default")
    expect(editor.chip("Last name")).to_have_text("properties.last_name")
    editor.toast.get_by_role("button", name="Undo").click()
    expect(editor.chip("Last name")).to_have_text("“Doe”")
