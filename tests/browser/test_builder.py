"""The function builder: made from the left panel alone, and by keyboard alone; nothing is lost."""

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination, Mapping
from tests import factories
from tests.browser.editor_page import EditorPage

FIRST = "First value that exists"
EMAIL = {"@path": "$.context.traits.email"}
USER_ID = {"@path": "$.userId"}
LOWER_EMAIL = {"@case": {"operator": "lower", "value": EMAIL}}
LOWER_OR_ID = {"@if": {"exists": LOWER_EMAIL, "then": LOWER_EMAIL, "else": USER_ID}}


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


def builder(editor: EditorPage, name: str) -> Locator:
    return editor.page.get_by_role("group", name=f"Value builder for {name}")


def open_builder(editor: EditorPage, name: str) -> Locator:
    editor.button(f"Build a value for {name}").click()
    expect(builder(editor, name)).to_be_visible()
    return builder(editor, name)


def apply_to(editor: EditorPage, argument: str, function: str) -> None:
    editor.button(f"Apply a function to {argument}").click()
    editor.page.get_by_role("menuitem", name=function, exact=True).click()


def test_nested_functions_are_built_from_the_left_panel(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    within = open_builder(editor, "Email address")
    within.get_by_role("button", name=FIRST).click()
    expect(editor.armed).to_contain_text("first choice of Email address")
    editor.field("context.traits.email").click()
    expect(editor.armed).to_contain_text("fallback 1 of Email address")
    editor.field("userId").click()
    apply_to(editor, "first choice", "Change case")
    editor.save()
    assert editor.stored(mapping, token)["config"] == {"email_address": LOWER_OR_ID}


def test_wrap_and_unwrap_keep_the_value(editor: EditorPage, crm: Destination, token: str) -> None:
    mapping = factories.make_mapping(crm, config={"email_address": EMAIL})
    editor.open(mapping)
    within = open_builder(editor, "Email address")
    within.get_by_role("button", name="Change case").click()
    editor.button("Apply a function to Email address").click()
    editor.page.get_by_role("menuitem", name=FIRST).click()
    expect(editor.chip("Email address")).to_contain_text("first of (lower(context.traits.email)")
    editor.button(f"Remove {FIRST}, keep its first value").click()
    editor.button("Remove Change case, keep its text").click()
    expect(within.get_by_role("button", name=FIRST)).to_be_focused()
    expect(editor.chip("Email address").first).to_have_text("context.traits.email")
    for _ in range(4):
        editor.button("Undo").click()
    editor.save()
    assert editor.stored(mapping, token)["config"] == {"email_address": EMAIL}


def test_liquid_is_written_and_takes_picks(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    within = open_builder(editor, "First name")
    within.get_by_role("button", name="Liquid template").click()
    expect(within.locator(".ace_editor")).to_be_visible()
    editor.page.keyboard.insert_text("Dear ")
    editor.field("properties.first_name").click()
    expect(within).to_contain_text("32 of 1,000 characters")
    editor.expect_payload({"first_name": "Dear Jane"})
    editor.save()
    text = "Dear {{ properties.first_name }}"
    assert editor.stored(mapping, token)["config"] == {"first_name": {"@liquid": text}}


def test_escape_goes_from_the_event_fields_back_into_the_template(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    open_builder(editor, "First name").get_by_role("button", name="Liquid template").click()
    expect(editor.row("First name").locator(".ace_editor")).to_be_visible()
    editor.field("userId").focus()
    editor.page.keyboard.press("Escape")
    editor.page.keyboard.type("plan")
    editor.expect_payload({"first_name": "plan"})


def test_arguments_show_their_values(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={"email_address": LOWER_OR_ID}))
    within = open_builder(editor, "Email address")
    expect(within.locator(".arg__result").filter(has_text="(not used)")).to_have_text(
        '"user-123" (not used)'
    )
    expect(within.locator(".fx__result").filter(has_text="user")).to_have_text('"user@example.com"')


def test_undo_of_a_function_closes_its_arguments(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    within = open_builder(editor, "Email address")
    within.get_by_role("button", name=FIRST).click()
    expect(editor.armed).to_contain_text("first choice of Email address")
    editor.page.locator("#undo").click()
    expect(editor.armed).to_contain_text("Choosing a value for Email address")
    expect(within.get_by_role("button", name=FIRST)).to_be_visible()


@pytest.mark.parametrize("function", [FIRST, "Liquid template"])
def test_undo_of_a_function_around_a_value_leaves_the_value_waiting(
    editor: EditorPage, crm: Destination, function: str
) -> None:
    """The argument that waited for a pick is gone, and the page is drawn all the same."""
    config = {"first_name": {"@path": "$.properties.first_name"}}
    editor.open(factories.make_mapping(crm, config=config))
    within = open_builder(editor, "First name")
    within.get_by_role("button", name=function).click()
    expect(editor.armed).to_contain_text("of First name")
    editor.page.locator("#undo").click()
    expect(editor.toast).to_contain_text("Undone: ")
    expect(editor.armed).to_have_text("Choosing a value for First name")
    expect(editor.chip("First name")).to_have_text("properties.first_name")
    editor.field("properties.last_name").click()
    editor.expect_payload({"first_name": "Doe"})


def test_escape_and_done_close_the_builder(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    opener = editor.button("Build a value for Email address")
    for way in (lambda: editor.page.keyboard.press("Escape"), editor.button("Done").click):
        open_builder(editor, "Email address")
        way()
        expect(opener).to_be_focused()
        expect(opener).to_have_attribute("aria-expanded", "false")


def test_text_around_braces_is_joined(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.type_into("First name", "Dear {{properties.first_name}}")
    editor.options.filter(has_text="Join text and fields").click()
    editor.expect_payload({"first_name": "Dear Jane"})


def test_nothing_moves_when_arguments_get_the_focus(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={"email_address": LOWER_OR_ID}))
    within = open_builder(editor, "Email address")
    expect(within).to_contain_text("(not used)")
    boxes = """() => [...document.querySelectorAll("field-row, .fx, .arg")]
      .map((node) => JSON.stringify(node.getBoundingClientRect()))"""
    before = editor.page.evaluate(boxes)
    for slot in within.get_by_role("combobox").all():
        slot.click()
        expect(editor.options.first).to_be_visible()
        assert editor.page.evaluate(boxes) == before
        editor.page.keyboard.press("Escape")
