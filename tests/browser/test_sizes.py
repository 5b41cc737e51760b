"""Every page at 320 px and with text of 200 %: nothing is cut off, nothing scrolls sideways."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from mappings.models import Destination, Member, Role, Source
from mappings.services.definitions import create_definition
from tests import factories

TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = (node) => getComputedStyle(node).overflowX !== "visible";
  const isLoose = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) if (scrolls(up)) return false;
    return node.getBoundingClientRect().right > room + 1;
  };
  const loose = [...document.body.querySelectorAll("*")].filter(isLoose);
  return ["scrolls", ...loose.map((node) => `${node.tagName.toLowerCase()}.${node.className}`)];
}"""
SIZES = [(320, 100), (390, 200), (320, 200)]


@pytest.fixture
def addresses(source: Source, crm: Destination, member: Member) -> list[str]:
    """Every page that shows something of its own, each with something to show."""
    member.role = Role.ADMIN
    member.save()
    mapping = factories.make_mapping(crm)
    event = factories.make_test_event(source)
    factories.make_token(member)
    create_definition(workspace=source.workspace, document=factories.own_document())
    return [
        reverse("destinations"),
        reverse("catalog"),
        reverse("add_destination", args=["crm"]),
        reverse("destination", args=[crm.pk]),
        reverse("destination_settings", args=[crm.pk]),
        reverse("new_mapping", args=[crm.pk]),
        reverse("mapping", args=[mapping.pk]),
        reverse("sources"),
        reverse("source", args=[source.pk]),
        reverse("new_test_event", args=[source.pk]),
        reverse("test_event", args=[event.pk]),
        reverse("rename_mapping", args=[mapping.pk]),
        reverse("delete_destination", args=[crm.pk]),
        reverse("tokens"),
        reverse("import"),
        reverse("api_reference"),
        "/no-such-page/",
    ]


@pytest.mark.parametrize(("width", "percent"), SIZES)
def test_no_page_scrolls_sideways(
    page: Page,
    signed_in: BrowserContext,
    addresses: list[str],
    live_server: Any,
    width: int,
    percent: int,
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    found = {}
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        if page.locator("event-tree").count():  # the editor is drawn by its scripts
            expect(page.locator("html[data-editor=ready]")).to_be_attached()
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{percent}%")
        if too_wide := page.evaluate(TOO_WIDE):
            found[address] = too_wide[:8]
    assert found == {}
