"""The documented flow from the list of destinations to the stored mapping's JSON."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from mappings.models import Destination, Mapping
from tests import factories
from tests.browser.editor_page import EditorPage

PATHS = ("traits.email", "traits.browse_abandoners", "traits.first_name", "traits.last_name")


def test_a_newcomer_maps_and_enables_an_identify_event(
    quiet_page: Page, crm: Destination, live_server: Any, token: str
) -> None:
    page, editor = quiet_page, EditorPage(quiet_page, live_server.url)
    page.goto(f"{live_server.url}/destinations/")
    page.get_by_role("link", name="Acme CRM").click()
    page.get_by_role("link", name="New mapping").first.click()
    page.get_by_role("radio", name=re.compile("^Identify")).check()
    page.get_by_label("Audience key").fill("browse_abandoners")
    page.get_by_role("button", name="Create mapping").click()
    expect(editor.trigger_check).to_have_text("Test event matches")
    editor.slot("Email address").click()
    page.keyboard.press("Escape")
    for path in PATHS:
        editor.field(path).click()
    editor.expect_payload(factories.TRACK_PAYLOAD)
    page.get_by_role("switch", name="Mapping enabled").click()
    expect(page.get_by_role("switch", name="Mapping enabled")).to_be_checked()

    mapping = Mapping.objects.get()
    page.get_by_role("link", name="JSON and curl", exact=True).click()
    dialog = page.get_by_role("dialog", name="Stored mapping")
    expect(dialog.locator("#api-curl")).to_contain_text(f"/api/v1/mappings/{mapping.pk}/")
    shown = json.loads(dialog.locator("#api-json").inner_text())
    assert shown == editor.stored(mapping, token)
    assert shown["enabled"] is True


def test_the_api_panel_has_an_address_of_its_own(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm), query="?panel=api")
    dialog = editor.page.get_by_role("dialog", name="Stored mapping")
    expect(dialog).to_be_visible()
    editor.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "panel" not in editor.page.url
