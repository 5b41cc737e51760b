"""From a new audience to a delivery, as a person does it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mappings.models import Audience, Connection, Delivery, Destination, Event
from mappings.services.mappings import enable_mapping
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_audience_is_made_connected_customized_and_told(
    quiet_page: Page, crm: Destination, live_server: Any
) -> None:
    page = quiet_page
    page.goto(live_server.url)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Audiences").click()
    page.get_by_role("link", name="New audience").click()
    page.get_by_label("Name", exact=True).fill("Browse abandoners")
    page.get_by_label("Key").fill("browse_abandoners")
    page.get_by_role("button", name="Add audience").click()
    page.get_by_role("link", name="Connect a destination").click()
    page.get_by_label("Destination").select_option(label="Acme CRM")
    page.get_by_role("button", name="Connect").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Browse abandoners → Acme CRM")
    page.get_by_role("radio", name="Customized setup").check()
    page.get_by_role("button", name="Add trait").click()
    trait = page.get_by_role("group", name="Trait 1").get_by_role("combobox", name="Trait")
    expect(trait).to_be_focused()
    trait.fill("first_name")
    expect(page.locator("#setup-preview")).to_contain_text('"first_name": "Jane"')
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert Connection.objects.get().traits == [{"trait": "first_name", "name": "first_name"}]

    page.get_by_role("navigation", name="Breadcrumb").get_by_role(
        "link", name="Browse abandoners"
    ).click()
    page.get_by_role("button", name="Add mapping for entering, Acme CRM").click()
    expect(page.locator("html[data-editor=ready]")).to_be_attached()
    mapping = crm.mappings.get()
    enable_mapping(mapping=mapping)

    page.goto(f"{live_server.url}/audiences/{Audience.objects.get().pk}/members/")
    page.get_by_label("Value").fill("user-123")
    page.get_by_role("button", name="Add member").click()
    expect(page.get_by_role("status")).to_contain_text("The member entered: 2 events")
    assert Event.objects.filter(connection__isnull=False).count() == 2
    assert Delivery.objects.get().mapping_id == mapping.pk


def test_a_row_that_cannot_be_says_why_beside_it(
    quiet_page: Page, crm: Destination, live_server: Any
) -> None:
    row = factories.make_connection(factories.make_audience(crm.workspace), crm)
    page = quiet_page
    page.goto(f"{live_server.url}/connections/{row.pk}/")
    page.get_by_role("radio", name="Customized setup").check()
    page.get_by_role("button", name="Add trait").click()
    group = page.get_by_role("group", name="Trait 1")
    group.get_by_role("combobox", name="Trait").fill("browse_abandoners")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(group).to_contain_text("would overwrite the flag")
    page.get_by_role("button", name="Remove trait 1").click()
    expect(group).to_have_count(0)


def test_enter_in_a_row_saves_and_takes_no_row_away(
    quiet_page: Page, crm: Destination, live_server: Any
) -> None:
    row = factories.make_connection(factories.make_audience(crm.workspace), crm)
    page = quiet_page
    page.goto(f"{live_server.url}/connections/{row.pk}/")
    page.get_by_role("radio", name="Customized setup").check()
    page.get_by_role("button", name="Add trait").click()
    trait = page.get_by_role("group", name="Trait 1").get_by_role("combobox", name="Trait")
    trait.fill("first_name")
    trait.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert Connection.objects.get().traits == [{"trait": "first_name", "name": "first_name"}]
