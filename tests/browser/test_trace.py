"""Explain: how one field's value is made, beside the preview, for as long as it is open."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

PATH = {"@path": "$.traits.name"}
LOWER = {"@case": {"operator": "lower", "value": {"@path": "$.properties.first_name"}}}
CHOICE = {"@if": {"exists": PATH, "then": PATH, "else": LOWER}}
CONFIG: dict[str, Any] = {
    **factories.TRACK_CONFIG,
    "first_name": CHOICE,
    "audience_status": "true",
    "last_name": "",
}


@pytest.fixture
def opened(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.open(factories.make_mapping(crm, config=CONFIG))
    return editor


def explain(editor: EditorPage, name: str) -> Locator:
    editor.button(f"More for {name}").click()
    editor.page.get_by_role("menuitem", name="Explain…").click()
    trace = editor.page.get_by_role("region", name=f"How {name} is made")
    expect(trace.get_by_role("heading")).to_be_focused()
    return trace


def test_each_step_has_its_value_and_the_unused_choice_says_so(opened: EditorPage) -> None:
    trace = explain(opened, "First name")
    sentence = "Takes traits.name; if it is missing, uses properties.first_name in lower case."
    expect(trace).to_contain_text(sentence)
    expect(trace.get_by_role("listitem")).to_have_text(
        [
            "first choice · Event field not used traits.name → no value",
            'fallback 1 › text · Event field properties.first_name → "Jane" text',
            'fallback 1 · Change case lower(properties.first_name) → "jane" text',
            "First value that exists first of (traits.name, lower(properties.first_name))"
            ' → "jane" text',
            'Kept Sent as first_name. → "jane" text'
            " Track events have no traits at the top. Traits are in context.traits, audience data"
            " in properties.",
        ],
        use_inner_text=True,
    )


def test_the_payload_checks_changes_and_what_is_left_out_are_told(opened: EditorPage) -> None:
    converted = explain(opened, "Audience status").get_by_role("listitem")
    expect(converted).to_have_count(3)
    expect(converted.nth(1)).to_contain_text('the text "true" became true')
    expect(converted.nth(2)).to_contain_text("→ true true/false")
    dropped = explain(opened, "Last name").get_by_role("listitem")
    expect(dropped.last).to_contain_text("Left out")
    expect(dropped.last).to_contain_text("The payload has no last_name.")
    expect(dropped.last).to_contain_text('In a batch it is sent as "".')


def test_it_follows_the_row_and_the_tabs_stay(opened: EditorPage) -> None:
    trace = explain(opened, "First name")
    opened.page.get_by_role("tab", name="Request").click()
    expect(trace).to_be_visible()
    opened.field("properties.last_name").drag_to(opened.slot("First name"))
    expect(trace.get_by_role("listitem").first).to_have_text(
        'Event field properties.last_name → "Doe" text', use_inner_text=True
    )
    opened.button("Clear First name").click()
    expect(trace.get_by_role("listitem")).to_have_text(
        ["Empty Nothing is mapped to First name, so the payload has no first_name."],
        use_inner_text=True,
    )
    opened.button("Close the explanation").click()
    expect(trace).to_be_hidden()


def test_what_an_event_holds_is_shown_as_text(opened: EditorPage) -> None:
    attack = "<img src=x onerror=alert(1)>"
    opened.use_event({**factories.TRACK_EVENT, "properties": {"first_name": attack.upper()}})
    trace = explain(opened, "First name")
    expect(trace.get_by_role("listitem").last).to_contain_text(json.dumps(attack))
    expect(opened.page.locator("img")).to_have_count(0)


def test_how_is_asked_at_a_key_with_the_keyboard_and_escape_goes_back(opened: EditorPage) -> None:
    how = opened.button("How? Explain Email address")
    how.focus()
    opened.page.keyboard.press("Enter")
    trace = opened.page.get_by_role("region", name="How Email address is made")
    expect(trace.get_by_role("heading")).to_be_focused()
    opened.page.keyboard.press("Escape")
    expect(trace).to_be_hidden()
    expect(how).to_be_focused()


def test_a_config_of_one_function_is_explained_as_a_whole(
    editor: EditorPage, crm: Destination
) -> None:
    objects = [{"first_name": {"@path": "$.properties.first_name"}}, {"last_name": "Doe"}]
    config = {"@merge": {"objects": objects, "direction": "right"}}
    editor.open(factories.make_mapping(crm, config=config))
    editor.button("How? Explain the payload").click()
    trace = editor.page.get_by_role("region", name="How the payload is made")
    expect(trace.get_by_role("listitem").last).to_contain_text("Merge objects")


def test_a_function_without_controls_is_told_by_its_keys_and_a_refusal_says_why(
    editor: EditorPage, crm: Destination
) -> None:
    picked = {"apply": {"@path": "$.properties"}, "mapping": {"@path": "$.first_name"}}
    config = {**factories.TRACK_CONFIG, "audience_status": {"@transform": picked}}
    editor.open(factories.make_mapping(crm, config=config))
    steps = explain(editor, "Audience status").get_by_role("listitem")
    expect(steps.nth(1)).to_contain_text("mapping · Event field")
    expect(steps.nth(2)).to_contain_text("Function @transform")
    expect(steps.last).to_contain_text("Would be refused")
    expect(steps.last).to_contain_text(
        'Audience status expects true/false; this gives text "Jane".'
    )


def test_the_focus_stays_on_how_when_the_payload_is_drawn_again(opened: EditorPage) -> None:
    how = opened.button("How? Explain First name")
    how.focus()
    how.evaluate("(node) => { node.dataset.old = 'yes' }")
    opened.page.evaluate(
        """() => {
          const condition = document.querySelector("#condition");
          condition.value = "is_false";
          condition.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(how).not_to_have_attribute("data-old", "yes")
    expect(how).to_be_focused()
