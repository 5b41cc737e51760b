"""The trigger bar: what it stores, and what it says of the test event."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

FLAG = "properties.browse_abandoners"


def track_event(**properties: Any) -> dict[str, Any]:
    return {**factories.TRACK_EVENT, "properties": properties}


VERDICTS = [
    (track_event(browse_abandoners=True), "Test event matches"),
    (track_event(browse_abandoners=False), f"Test event does not match: {FLAG} is false."),
    (track_event(), "Test event does not match: no browse_abandoners in properties."),
    (
        track_event(browse_abandoners="true"),
        f'Test event does not match: {FLAG} is the text "true", not true.',
    ),
]


@pytest.fixture
def opened(editor: EditorPage, crm: Destination) -> EditorPage:
    editor.open(factories.make_mapping(crm, config={}))
    return editor


def test_the_verdict_says_why(opened: EditorPage) -> None:
    for event, verdict in VERDICTS:
        opened.use_event(event)
        expect(opened.trigger_check).to_have_text(verdict)
        expect(opened.page.get_by_text(f"reads {FLAG}")).to_be_visible()


def test_an_event_of_the_wrong_type_offers_to_switch(opened: EditorPage) -> None:
    opened.use_event({"type": "identify", "traits": {"browse_abandoners": True}})
    expect(opened.trigger_check).to_have_text(
        "Test event does not match: This is an Identify event, but the mapping is for Track."
    )
    opened.button("Switch mapping to Identify").click()
    expect(opened.page.get_by_role("radio", name="Identify")).to_be_checked()
    expect(opened.trigger_check).to_have_text("Test event matches")


def test_keep_leaves_the_mapping_and_the_event(opened: EditorPage) -> None:
    opened.use_event({"type": "identify", "traits": {"browse_abandoners": True}})
    opened.button("Keep").click()
    expect(opened.button("Switch mapping to Identify")).to_have_count(0)
    expect(opened.page.get_by_role("radio", name="Track")).to_be_checked()


def test_the_flag_can_be_turned_around_in_the_test_event(opened: EditorPage) -> None:
    opened.use_event(track_event(browse_abandoners=False))
    opened.button("Flip it in the test event").click()
    expect(opened.trigger_check).to_have_text("Test event matches")


def test_a_fix_of_the_verdict_gives_the_focus_back(opened: EditorPage) -> None:
    opened.use_event(track_event(browse_abandoners=False))
    opened.page.get_by_role("combobox", name="Condition").focus()
    opened.button("Flip it in the test event").press("Enter")
    expect(opened.trigger_check).to_have_text("Test event matches")
    expect(opened.page.get_by_role("combobox", name="Condition")).to_be_focused()


def test_switching_the_type_moves_the_event_trait_and_the_sample(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    mapping = factories.make_mapping(crm, config={})
    editor.open(mapping)
    editor.page.get_by_role("radio", name="Track").focus()
    editor.page.keyboard.press("ArrowLeft")
    expect(editor.field("traits.browse_abandoners")).to_be_visible()
    expect(editor.trigger_check).to_have_text("Test event matches")
    editor.save()
    stored = editor.stored(mapping, token)
    assert stored["event_type"] == "identify"
    assert stored["trigger"]["children"][1]["type"] == "event-trait"


def test_another_key_and_condition_are_stored(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    mapping = factories.make_mapping(crm, config={})
    editor.open(mapping)
    key = editor.page.get_by_role("combobox", name="Audience key")
    key.fill("vip")
    editor.page.keyboard.press("Enter")
    editor.page.get_by_role("combobox", name="Condition").select_option("is false")
    expect(editor.trigger_check).to_have_text("Test event matches")
    expect(editor.page.get_by_text("reads properties.vip")).to_be_visible()
    editor.save()
    flag = editor.stored(mapping, token)["trigger"]["children"][1]
    assert flag == {"type": "event-property", "name": "vip", "operator": "is_false"}


def test_further_conditions_are_shown_and_kept(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    extra = {"type": "event", "operator": "=", "value": "Audience Entered"}
    trigger = factories.TRACK_TRIGGER
    trigger = {**trigger, "children": [*trigger["children"], extra]}
    mapping = factories.make_mapping(crm, trigger=trigger, config={})
    editor.open(mapping)
    expect(editor.page.get_by_role("region", name="Trigger")).to_contain_text("Audience Entered")
    editor.page.get_by_role("radio", name="Identify").click()
    editor.save()
    assert extra in editor.stored(mapping, token)["trigger"]["children"]


def test_an_emptied_key_is_asked_for_and_the_trigger_stays(opened: EditorPage) -> None:
    key = opened.page.get_by_role("combobox", name="Audience key")
    key.fill("")
    opened.page.keyboard.press("Tab")
    expect(opened.page.get_by_text("Enter the audience key.")).to_be_visible()
    expect(key).to_have_value("")
    expect(key).to_have_accessible_description("Enter the audience key.")
    expect(opened.save_state).to_be_empty()
    expect(opened.trigger_check).to_have_text("Test event matches")
    key.fill("vip")
    opened.page.keyboard.press("Tab")
    expect(opened.page.get_by_text("Enter the audience key.")).to_have_count(0)
    expect(opened.page.get_by_text("reads properties.vip")).to_be_visible()


def test_a_trigger_without_an_audience_flag_still_gets_a_sample(
    editor: EditorPage, crm: Destination
) -> None:
    trigger = {**factories.TRACK_TRIGGER, "children": factories.TRACK_TRIGGER["children"][:1]}
    editor.open(factories.make_mapping(crm, trigger=trigger, config={}))
    editor.use_event({"type": "track"})
    editor.open_event_menu("Generate sample")
    expect(editor.field("properties.browse_abandoners")).to_be_visible()
    expect(editor.trigger_check).to_have_text("Test event matches")
