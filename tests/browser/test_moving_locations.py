"""Switching between Identify and Track offers to move what points to the old locations."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.test_guide_tables import KEYS, PATHS, trigger

OTHER = {"identify": "track", "track": "identify"}


def guide_config(event_type: str) -> dict[str, Any]:
    """The guide's table of that event type."""
    return {key: {"@path": f"$.{path}"} for key, path in zip(KEYS, PATHS[event_type], strict=True)}


def switch(editor: EditorPage, event_type: str) -> None:
    editor.page.get_by_role("radio", name=event_type.title()).click()


@pytest.mark.parametrize("event_type", ["identify", "track"])
def test_moving_turns_one_table_of_the_guide_into_the_other(
    editor: EditorPage, crm: Destination, token: str, event_type: str
) -> None:
    old = OTHER[event_type]
    mapping = factories.make_mapping(crm, trigger=trigger(old), config=guide_config(old))
    editor.open(mapping)
    switch(editor, event_type)
    strip = editor.page.get_by_role("status", name="Locations")
    expect(strip).to_contain_text(f"4 values point to {old.title()} locations.")
    strip.get_by_role("button", name=f"Move them to {event_type.title()} locations").click()
    expect(strip).to_be_empty()
    expect(editor.page.get_by_role("radio", name=event_type.title())).to_be_focused()
    expect(editor.toast).to_contain_text(f"Moved 4 values to {event_type.title()} locations.")
    editor.expect_payload(factories.TRACK_PAYLOAD)
    editor.save()
    stored = editor.stored(mapping, token)
    assert list(stored["config"].items()) == list(guide_config(event_type).items())
    assert stored["trigger"] == trigger(event_type)


def test_one_undo_puts_every_value_back(editor: EditorPage, crm: Destination, token: str) -> None:
    mapping = factories.make_mapping(crm)
    editor.open(mapping)
    switch(editor, "identify")
    editor.button("Move them to Identify locations").click()
    expect(editor.chip("Email address")).to_have_text("traits.email")
    editor.button("Undo").first.click()
    expect(editor.chip("Email address")).to_have_text("context.traits.email")
    expect(editor.page.get_by_role("radio", name="Identify")).to_be_checked()
    expect(editor.button("Move them to Identify locations")).to_be_visible()
    editor.save()
    assert editor.stored(mapping, token)["config"] == factories.TRACK_CONFIG


def test_keep_leaves_the_values_and_takes_the_offer_away(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    switch(editor, "identify")
    editor.page.locator("#move-strip").get_by_role("button", name="Keep", exact=True).click()
    expect(editor.page.locator("#move-strip")).to_be_empty()
    expect(editor.chip("Email address")).to_have_text("context.traits.email")


def test_nothing_is_offered_where_nothing_points_to_the_old_locations(
    editor: EditorPage, crm: Destination
) -> None:
    config = {"external_id": {"@path": "$.userId"}, "first_name": "Jane"}
    editor.open(factories.make_mapping(crm, config=config))
    switch(editor, "identify")
    expect(editor.page.get_by_text("reads traits.browse_abandoners")).to_be_visible()
    expect(editor.page.locator("#move-strip")).to_be_empty()


def test_the_list_shows_each_path_and_leaves_what_is_unticked(
    editor: EditorPage, crm: Destination, token: str
) -> None:
    lower = {"@case": {"operator": "lower", "value": {"@path": "$.context.traits.email"}}}
    config = {**factories.TRACK_CONFIG, "email_address": lower}
    mapping = factories.make_mapping(crm, config=config)
    editor.open(mapping)
    switch(editor, "identify")
    editor.button("Show").click()
    moves = editor.page.get_by_role("group", name="Values to move")
    expect(editor.button("Hide")).to_be_focused()
    expect(editor.button("Hide")).to_have_attribute("aria-expanded", "true")
    expect(moves.get_by_role("checkbox")).to_have_count(4)
    line = moves.get_by_role("checkbox", name="context.traits.email → traits.email Email address")
    expect(line).to_be_checked()
    moves.get_by_role("checkbox", name="properties.last_name").uncheck()
    editor.button("Move them to Identify locations").click()
    expect(editor.toast).to_contain_text("Moved 3 values to Identify locations.")
    expect(moves).to_be_hidden()
    editor.save()
    stored = editor.stored(mapping, token)["config"]
    assert stored["email_address"]["@case"]["value"] == {"@path": "$.traits.email"}
    assert stored["last_name"] == {"@path": "$.properties.last_name"}
    editor.button("Undo").first.click()
    expect(editor.chip("First name")).to_have_text("properties.first_name")


MOVED = [
    ("track", {"@path": "$.traits.email"}, {"@path": "$.context.traits.email"}),
    ("track", {"@path": "$.traits.phone"}, {"@path": "$.context.traits.phone"}),
    ("track", {"@path": "traits.vip"}, {"@path": "properties.vip"}),
    ("track", {"@path": '$.traits["a.b"][0]'}, {"@path": '$.properties["a.b"][0]'}),
    ("track", {"@path": "$.properties.x"}, {"@path": "$.properties.x"}),
    ("track", {"@path": "$.traits"}, {"@path": "$.traits"}),
    ("identify", {"@path": "$.context.traits.email"}, {"@path": "$.traits.email"}),
    ("identify", {"@path": "$.context.ip"}, {"@path": "$.context.ip"}),
    ("identify", {"@template": "Hi {{properties.a}}!"}, {"@template": "Hi {{traits.a}}!"}),
    (
        "identify",
        {"@literal": {"@path": "$.properties.a"}},
        {"@literal": {"@path": "$.properties.a"}},
    ),
    (
        "identify",
        {"@case": {"operator": "lower", "value": {"@path": "$.properties.a"}}},
        {"@case": {"operator": "lower", "value": {"@path": "$.traits.a"}}},
    ),
    (
        "identify",
        {"@arrayPath": ["$.properties.cart", {"sku": {"@path": "$.properties.sku"}}]},
        {"@arrayPath": ["$.traits.cart", {"sku": {"@path": "$.properties.sku"}}]},
    ),
    ("identify", "properties.a", "properties.a"),
]


def test_only_paths_of_the_event_are_moved(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm))
    moved = editor.page.evaluate(
        """async (given) => {
          const { movedValue } = await import("mapper/locations.js");
          return given.map(([eventType, value]) => movedValue(value, eventType));
        }""",
        MOVED,
    )
    assert moved == [after for _, _, after in MOVED]
