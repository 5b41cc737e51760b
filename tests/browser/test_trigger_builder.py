"""The trigger builder: every kind of condition, groups, verdicts, and FQL text both ways."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination, Mapping
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.test_trigger_bar import track_event

TYPE, FLAG = factories.TRACK_TRIGGER["children"]
PLAN = {"type": "event-property", "name": "plan", "operator": "=", "value": "gold"}
TOTAL = {"type": "event-property", "name": "total", "operator": ">=", "value": 5}


def group(operator: str, *children: Any) -> dict[str, Any]:
    return {"type": "group", "operator": operator, "children": list(children)}


class Builder:
    def __init__(self, editor: EditorPage) -> None:
        self.editor = editor
        self.page = editor.page
        self.panel = editor.page.locator("#trigger-builder")

    def condition(self, number: str) -> Locator:
        return self.panel.get_by_role("group", name=f"Condition {number}", exact=True)

    def part(self, what: str, number: str) -> Locator:
        name = f"{what} of condition {number}"
        return self.panel.get_by_role("combobox", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


@pytest.fixture
def builder(editor: EditorPage, mapping: Mapping) -> Builder:
    editor.open(mapping)
    return Builder(editor)


def test_groups_are_built_with_the_mouse(builder: Builder, mapping: Mapping, token: str) -> None:
    editor = builder.editor
    editor.button("Add condition").click()
    expect(builder.part("Kind", "3")).to_be_focused()
    builder.button("Remove condition 3").click()
    builder.button("Add group").click()
    builder.part("Kind", "3.1").select_option("Property")
    builder.part("Name", "3.1").fill("plan")
    editor.page.get_by_role("option", name="Use the name plan").click()
    builder.part("Operator", "3.1").select_option("is")
    builder.part("Value", "3.1").fill("gold")
    editor.page.get_by_role("option", name="Use “gold”").click()
    builder.button("Add condition to group 3").click()
    builder.part("Kind", "3.2").select_option("Property")
    builder.part("Name", "3.2").fill("total")
    editor.page.get_by_role("option", name="Use the name total").click()
    builder.part("Operator", "3.2").select_option("is at least")
    builder.part("Value", "3.2").fill("5")
    builder.button("Done").click()
    expect(editor.button("Conditions (4)")).to_be_focused()
    editor.save()
    stored = editor.stored(mapping, token)
    assert stored["trigger"] == group("and", TYPE, FLAG, group("or", PLAN, TOTAL))


def test_groups_are_built_with_the_keyboard(builder: Builder, mapping: Mapping, token: str) -> None:
    keys = builder.page.keyboard
    builder.editor.button("Add condition").focus()
    keys.press("Enter")
    expect(builder.part("Kind", "3")).to_be_focused()
    builder.button("Add group").focus()
    keys.press("Enter")
    expect(builder.part("Kind", "4.1")).to_be_focused()
    keys.type("User")
    expect(builder.part("Operator", "4.1")).to_be_visible()
    keys.press("Tab")
    keys.type("exists")
    builder.button("Add condition to group 4").focus()
    keys.press("Enter")
    expect(builder.part("Kind", "4.2")).to_be_focused()
    keys.type("Trait")
    keys.press("Tab")
    keys.insert_text("plan")
    keys.press("Tab")
    keys.type("exists")
    keys.press("Escape")
    expect(builder.panel).to_be_hidden()
    expect(builder.editor.button("Conditions (5)")).to_be_focused()
    builder.editor.save()
    event = {"type": "event", "operator": "=", "value": "Audience Entered"}
    user = {"type": "userId", "operator": "exists"}
    trait = {"type": "event-trait", "name": "plan", "operator": "exists"}
    stored = builder.editor.stored(mapping, token)
    assert stored["trigger"] == group("and", TYPE, FLAG, event, group("or", user, trait))


def test_any_of_all_conditions_and_one_undo_each(
    builder: Builder, mapping: Mapping, token: str
) -> None:
    builder.editor.button("Add condition").click()
    match = builder.panel.get_by_role("combobox", name="Match conditions")
    match.select_option("any")
    builder.editor.save()
    assert builder.editor.stored(mapping, token)["trigger"]["operator"] == "or"
    for _ in range(2):
        builder.editor.button("Undo").first.click()
    builder.editor.save()
    assert builder.editor.stored(mapping, token)["trigger"] == factories.TRACK_TRIGGER


KINDS = [
    ("Event type", "is not", {"type": "event-type", "operator": "!=", "value": "track"}),
    ("Event name", "contains", {"type": "event", "operator": "contains", "value": "track"}),
    (
        "Page or screen name",
        "does not exist",
        {"type": "name", "operator": "not_exists"},
    ),
    ("User ID", "starts with", {"type": "userId", "operator": "starts_with", "value": "track"}),
    (
        "Property",
        "is one of",
        {"type": "event-property", "name": "audience_key", "operator": "in", "value": ["track"]},
    ),
    (
        "Context field",
        "is true",
        {"type": "event-context", "name": "traits", "operator": "is_true"},
    ),
]


def test_every_kind_has_its_operators(editor: EditorPage, crm: Destination, token: str) -> None:
    mapping = factories.make_mapping(crm, config={})
    editor.open(mapping)
    builder = Builder(editor)
    editor.button("Add condition").click()
    for kind, operator, condition in KINDS:
        builder.part("Kind", "1").select_option("Event type")
        builder.part("Operator", "1").select_option("is")
        builder.part("Value", "1").fill("track")
        builder.page.keyboard.press("Tab")
        builder.part("Kind", "1").select_option(kind)
        builder.part("Operator", "1").select_option(operator)
        editor.save()
        assert editor.stored(mapping, token)["trigger"]["children"][0] == condition


def test_operators_beyond_segment_are_marked(builder: Builder) -> None:
    builder.editor.button("Add condition").click()
    operator = builder.part("Operator", "2")
    beyond = operator.locator("optgroup[label='Date, not in Segment'] option")
    expect(beyond).to_have_text(["is before", "is after", "is between"])
    operator.select_option("is between")
    expect(builder.condition("2").get_by_text("not in Segment")).to_be_visible()
    first = builder.panel.get_by_role("textbox", name="First value of condition 2")
    first.fill("yesterday")
    builder.page.keyboard.press("Tab")
    expect(builder.condition("2")).to_contain_text("Expected a date as")
    first.fill("2026-01-01")
    builder.page.keyboard.press("Tab")
    expect(builder.condition("2")).to_contain_text("Does not hold: found true, true/false.")


def test_each_condition_tells_what_it_found_and_can_be_flipped(
    editor: EditorPage, crm: Destination
) -> None:
    trigger = group("and", TYPE, FLAG, group("or", PLAN, TOTAL), group("and", PLAN))
    editor.open(factories.make_mapping(crm, trigger=trigger, config={}))
    builder = Builder(editor)
    editor.use_event(track_event(browse_abandoners=True, total=3))
    editor.button("Conditions (5)").click()
    expect(builder.condition("1")).to_contain_text("Holds: found “track”, text.")
    expect(builder.condition("3.2")).to_contain_text("Does not hold: found 3, number.")
    expect(builder.condition("4")).to_contain_text("the event has nothing at properties.plan.")
    builder.condition("4").get_by_role("button", name="Flip it in the test event").click()
    expect(builder.condition("4")).to_contain_text("Holds: found “gold”, text.")
    expect(editor.trigger_check).to_have_text("Test event matches")
    expect(editor.field("properties.plan")).to_be_visible()
    editor.button("Undo").first.click()
    expect(builder.condition("4")).to_contain_text("Does not hold")


def test_values_are_suggested_from_the_event_and_from_saved_events(
    editor: EditorPage, crm: Destination
) -> None:
    saved = factories.make_test_event(crm.source, "With a plan")
    saved.event = track_event(plan="silver")
    saved.save()
    editor.open(factories.make_mapping(crm, trigger=group("and", TYPE, PLAN), config={}))
    editor.use_event(track_event(plan="<b>bold</b>"))
    editor.button("Conditions (2)").click()
    builder = Builder(editor)
    builder.part("Value", "2").click()
    values = editor.page.get_by_role("listbox", name="Values").get_by_role("option")
    expect(values).to_have_text(["abc<b>bold</b>", "abcsilver"])
    values.last.click()
    expect(builder.part("Value", "2")).to_have_value("silver")
    expect(builder.condition("2")).to_contain_text("Does not hold: found “<b>bold</b>”, text.")


def test_the_text_is_edited_both_ways(builder: Builder, mapping: Mapping, token: str) -> None:
    editor = builder.editor
    editor.button("Add condition").click()
    builder.page.get_by_role("radio", name="FQL text").click()
    text = builder.panel.get_by_role("textbox", name="Trigger as FQL text")
    expect(text).to_have_value(
        'type = "track" and properties.browse_abandoners = true and event = "Audience Entered"'
    )
    text.fill('type = "track" and\n groupId = "g"')
    problem = builder.panel.get_by_role("alert")
    expect(problem).to_contain_text("Line 2, column 2:")
    expect(problem).to_contain_text("The trigger stays as it was.")
    expect(editor.button("Conditions (3)")).to_be_visible()
    text.fill('type = "track" and properties.plan = "gold"')
    expect(problem).to_be_empty()
    expect(editor.button("Conditions (2)")).to_be_visible()
    builder.page.get_by_role("radio", name="Conditions").click()
    expect(builder.part("Name", "2")).to_have_value("plan")
    editor.save()
    assert editor.stored(mapping, token)["trigger"] == group("and", TYPE, PLAN)
    editor.button("Undo").first.click()
    builder.page.get_by_role("radio", name="FQL text").click()
    expect(text).to_have_value(
        'type = "track" and properties.browse_abandoners = true and event = "Audience Entered"'
    )


def test_what_segment_reads_otherwise_stands_below_the_text(builder: Builder) -> None:
    builder.editor.button("Add condition").click()
    builder.page.get_by_role("radio", name="FQL text").click()
    text = builder.panel.get_by_role("textbox", name="Trigger as FQL text")
    expect(text).to_have_value(re.compile("Audience Entered"))  # it came: nothing is appended to it
    text.fill('type = "track" and properties.plan in ("gold", "silver")')
    notes = builder.panel.get_by_role("list", name="Differences from Segment")
    expect(notes).to_contain_text("Segment:")
    expect(notes).to_contain_text('properties.plan = "gold" or properties.plan = "silver"')


def test_the_builder_is_loaded_when_it_is_opened(editor: EditorPage, mapping: Mapping) -> None:
    loaded: list[str] = []
    editor.page.on("request", lambda request: loaded.append(request.url))
    editor.open(mapping)
    assert not [url for url in loaded if "trigger-builder" in url]
    editor.button("Add condition").click()
    expect(editor.page.locator("#trigger-builder")).to_be_visible()
    assert [url for url in loaded if "trigger-builder" in url]


def test_nothing_moves_when_the_controls_are_focused(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, trigger=group("and", TYPE, PLAN), config={}))
    editor.button("Conditions (2)").click()
    expect(Builder(editor).condition("2")).to_contain_text("Does not hold")
    controls = editor.page.locator("#trigger-builder :is(select, input, button)")
    before = [box.bounding_box() for box in controls.all()]
    for control in controls.all():
        control.focus()
        assert [box.bounding_box() for box in controls.all()] == before


def test_somebody_who_may_only_look_sees_it(editor: EditorPage, mapping: Mapping) -> None:
    member = mapping.destination.workspace.members.get()
    member.role = "viewer"
    member.save()
    editor.open(mapping)
    editor.button("Conditions (2)").click()
    builder = Builder(editor)
    expect(builder.part("Kind", "1")).to_be_disabled()
    expect(builder.panel.get_by_role("button")).to_have_text(["Done"])
