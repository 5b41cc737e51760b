"""Any valid mapping opens in the builder, and is stored again as it was."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from mappings.models import Source
from tests import factories
from tests.browser.editor_page import EditorPage

CASES = Path(__file__).parents[1] / "cases" / "mappings" / "valid"
MOST_FIELDS = 190
READ_AND_WRITE = """async (texts) => {
  const { cardOf, valueOf } = await import("mapper/expressions.js");
  const again = (value) => {
    const card = cardOf(value);
    if (!card) return value;
    const args = card.args.map((arg) => ({ ...arg, value: again(arg.value) }));
    return valueOf({ ...card, args });
  };
  return texts.map((text) => JSON.stringify(again(JSON.parse(text))));
}"""
OPEN_ALL = """() => Promise.all([...document.querySelectorAll("field-row")]
  .map((row) => row.openBuilder()))"""
UNKNOWN = {
    "@transform": {"apply": {"a": {"@path": "$.userId"}}, "mapping": {"b": {"@path": "$.a"}}}
}


def stored_values() -> list[Any]:
    """Every field of every valid case; a config that is one function as a whole is not for rows."""
    configs = [case["config"] for path in sorted(CASES.glob("*.json")) for case in read(path)]
    return [
        value
        for config in configs
        if isinstance(config, dict) and not any(key.startswith(("@", "__")) for key in config)
        for value in config.values()
    ]


def read(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text("utf-8")))


def test_cards_are_written_back_as_they_were_read(editor: EditorPage, source: Source) -> None:
    editor.open(factories.make_mapping(factories.make_webhook(source), config={}))
    values = stored_values()
    texts = [json.dumps(value) for value in values]
    written = [json.loads(text) for text in editor.page.evaluate(READ_AND_WRITE, texts)]
    assert [one for one, other in zip(values, written, strict=True) if one != other] == []


def test_every_case_opens_and_stays_as_it_is(
    editor: EditorPage, source: Source, token: str
) -> None:
    config = {f"key {at}": value for at, value in enumerate(stored_values()[:MOST_FIELDS])}
    mapping = factories.make_mapping(factories.make_webhook(source), config=config)
    editor.open(mapping)
    editor.page.evaluate(OPEN_ALL)
    expect(editor.page.locator(".builder:not([hidden])")).to_have_count(len(config))
    editor.save()
    answer = json.dumps(editor.stored(mapping, token)["config"])
    assert answer == json.dumps(config)


def test_what_has_no_controls_is_edited_as_json(
    editor: EditorPage, source: Source, token: str
) -> None:
    mapping = factories.make_mapping(factories.make_webhook(source), config={"a": UNKNOWN})
    editor.open(mapping)
    editor.page.evaluate(OPEN_ALL)
    box = editor.page.get_by_role("textbox", name="JSON for the value")
    assert json.loads(box.input_value()) == UNKNOWN
    box.fill('{"@path": ')
    box.blur()
    expect(editor.rows.first).to_contain_text("This is not valid JSON, so it is not used yet.")
    box.fill('{"@path": "$.userId"}')
    box.blur()
    editor.expect_payload({"a": "user-123"})
    editor.save()
    assert editor.stored(mapping, token)["config"] == {"a": {"@path": "$.userId"}}
