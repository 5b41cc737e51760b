"""Keys that are no identifiers survive pick, store, REST and reload."""

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

KEYS = ["user.email", "cart/total", "two words", 'with "quotes"', "it's", "🎉", "", "a[0]", "$.x"]


@pytest.mark.parametrize("key", KEYS)
def test_an_odd_key_survives_the_round_trip(
    editor: EditorPage, crm: Destination, token: str, key: str
) -> None:
    mapping = factories.make_mapping(crm, config={})
    editor.open(mapping)
    editor.use_event({"type": "track", "properties": {key: "found"}})
    editor.slot("Last name").click()
    editor.page.keyboard.press("Escape")
    editor.tree.get_by_role("treeitem", name="found").click()
    editor.expect_payload({"last_name": "found"})
    editor.save()
    path = editor.stored(mapping, token)["config"]["last_name"]["@path"]
    editor.open(mapping)
    expect(editor.chip("Last name")).to_have_text(path.removeprefix("$."))
    editor.use_event({"type": "track", "properties": {key: "found"}})
    editor.expect_payload({"last_name": "found"})
