"""Nothing moves on focus, and a large event draws a small page.

How long a filter of 5,000 and of 20,000 fields takes, and its longest task, is measured by
`benchmarks/bench_editor.py`: a time on a shared machine is no test.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

PARTS = "field-row, event-tree, #preview-panel, #trigger-bar"
BOXES = f"""() => [...document.querySelectorAll("{PARTS}")]
  .map((node) => JSON.stringify(node.getBoundingClientRect()))"""


@pytest.mark.parametrize("config", [{}, factories.TRACK_CONFIG])
def test_nothing_moves_when_slots_get_the_focus(
    editor: EditorPage, crm: Destination, config: dict[str, Any]
) -> None:
    editor.open(factories.make_mapping(crm, config=config))
    before = editor.page.evaluate(BOXES)
    for row in editor.rows.all():
        row.get_by_role("combobox").focus()
        assert editor.page.evaluate(BOXES) == before
    for row in editor.rows.all():
        row.get_by_role("combobox").click()
        expect(editor.options.first).to_be_visible()
        assert editor.page.evaluate(BOXES) == before
        editor.page.keyboard.press("Escape")


def test_nothing_moves_when_values_are_picked(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={}))
    before = editor.page.evaluate(BOXES)
    editor.slot("Email address").click()
    editor.page.keyboard.press("Escape")
    editor.field("context.traits.email").click()
    expect(editor.row("Email address")).to_contain_text('"user@example.com"')
    assert editor.page.evaluate(BOXES) == before


@pytest.mark.parametrize("count", [5_000, 20_000])
def test_filtering_many_fields_draws_only_what_is_looked_at(
    editor: EditorPage, crm: Destination, count: int
) -> None:
    editor.open(factories.make_mapping(crm, config={}))
    groups = {
        f"group_{at}": {f"field_{inner}": f"value {at} {inner}" for inner in range(50)}
        for at in range(count // 50)
    }
    editor.use_event({"type": "track", "properties": groups})
    expect(editor.field("properties.group_99")).to_be_attached()
    filter_box = editor.page.get_by_role("searchbox", name="Filter event fields")
    for text, path in (("value", "group_1"), ("value 77 1", "group_77.field_12"), ("", "group_99")):
        filter_box.fill(text)
        expect(editor.field(f"properties.{path}")).to_be_attached()
        assert editor.page.locator("*").count() < 1500
