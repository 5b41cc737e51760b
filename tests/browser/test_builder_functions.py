"""Every function of the builder gives the JSON that it says, by mouse and by keyboard alone."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.engine.compiler import compile_mapping
from mappings.engine.paths import MISSING
from mappings.models import Destination, Mapping, Source
from tests import factories
from tests.browser.editor_page import EditorPage

NAME = "First name"
KEY = "first_name"
MOST_KEYS = 40
EMAIL = {"@path": "$.context.traits.email"}
USER_ID = {"@path": "$.userId"}
VALUE = {"@path": "$.value"}

# The button, the event fields that fill its empty arguments, and what is stored.
FUNCTIONS: list[tuple[str, list[str], Any]] = [
    (
        "First value that exists",
        ["context.traits.email", "userId"],
        {"@if": {"exists": EMAIL, "then": EMAIL, "else": USER_ID}},
    ),
    (
        "If a value exists",
        ["userId", "context.traits.email", "userId"],
        {"@if": {"exists": USER_ID, "then": EMAIL, "else": USER_ID}},
    ),
    ("Decide on empty values", ["userId"], {"@excludeWhenNull": USER_ID}),
    ("Change case", ["userId"], {"@case": {"operator": "lower", "value": USER_ID}}),
    (
        "Replace text",
        ["userId"],
        {"@replace": {"pattern": " ", "replacement": "", "value": USER_ID}},
    ),
    (
        "Join text and fields",
        ["context.traits.email", "userId"],
        {"@template": "{{context.traits.email}}{{userId}}"},
    ),
    ("To JSON text", ["userId"], {"@json": {"mode": "encode", "value": USER_ID}}),
    ("From JSON text", ["userId"], {"@json": {"mode": "decode", "value": USER_ID}}),
    ("Flatten object", ["userId"], {"@flatten": {"separator": ".", "value": USER_ID}}),
    (
        "Merge objects",
        ["userId", "context.traits.email"],
        {"@merge": {"objects": [USER_ID, EMAIL], "direction": "right"}},
    ),
    (
        "Convert type",
        ["userId"],
        {
            "@transform": {
                "apply": {"value": USER_ID},
                "mapping": {"@if": {"exists": VALUE, "then": {"@template": "{{value}}"}}},
            }
        },
    ),
    ("Build each item", ["userId"], {"@arrayPath": ["$.userId", {}]}),
    ("True/false", [], True),
    ("Null", [], None),
]


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


def by_mouse(editor: EditorPage, function: str, paths: list[str]) -> None:
    editor.button(f"Build a value for {NAME}").click()
    editor.page.get_by_role("group", name=f"Value builder for {NAME}").get_by_role(
        "button", name=function, exact=True
    ).click()
    for path in paths:
        editor.field(path).click()


def by_keyboard(editor: EditorPage, function: str, paths: list[str]) -> None:
    keys = editor.page.keyboard
    editor.slot(NAME).focus()
    keys.press("Alt+Enter")
    expect(editor.page.locator(".palette__item").first).to_be_focused()
    for _ in range(MOST_KEYS):
        if focused_text(editor) == function:
            break
        keys.press("Tab")
    keys.press("Enter")
    if paths:
        keys.press("Escape")
    for path in paths:
        keys.press("Home")
        for _ in range(MOST_KEYS):
            if editor.page.evaluate("document.activeElement.dataset.path") == path:
                break
            keys.press("ArrowDown")
        keys.press("Enter")


def focused_text(editor: EditorPage) -> str:
    return str(editor.page.evaluate("document.activeElement.textContent"))


@pytest.mark.parametrize("build", [by_mouse, by_keyboard])
def test_every_function_is_built_and_stored_as_plain_json(
    editor: EditorPage,
    mapping: Mapping,
    token: str,
    build: Callable[[EditorPage, str, list[str]], None],
) -> None:
    editor.open(mapping)
    for function, paths, stored in FUNCTIONS:
        build(editor, function, paths)
        editor.save()
        assert editor.stored(mapping, token)["config"] == {KEY: stored}, function
        editor.button(f"Build a value for {NAME}").click()
        editor.button(f"Clear {NAME}").first.click()


def test_a_text_and_a_number_are_typed(editor: EditorPage, mapping: Mapping, token: str) -> None:
    editor.open(mapping)
    by_mouse(editor, "Text", [])
    editor.page.keyboard.type("EMEA")
    editor.expect_payload({KEY: "EMEA"})
    editor.page.get_by_role("button", name=f"Clear {NAME}").first.click()
    editor.button("Number").click()
    editor.page.keyboard.press("Control+a")
    editor.page.keyboard.type("3.5")
    editor.save()
    assert editor.stored(mapping, token)["config"] == {KEY: 3.5}
    editor.page.keyboard.type("x")
    expect(editor.row(NAME).get_by_role("alert")).to_have_text("Write a number, such as 3.5.")


def test_text_is_joined_and_separated(editor: EditorPage, mapping: Mapping, token: str) -> None:
    editor.open(mapping)
    by_mouse(editor, "Join text and fields", ["properties.first_name", "properties.last_name"])
    editor.button("comma").click()
    editor.slot("next part").fill("!")
    editor.page.keyboard.press("Enter")
    editor.expect_payload({KEY: "Jane, Doe!"})
    editor.page.get_by_role("textbox", name="Text, part 2").focus()
    editor.page.keyboard.press("Alt+ArrowLeft")
    editor.expect_payload({KEY: ", JaneDoe!"})
    editor.save()
    text = ", {{properties.first_name}}{{properties.last_name}}!"
    assert editor.stored(mapping, token)["config"] == {KEY: {"@template": text}}


def test_a_part_of_joined_text_is_moved_with_the_mouse(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    by_mouse(editor, "Join text and fields", ["properties.first_name", "properties.last_name"])
    editor.slot("next part").fill(" of ")
    editor.page.keyboard.press("Enter")
    editor.expect_payload({KEY: "JaneDoe of "})
    editor.page.get_by_role("textbox", name="Text, part 3").click()
    for _ in range(2):
        editor.button("Move the part left").click()
    editor.expect_payload({KEY: " of JaneDoe"})
    editor.button("Move the part right").click()
    editor.expect_payload({KEY: "Jane of Doe"})
    editor.save()
    text = "{{properties.first_name}} of {{properties.last_name}}"
    assert editor.stored(mapping, token)["config"] == {KEY: {"@template": text}}


def test_a_filter_of_liquid_is_chosen_from_a_list(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    by_mouse(editor, "Liquid template", ["properties.first_name"])
    editor.button("Filters").click()
    menu = editor.page.get_by_role("menu", name="Insert a filter")
    editor.page.get_by_role("searchbox", name="Filter: Insert a filter").fill("upper")
    menu.get_by_role("menuitem", name="upcase").click()
    editor.expect_payload({KEY: "JANE"})
    editor.page.keyboard.press("End")
    editor.page.keyboard.insert_text("! ")
    editor.button("Filters").click()
    menu.get_by_role("menuitem", name="capitalize").click()
    editor.expect_payload({KEY: "JANE! Text"})
    editor.save()
    text = '{{ properties.first_name | upcase }}! {{ "text" | capitalize }}'
    assert editor.stored(mapping, token)["config"] == {KEY: {"@liquid": text}}


def test_replace_tells_its_limit(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    by_mouse(editor, "Replace text", ["userId"])
    editor.page.get_by_role("textbox", name="Find", exact=True).fill("12345678901234")
    expect(editor.row(NAME)).to_contain_text("The text to find is 14 characters; the limit is 10.")


def test_what_is_sent_for_a_missing_value_is_chosen(editor: EditorPage, source: Source) -> None:
    config = {"a": {"@excludeWhenNull": {"@path": "$.properties.nowhere"}}}
    editor.open(factories.make_mapping(factories.make_webhook(source), config=config))
    editor.button("Build a value for a").click()
    editor.page.get_by_label("When missing").select_option("send null")
    editor.expect_payload({"a": None})


OUTCOMES = {"out": MISSING, "null": None, "text": ""}
WRITE_RULES = """async (rules) => {
  const { EMPTY_RULES } = await import("mapper/kinds-empty.js");
  const args = [{ id: "value", value: { "@path": "$.x" } }];
  const written = rules.map((options) => EMPTY_RULES.write({ args, options }));
  const read = written.map((value) => EMPTY_RULES.read(value).options);
  return [written, read];
}"""


def test_every_rule_for_empty_values_does_what_it_says(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    rules = [
        {"missing": missing, "isNull": null, "isEmpty": empty}
        for missing, null, empty in product(OUTCOMES, repeat=3)
    ]
    written, read = editor.page.evaluate(WRITE_RULES, rules)
    assert read == rules
    for rule, value in zip(rules, written, strict=True):
        run = compile_mapping({"a": value}).run
        for name, event in (("missing", {}), ("isNull", {"x": None}), ("isEmpty", {"x": ""})):
            assert run(event).get("a", MISSING) == OUTCOMES[rule[name]], (rule, name)
        for kept in (0, False, "text", [1]):
            assert run({"x": kept}) == {"a": kept}


CONVERSIONS = [
    ("text", "out", [(5, "5"), (True, "true"), ("a", "a"), (None, MISSING)]),
    ("text", "null", [(None, None)]),
    ("number", "out", [("3.5", 3.5), (0, 0), ("0", 0), ("true", True), ("abc", MISSING)]),
    ("number", "null", [("abc", None), ("-1", -1), (False, False)]),
]
WRITE_CONVERSION = """async ([to, otherwise]) => {
  const { SHAPING } = await import("mapper/kinds-shape.js");
  const convert = SHAPING.find(({ name }) => name === "convert");
  const args = [{ id: "value", value: { "@path": "$.x" } }];
  return convert.write({ args, options: { to, otherwise } });
}"""


def test_every_conversion_does_what_it_says(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    for to, otherwise, pairs in CONVERSIONS:
        value = editor.page.evaluate(WRITE_CONVERSION, [to, otherwise])
        run = compile_mapping({"a": value}).run
        for given, expected in pairs:
            assert run({"x": given}).get("a", MISSING) == expected, (to, given)
