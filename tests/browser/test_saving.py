"""Saving and the switch: no click counts twice, and no conflict is told of where there is none."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from mappings.models import Destination, Mapping, Member, Role, Workspace
from mappings.services.mappings import enable_mapping
from tests import factories
from tests.browser.conftest import sign_in
from tests.browser.editor_page import EditorPage


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return factories.make_mapping(crm)


@pytest.fixture
def elsewhere(signed_in: BrowserContext, live_server: Any) -> EditorPage:
    """The same person's other tab."""
    return EditorPage(signed_in.new_page(), live_server.url)


def test_a_double_click_on_the_switch_is_one_click(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    switch = editor.page.get_by_role("switch", name="Mapping enabled")
    switch.dblclick()
    expect(switch).to_be_checked()
    expect(editor.page.locator("#say-politely")).to_have_text("Mapping enabled.")
    expect(editor.page.locator("#strip")).to_be_empty()


def test_without_changes_of_ones_own_there_is_no_conflict(
    editor: EditorPage, elsewhere: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    elsewhere.open(mapping)
    elsewhere.field("userId").drag_to(elsewhere.slot("External ID"))
    elsewhere.save()
    editor.page.keyboard.press("Control+s")
    expect(editor.chip("External ID")).to_have_text("userId")
    expect(editor.page.locator("#strip")).to_be_empty()
    expect(editor.save_state).to_be_empty()


def test_the_switch_works_on_a_page_that_another_tab_has_overtaken(
    editor: EditorPage, elsewhere: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    elsewhere.open(mapping)
    for on in (True, False):
        elsewhere.page.get_by_role("switch", name="Mapping enabled").click()
        expect(elsewhere.page.get_by_role("switch", name="Mapping enabled")).to_be_checked(
            checked=on
        )
    editor.page.get_by_role("switch", name="Mapping enabled").click()
    expect(editor.page.get_by_role("switch", name="Mapping enabled")).to_be_checked()
    expect(editor.page.locator("#strip")).to_be_empty()
    assert editor.stored(mapping, token)["enabled"]


def test_a_mapping_that_another_tab_changed_is_seen_before_it_is_enabled(
    editor: EditorPage, elsewhere: EditorPage, mapping: Mapping, token: str
) -> None:
    editor.open(mapping)
    elsewhere.open(mapping)
    elsewhere.field("userId").drag_to(elsewhere.slot("External ID"))
    elsewhere.save()
    editor.page.get_by_role("switch", name="Mapping enabled").click()
    expect(editor.toast).to_contain_text("This mapping was changed elsewhere.")
    expect(editor.chip("External ID")).to_have_text("userId")
    assert not editor.stored(mapping, token)["enabled"]


def test_a_conflict_with_oneself_names_the_other_tab_and_the_hour_of_24(
    editor: EditorPage, elsewhere: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    elsewhere.open(mapping)
    elsewhere.field("userId").drag_to(elsewhere.slot("External ID"))
    elsewhere.save()
    editor.field("userId").drag_to(editor.slot("First name"))
    editor.page.keyboard.press("Control+s")
    expect(editor.page.locator("#strip")).to_have_text(
        re.compile(r"You changed this mapping in another tab at \d\d:\d\d\. ")
    )


def test_a_stale_token_and_no_server_is_told_as_no_server(
    editor: EditorPage, mapping: Mapping, signed_in: BrowserContext
) -> None:
    editor.open(mapping)
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.expect_payload({**factories.TRACK_PAYLOAD, "external_id": "user-123"})
    signed_in.clear_cookies(name="csrftoken")
    editor.page.route("**/mappings/*/", _without_pages)
    editor.page.keyboard.press("Control+s")
    expect(editor.page.locator("#strip")).to_contain_text("Not saved. The server did not answer.")
    expect(editor.button("Try again")).to_be_visible()


def test_a_lost_role_is_told_at_once(editor: EditorPage, mapping: Mapping, member: Member) -> None:
    editor.open(mapping)
    member.role = Role.VIEWER
    member.save()
    asked: list[str] = []
    editor.page.on("request", lambda request: _note(request, asked))
    editor.field("userId").drag_to(editor.slot("External ID"))
    editor.page.keyboard.press("Control+s")
    expect(editor.page.locator("#strip")).to_contain_text("Your role is viewer")
    assert [one for one in asked if "/api/" not in one and "/static/" not in one] == []
    assert len([one for one in asked if one.startswith("PATCH")]) == 1


def test_a_viewer_is_told_the_status_and_offered_no_change(
    context: BrowserContext, mapping: Mapping, workspace: Workspace, live_server: Any
) -> None:
    sign_in(context, factories.make_member(workspace, Role.VIEWER), live_server.url)
    editor = EditorPage(context.new_page(), live_server.url)
    editor.open(mapping)
    header = editor.page.get_by_role("banner")
    expect(header.get_by_text("Disabled", exact=True)).to_be_visible()
    expect(header.get_by_role("switch")).to_have_count(0)
    for name in ("Undo", "Redo", "Save mapping"):
        expect(editor.button(name)).to_have_count(0)


def _without_pages(route: Any) -> None:
    if "/api/" in route.request.url:
        route.continue_()
    else:
        route.abort()


def _note(request: Request, asked: list[str]) -> None:
    asked.append(f"{request.method} {request.url}")


def test_an_unfinished_save_of_an_enabled_mapping_says_what_events_run_through(
    editor: EditorPage, mapping: Mapping, token: str
) -> None:
    enable_mapping(mapping=mapping)
    editor.open(mapping)
    editor.button("Clear Email address").click()
    editor.save()
    strip = editor.page.locator("#strip")
    expect(strip).to_contain_text("events still run through version 2")
    assert editor.stored(mapping, token)["live_version"] == 2
    editor.page.keyboard.press("Control+z")
    editor.save()
    expect(strip).to_be_empty()
    assert editor.stored(mapping, token)["live_version"] == 4
