"""Two people at once, a server that does not answer, a person who may only look."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from mappings.models import Destination, Mapping, Member, Role, Workspace
from tests import factories
from tests.browser.conftest import sign_in
from tests.browser.editor_page import EditorPage


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm, config={})


@pytest.fixture
def conflict(
    editor: EditorPage, mapping: Mapping, signed_in: BrowserContext, live_server: Any
) -> EditorPage:
    """The page of someone who saves after another tab has saved."""
    editor.open(mapping)
    other = EditorPage(signed_in.new_page(), live_server.url)
    other.open(mapping)
    other.field("userId").drag_to(other.slot("External ID"))
    other.save()
    other.page.close()
    editor.field("properties.last_name").drag_to(editor.slot("Last name"))
    editor.page.keyboard.press("Control+s")
    expect(editor.page.get_by_text("changed this mapping in another tab at").first).to_be_visible()
    return editor


def test_a_conflict_shows_both_sides(conflict: EditorPage) -> None:
    conflict.button("See changes").click()
    details = conflict.page.locator("#strip-details")
    expect(details).to_contain_text("External ID")
    expect(details).to_contain_text("properties.last_name")


def test_keep_mine_saves_over_the_other_change(
    conflict: EditorPage, mapping: Mapping, token: str
) -> None:
    conflict.button("Keep mine").click()
    expect(conflict.page.locator("#save-words")).to_have_text("Saved")
    config = conflict.stored(mapping, token)["config"]
    assert config == {"last_name": {"@path": "$.properties.last_name"}}


def test_use_theirs_takes_the_other_change_and_can_be_undone(conflict: EditorPage) -> None:
    conflict.button("Use theirs").click()
    expect(conflict.chip("External ID")).to_have_text("userId")
    expect(conflict.save_state).to_be_empty()
    conflict.toast.get_by_role("button", name="Undo").click()
    expect(conflict.chip("Last name")).to_have_text("properties.last_name")


def test_without_a_server_the_preview_pauses_and_nothing_is_lost(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    editor.page.clock.install()
    editor.page.route("**/api/**", lambda route: route.abort())
    editor.field("userId").drag_to(editor.slot("External ID"))
    expect(editor.preview).to_contain_text(
        "Preview is paused: the server did not answer. Your changes are kept."
    )
    editor.page.keyboard.press("Control+s")
    expect(editor.button("Try again")).to_be_visible()
    soon_s = editor.page.evaluate("Date.now()") / 1000 + 0.5
    editor.page.clock.pause_at(soon_s)  # the save is not tried again by itself
    editor.page.unroute("**/api/**")
    editor.button("Retry").click()
    editor.expect_payload({"external_id": "user-123"})
    editor.button("Try again").click()
    expect(editor.page.locator("#save-words")).to_have_text("Saved")
    assert editor.stored(mapping, token)["config"] == {"external_id": {"@path": "$.userId"}}


def test_a_save_is_tried_again_until_the_server_is_back(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    editor.page.clock.install()
    editor.page.route("**/api/**", lambda route: route.abort())
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.page.keyboard.press("Control+s")
    strip = editor.page.locator("#strip")
    expect(strip).to_contain_text("Not saved. The server did not answer. Your changes are kept.")
    expect(strip).to_contain_text("It is tried again by itself.")
    editor.page.clock.run_for(5_000)
    expect(editor.page.locator("#save")).to_be_enabled()
    expect(editor.save_state).to_have_text("Unsaved changes")
    editor.page.unroute("**/api/**")
    editor.page.clock.run_for(5_000)
    expect(editor.page.locator("#save-words")).to_have_text("Saved")
    expect(strip).to_be_empty()
    assert editor.stored(mapping, token)["config"] == {"external_id": {"@path": "$.userId"}}


def test_a_save_survives_a_new_sign_in(
    editor: EditorPage, mapping: Mapping, token: str, signed_in: BrowserContext
) -> None:
    editor.open(mapping)
    signed_in.clear_cookies(name="csrftoken")
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.save()
    assert editor.stored(mapping, token)["config"] == {"external_id": {"@path": "$.userId"}}


def test_the_last_answer_wins(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    editor.page.route("**/preview/", hold, times=1)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.field("event").drag_to(editor.slot("External ID"))
    editor.expect_payload({"external_id": "Audience Entered"})


def test_a_viewer_sees_everything_and_changes_nothing(
    context: BrowserContext, crm: Destination, workspace: Workspace, live_server: Any
) -> None:
    viewer: Member = factories.make_member(workspace, Role.VIEWER)
    sign_in(context, viewer, live_server.url)
    editor = EditorPage(context.new_page(), live_server.url)
    editor.open(factories.make_mapping(crm))
    editor.expect_payload(factories.TRACK_PAYLOAD)
    expect(editor.slot("First name")).not_to_be_editable()
    expect(editor.button("Save mapping")).to_be_hidden()
    expect(editor.button("Clear First name")).to_be_hidden()
    editor.slot("First name").click()
    expect(editor.options).to_have_count(0)
    editor.field("userId").click()
    expect(editor.page.get_by_role("menu")).to_have_count(0)
