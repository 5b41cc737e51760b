"""The guide's two tables, mapped in five ways: one stored JSON and one payload for all of them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Mapping
from tests import factories
from tests.browser.editor_page import GUIDE_FIELDS, EditorPage

PATHS = {
    "identify": (
        "traits.email",
        "traits.browse_abandoners",
        "traits.first_name",
        "traits.last_name",
    ),
    "track": (
        "context.traits.email",
        "properties.browse_abandoners",
        "properties.first_name",
        "properties.last_name",
    ),
}
KEYS = ("email_address", "audience_status", "first_name", "last_name")


def map_by_mouse(editor: EditorPage, paths: tuple[str, ...]) -> None:
    editor.slot("Email address").click()
    editor.page.keyboard.press("Escape")
    for path in paths:
        editor.field(path).click()


def map_by_menu(editor: EditorPage, paths: tuple[str, ...]) -> None:
    for path, name in zip(paths, GUIDE_FIELDS, strict=True):
        editor.field(path).click()
        editor.page.get_by_role("menuitem", name=name).click()
        editor.page.locator("#fields-panel h2").click()
        editor.page.locator("field-rows").click(position={"x": 300, "y": 600})


def map_by_keyboard(editor: EditorPage, paths: tuple[str, ...]) -> None:
    press = editor.page.keyboard.press
    editor.page.locator("#condition").focus()
    for _ in range(30):
        press("Tab")
        if editor.slot("Email address").evaluate("box => box === document.activeElement"):
            break
    press("Escape")
    press("Home")
    for path in paths:
        _walk_to(editor, path)
        press("Enter")


def map_by_list(editor: EditorPage, paths: tuple[str, ...]) -> None:
    editor.slot("Email address").focus()
    for path in paths:
        editor.page.keyboard.type(path)
        expect(editor.options.first).to_contain_text(path)
        editor.page.keyboard.press("Enter")
        editor.page.keyboard.press("Alt+ArrowDown")


def map_by_drag(editor: EditorPage, paths: tuple[str, ...]) -> None:
    for path, name in zip(paths, GUIDE_FIELDS, strict=True):
        editor.field(path).drag_to(editor.slot(name))


WAYS = [map_by_mouse, map_by_menu, map_by_keyboard, map_by_list, map_by_drag]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("event_type", ["identify", "track"])
def test_every_way_of_mapping_stores_the_same(
    editor: EditorPage,
    crm: Destination,
    token: str,
    event_type: str,
    way: Callable[[EditorPage, tuple[str, ...]], None],
) -> None:
    mapping = make_empty(crm, event_type)
    editor.open(mapping)
    way(editor, PATHS[event_type])
    editor.expect_payload(factories.TRACK_PAYLOAD)
    editor.save()
    stored = editor.stored(mapping, token)
    assert list(stored["config"].items()) == [
        (key, {"@path": f"$.{path}"}) for key, path in zip(KEYS, PATHS[event_type], strict=True)
    ]
    assert stored["trigger"] == trigger(event_type)


def make_empty(crm: Destination, event_type: str) -> Mapping:
    return factories.make_mapping(crm, trigger=trigger(event_type), config={})


def trigger(event_type: str) -> dict[str, Any]:
    kind = "event-trait" if event_type == "identify" else "event-property"
    return {
        "type": "group",
        "operator": "and",
        "children": [
            {"type": "event-type", "operator": "=", "value": event_type},
            {"type": kind, "name": "browse_abandoners", "operator": "is_true"},
        ],
    }


def _walk_to(editor: EditorPage, path: str) -> None:
    """Press the down key until the tree's focus is on a path; open groups on the way."""
    for _ in range(40):
        here = editor.page.evaluate("document.activeElement.dataset.path")
        if here == path:
            return
        if path.startswith(f"{here}."):
            editor.page.keyboard.press("ArrowRight")
        else:
            editor.page.keyboard.press("ArrowDown")
    raise AssertionError(f"the tree has no row {path}")
