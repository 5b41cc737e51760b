"""A source at work, in a browser: events show up by themselves, and become test events."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from mappings.models import Destination, TestEvent
from mappings.services.incoming_events import Envelope
from mappings.services.mappings import enable_mapping
from mappings.services.receiving import receive_events
from tests import factories
from tests.browser.test_axe import violations


@pytest.fixture
def live(crm: Destination, quiet_page: Page, base_url: str) -> Page:
    """The live events of a source with one running mapping, before the first event."""
    enable_mapping(mapping=factories.make_mapping(crm))
    quiet_page.clock.install()  # it goes on by itself, and can be put forward
    quiet_page.goto(base_url + reverse("live_events", args=[crm.source_id]))
    return quiet_page


def receive(crm: Destination, **changes: object) -> None:
    envelope = Envelope(received_at=timezone.now())
    items = [factories.TRACK_EVENT | changes]
    receive_events(source=crm.source, items=items, envelope=envelope)


def test_events_show_up_by_themselves(live: Page, crm: Destination) -> None:
    expect(live.get_by_role("heading", name="Waiting for the first event")).to_be_visible()

    receive(crm)

    row = live.get_by_role("row", name="Audience Entered")
    expect(row).to_be_visible()
    expect(row).to_contain_text("Acme CRM")
    assert violations(live) == []


def test_a_pause_keeps_the_list_still(live: Page, crm: Destination) -> None:
    receive(crm)
    expect(live.get_by_role("row", name="Audience Entered")).to_be_visible()
    live.get_by_role("button", name="Pause").click()

    receive(crm, event="Something else")
    live.clock.run_for(10_000)
    expect(live.get_by_role("row", name="Something else")).to_be_hidden()

    live.get_by_role("button", name="Go on").click()
    expect(live.get_by_role("row", name="Something else")).to_be_visible()


def test_a_live_event_becomes_a_test_event(live: Page, crm: Destination) -> None:
    receive(crm)

    live.get_by_role("button", name="Use Audience Entered as test event").click()

    expect(live.get_by_text("Saved as the test event")).to_be_visible()
    assert TestEvent.objects.count() == 1


def test_the_editor_loads_a_received_event(
    quiet_page: Page, crm: Destination, base_url: str
) -> None:
    mapping = factories.make_mapping(crm)
    receive(crm, event="From the source")
    quiet_page.goto(base_url + reverse("mapping", args=[mapping.pk]))
    expect(quiet_page.locator("html[data-editor=ready]")).to_be_attached()

    quiet_page.get_by_role("button", name="Test event:").click()
    quiet_page.get_by_role("menuitem", name="Load").click()
    quiet_page.get_by_role("button", name="From the source").click()

    expect(quiet_page.get_by_role("button", name="Test event: From the source")).to_be_visible()


def test_the_set_up_page_has_no_barriers(quiet_page: Page, crm: Destination, base_url: str) -> None:
    quiet_page.goto(base_url + reverse("source_setup", args=[crm.source_id]))

    expect(quiet_page.get_by_role("heading", name="Write key")).to_be_visible()
    assert violations(quiet_page) == []


def test_a_filter_shows_only_what_its_action_has(
    quiet_page: Page, crm: Destination, base_url: str
) -> None:
    quiet_page.goto(base_url + reverse("new_filter", args=[crm.pk]))
    expect(quiet_page.get_by_label("Percent that go on")).to_be_hidden()

    quiet_page.get_by_label("It does this").select_option("sample")
    expect(quiet_page.get_by_label("Percent that go on")).to_be_visible()
    quiet_page.get_by_label("It does this").select_option("drop_properties")
    expect(quiet_page.get_by_label("Keys of traits")).to_be_visible()
    expect(quiet_page.get_by_label("Percent that go on")).to_be_hidden()
    assert violations(quiet_page) == []
