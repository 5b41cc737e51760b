"""Unsaved changes outlive the page and can travel in a link."""

import json

import pytest
from playwright.sync_api import Page, expect

from mappings.models import Destination, Mapping
from tests import factories
from tests.browser.editor_page import EditorPage


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


def map_name(editor: EditorPage) -> None:
    editor.type_into("First name", "Jane")
    editor.page.get_by_role("option", name="Use the text “Jane”").click()
    expect(editor.save_state).to_have_text("Unsaved changes")


def drafts(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))"))


def wait_for_drafts(page: Page, count: int) -> None:
    for _ in range(100):
        if len(drafts(page)) == count:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"There are {len(drafts(page))} drafts, not {count}.")


def crash(editor: EditorPage, mapping: Mapping) -> None:
    """Leave without a word, as a browser that dies does, and come back."""
    page = editor.page
    wait_for_drafts(page, 1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    editor.open(mapping)


def test_changes_that_were_not_saved_are_offered_again(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    map_name(editor)
    crash(editor, mapping)
    strip = editor.page.locator("#strip")
    expect(strip).to_contain_text("Not saved: 1 change from")
    strip.get_by_role("button", name="See changes").click()
    expect(editor.page.locator("#strip-details")).to_contain_text("First name")
    strip.get_by_role("button", name="Restore").click()
    expect(editor.chip("First name")).to_have_text("“Jane”")
    editor.save()
    assert editor.stored(mapping, token)["config"] == {"first_name": "Jane"}
    wait_for_drafts(editor.page, 0)


def test_discarded_changes_do_not_come_back(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    map_name(editor)
    crash(editor, mapping)
    editor.page.locator("#strip").get_by_role("button", name="Discard").click()
    expect(editor.page.locator("#strip")).to_be_empty()
    assert drafts(editor.page) == []
    editor.open(mapping)
    expect(editor.page.locator("#strip")).to_be_empty()


def test_the_offer_says_when_the_mapping_was_saved_since(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    map_name(editor)
    Mapping.objects.filter(pk=mapping.pk).update(version=mapping.version + 1)
    crash(editor, mapping)
    expect(editor.page.locator("#strip")).to_contain_text("The mapping was saved again since then.")


def test_what_is_kept_holds_nothing_of_the_test_event(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.use_event({"type": "track", "properties": {"secret_note": "canary-4711"}})
    map_name(editor)
    wait_for_drafts(editor.page, 1)
    assert "canary-4711" not in editor.page.evaluate("JSON.stringify(localStorage)")


def test_a_link_carries_unsaved_changes_to_another_browser(
    editor: EditorPage, mapping: Mapping
) -> None:
    page = editor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.open(mapping)
    map_name(editor)
    editor.button("Copy link").click()
    expect(editor.toast).to_contain_text("It carries your unsaved changes.")
    link = page.evaluate("navigator.clipboard.readText()")
    page.evaluate("localStorage.clear()")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.goto(link)
    strip = page.locator("#strip")
    expect(strip).to_contain_text("Not saved: 1 change from this link.")
    assert "#" not in page.url
    strip.get_by_role("button", name="Use them").click()
    expect(editor.chip("First name")).to_have_text("“Jane”")


BAD_TRIGGER = {"type": "group", "operator": "and", "children": "none"}
BAD_LINKS = [
    "x",
    "e30=",
    json.dumps({"version": 1, "at": "2026-01-01", "name": "n", "config": "{}", "trigger": {}}),
    json.dumps(
        {"version": 1, "at": "2026-01-01", "name": "n", "config": "{}", "trigger": BAD_TRIGGER}
    ),
]


@pytest.mark.parametrize("text", BAD_LINKS)
def test_a_broken_link_opens_the_mapping_as_it_is_stored(
    editor: EditorPage, mapping: Mapping, text: str
) -> None:
    encoded = editor.page.evaluate("(text) => btoa(text)", text) if text.startswith("{") else text
    editor.page.goto("about:blank")
    editor.open(mapping, query=f"#changes={encoded}")
    expect(editor.toast).to_contain_text("The changes in this link cannot be read.")
    expect(editor.page.locator("#mapped-count")).to_have_text("0 of 5 mapped")


def test_a_clean_mapping_has_a_plain_link(editor: EditorPage, mapping: Mapping) -> None:
    page = editor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.open(mapping)
    editor.button("Copy link").click()
    expect(editor.toast).to_contain_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/mappings/{mapping.pk}/")
