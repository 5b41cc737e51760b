"""Less motion, forced colours, fingers: the editor works, and says the same, in each."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from mappings.models import Destination, Mapping, Member
from tests import factories
from tests.browser.conftest import sign_in
from tests.browser.editor_page import EditorPage

MOVING = """() => [...document.querySelectorAll("*")].filter((node) => {
  const { transitionDuration, animationName, animationDuration } = getComputedStyle(node);
  const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.001);
  return lasts(transitionDuration) || (animationName !== "none" && lasts(animationDuration));
}).map((node) => node.className)"""
BORDERS = """(node) => [null, "::before"].some((part) => {
  const { borderTopWidth, borderTopStyle, outlineStyle } = getComputedStyle(node, part);
  const hasBorder = borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0;
  return hasBorder || outlineStyle !== "none";
})"""

# A slot's text box is pressed with its whole slot, which has the size.
TARGETS_ELSEWHERE = ".visually-hidden, .skip-link, .slot__input"


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


@pytest.fixture
def touched(browser: Browser, member: Member, live_server: Any) -> Iterator[EditorPage]:
    """The editor on a phone: fingers, no pointer that could hover."""
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    sign_in(context, member, live_server.url)
    yield EditorPage(context.new_page(), live_server.url)
    context.close()


def test_with_reduced_motion_nothing_moves(editor: EditorPage, mapping: Mapping) -> None:
    editor.page.emulate_media(reduced_motion="reduce")
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.expect_payload({"external_id": "user-123"})
    assert editor.page.evaluate(MOVING) == []


def test_forced_colours_have_borders_where_there_were_fills(
    editor: EditorPage, crm: Destination
) -> None:
    editor.page.emulate_media(forced_colors="active")
    editor.open(factories.make_mapping(crm))
    editor.slot("External ID").click()
    expect(editor.options.first).to_be_visible()
    shown = {
        "chip": editor.row("Email address").locator(".chip"),
        "armed row": editor.row("External ID"),
        "chosen option": editor.page.locator(".combo__option[aria-selected=true]"),
        "switch": editor.page.get_by_role("switch", name="Mapping enabled"),
        "event type": editor.page.get_by_role("radio", name="Track"),
    }
    bare = [name for name, part in shown.items() if not part.first.evaluate(BORDERS)]
    assert bare == []


def test_a_mapping_is_made_and_saved_with_taps(
    touched: EditorPage, mapping: Mapping, token: str
) -> None:
    touched.open(mapping)
    touched.button("Pick from event for Email address").tap()
    touched.field("context.traits.email").tap()
    expect(touched.chip("Email address")).to_have_text("context.traits.email")
    touched.button("Pick from event for Audience status").tap()
    touched.field("properties.browse_abandoners").tap()
    touched.button("More for Email address").tap()
    touched.page.get_by_role("menuitem", name="Copy path").tap()
    touched.button("Save").or_(touched.button("Save mapping")).tap()
    expect(touched.page.locator("#save-words")).to_have_text("Saved")
    stored = touched.stored(mapping, token)["config"]
    assert stored == {
        "email_address": {"@path": "$.context.traits.email"},
        "audience_status": {"@path": "$.properties.browse_abandoners"},
    }


def test_a_whole_object_is_picked_with_a_tap(touched: EditorPage, mapping: Mapping) -> None:
    touched.open(mapping)
    touched.button("Pick from event for First name").tap()
    touched.field("context.traits").get_by_role("button", name="Use whole object").tap()
    expect(touched.chip("First name")).to_have_text("context.traits")


def test_how_a_value_is_made_is_a_tap_away(touched: EditorPage, crm: Destination) -> None:
    touched.open(factories.make_mapping(crm))
    touched.button("How? Explain First name").tap()
    expect(touched.page.get_by_role("heading", name="How First name is made")).to_be_visible()


def test_nothing_to_press_is_smaller_than_a_finger_can_hit(
    touched: EditorPage, crm: Destination
) -> None:
    touched.open(factories.make_mapping(crm))
    small = touched.page.evaluate(
        """(skipped) => [...document.querySelectorAll("button, a[href], input, select")]
          .filter((node) => node.checkVisibility() && !node.closest(skipped))
          .map((node) => [node, node.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
          .map(([node]) => node.ariaLabel || node.textContent)""",
        TARGETS_ELSEWHERE,
    )
    assert small == []
