"""What a slot's list offers first, and what becomes of a text that was not chosen."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Mapping, Source
from tests import factories
from tests.browser.editor_page import EditorPage

NOT_USED = "Not used yet: press Enter to choose, or Esc to drop it."
EVENT = {
    "type": "track",
    "alphabet": "plan",
    "context": {"plans": ["x"], "my_plan": "x", "subplan": "x"},
    "properties": {
        "note": "a true story of 42 and null",
        "plan": "pro",
        "planned": "yes",
        "planned_at": True,
        "first_name": "Jane",
    },
}


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


@pytest.fixture
def own_field(editor: EditorPage, source: Source) -> EditorPage:
    """A webhook's mapping with one empty field of the user's own: extra."""
    mapping = factories.make_mapping(factories.make_webhook(source), config={"extra": "?"})
    editor.open(mapping)
    editor.use_event(EVENT)
    editor.button("Clear extra").click()
    return editor


def first_options(editor: EditorPage, name: str, text: str, count: int) -> list[str]:
    """The first options for a text typed into a slot; the text is dropped again."""
    editor.slot(name).fill(text)
    expect(editor.options.first).to_be_visible()
    texts = editor.options.locator(".combo__text").all_inner_texts()[:count]
    editor.slot(name).fill("")
    return texts


def test_a_name_beats_a_sample_value(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.slot("Audience status").press_sequentially("browse_ab")
    editor.page.keyboard.press("Enter")
    expect(editor.chip("Audience status")).to_have_text("properties.browse_abandoners")


def test_names_come_as_exact_key_then_prefix_then_word(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    editor.use_event(EVENT)
    names = first_options(editor, "Last name", "plan", 6)
    assert names[0] == "properties.plan"
    assert names[1] == "properties.planned"
    assert names.index("context.my_plan") < names.index("context.subplan")
    assert "alphabet" not in names
    assert first_options(editor, "Audience status", "planned", 1) == ["properties.planned"]
    assert first_options(editor, "Audience status", "planne", 1) == ["properties.planned_at"]
    assert first_options(editor, "External ID", "first na", 1) == ["properties.first_name"]


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("Audience status", "true", ["Use true"]),
        ("Audience status", "null", ["Use null", "Use the text “null”"]),
        ("Last name", "track", ["Use the text “track”"]),
        ("Last name", "42", ["Use the text “42”", "Use the number 42"]),
        ("Last name", "-1.50", ["Use the text “-1.50”", "Use the number -1.5"]),
        ("Last name", "plan", ["properties.plan"]),
    ],
)
def test_a_fixed_value_typed_exactly_beats_a_sample_value(
    editor: EditorPage, mapping: Mapping, name: str, text: str, options: list[str]
) -> None:
    editor.open(mapping)
    editor.use_event(EVENT)
    assert first_options(editor, name, text, len(options)) == options


def test_a_path_on_its_way_to_a_field_comes_after_the_field(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    first = [
        first_options(editor, "First name", f"properties.{end}", 1) for end in ("first", "plan")
    ]
    assert first == [["properties.first_name"], ["properties.plan"]]


def test_a_field_without_a_type_takes_the_json_value_first(own_field: EditorPage) -> None:
    offered: dict[str, list[Any]] = {
        text: first_options(own_field, "extra", text, 2)
        for text in ("42", "0", "null", "true", "-1.50")
    }
    assert offered == {
        "42": ["Use the number 42", "Use the text “42”"],
        "0": ["Use the number 0", "Use the text “0”"],
        "null": ["Use null", "Use the text “null”"],
        "true": ["Use true", "Use the text “true”"],
        "-1.50": ["Use the number -1.5", "Use the text “-1.50”"],
    }


@pytest.mark.parametrize("config", [{}, factories.TRACK_CONFIG])
def test_a_text_that_was_not_chosen_stays_and_is_told(
    editor: EditorPage, crm: Destination, config: dict[str, Any]
) -> None:
    editor.open(factories.make_mapping(crm, config=config))
    row, slot = editor.row("Email address"), editor.slot("Email address")
    height = row.evaluate("(node) => node.getBoundingClientRect().height")
    slot.press_sequentially("half a th")
    editor.page.keyboard.press("Tab")
    expect(row).to_contain_text(NOT_USED)
    expect(slot).to_have_value("half a th")
    assert row.evaluate("(node) => node.getBoundingClientRect().height") == height
    slot.focus()
    editor.page.keyboard.press("Enter")
    editor.page.keyboard.press("Enter")
    expect(editor.chip("Email address")).to_have_text("“half a th”")
    expect(row).not_to_contain_text(NOT_USED)


def test_escape_drops_a_text_and_a_pick_takes_its_place(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    for name in ("First name", "Last name"):
        editor.type_into(name, "half")
        editor.page.locator("#fields-heading").click()
    expect(editor.rows.get_by_text(NOT_USED)).to_have_count(2)
    editor.slot("First name").focus()
    editor.page.keyboard.press("Escape")
    expect(editor.slot("First name")).to_have_value("")
    expect(editor.slot("First name")).to_be_focused()
    editor.field("properties.last_name").drag_to(editor.slot("Last name"))
    expect(editor.slot("Last name")).to_have_value("")
    expect(editor.rows.get_by_text(NOT_USED)).to_have_count(0)


def test_an_empty_slot_never_looks_filled(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    for row in editor.rows.all():
        expect(row.get_by_role("combobox")).to_have_attribute(
            "placeholder", "Pick a field or type a value"
        )


def test_the_known_user_comes_before_the_anonymous_one(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm, config={}))
    editor.slot("External ID").click()
    expect(editor.options.first).to_contain_text("userId")
