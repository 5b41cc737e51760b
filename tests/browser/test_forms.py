"""Nothing typed into a form is lost: a new sign-in, a sign-out, a text that is too large."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.models import Destination, Mapping, Member, Source
from tests import factories


@pytest.fixture
def sources_page(quiet_page: Page, base_url: str) -> Page:
    """With a name typed."""
    quiet_page.goto(f"{base_url}/sources/")
    quiet_page.get_by_label("New source").fill("Shop")
    return quiet_page


def sign_in_again(context: BrowserContext, base_url: str) -> None:
    person = Member.objects.get().user
    context.clear_cookies()
    tab = context.new_page()
    tab.goto(f"{base_url}/login/")
    tab.get_by_label("User name").fill(person.get_username())
    tab.get_by_label("Password").fill(factories.PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(re.compile("/destinations/$"))
    tab.close()


def test_a_form_survives_a_new_sign_in_elsewhere(sources_page: Page, base_url: str) -> None:
    sign_in_again(sources_page.context, base_url)
    sources_page.get_by_role("button", name="Add source").click()
    expect(sources_page.get_by_text("Shop was added.")).to_be_visible()
    assert Source.objects.filter(name="Shop").count() == 1


def test_a_form_survives_a_sign_out_elsewhere(sources_page: Page, base_url: str) -> None:
    sources_page.context.clear_cookies()
    sources_page.get_by_role("button", name="Add source").click()
    expect(sources_page.get_by_text("You are signed out.")).to_be_visible()
    expect(sources_page.get_by_label("New source")).to_have_value("Shop")
    sign_in_again(sources_page.context, base_url)
    sources_page.get_by_role("button", name="Add source").click()
    expect(sources_page.get_by_text("Shop was added.")).to_be_visible()


def test_a_dialog_survives_a_new_sign_in_elsewhere(
    page: Page, signed_in: BrowserContext, crm: Destination, base_url: str
) -> None:
    mapping = factories.make_mapping(crm)
    page.goto(f"{base_url}/destinations/{crm.pk}/")
    page.get_by_role("button", name=f"Actions for {mapping.name}").click()
    page.get_by_role("link", name="Rename").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Welcome")
    sign_in_again(page.context, base_url)
    dialog.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("This page was out of date.")).to_be_attached()
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog).to_have_count(0)
    assert Mapping.objects.get().name == "Welcome"


def test_the_page_that_refuses_a_form_leads_back_to_it(sources_page: Page, base_url: str) -> None:
    sign_in_again(sources_page.context, base_url)
    # As a browser whose script did not see the form being sent.
    sources_page.get_by_label("New source").evaluate(
        "box => HTMLFormElement.prototype.submit.call(box.form)"
    )
    expect(sources_page.get_by_text("This page was out of date")).to_be_visible()
    sources_page.get_by_role("button", name="Go back").click()
    sources_page.get_by_label("New source").fill("Shop")
    sources_page.get_by_role("button", name="Add source").click()
    expect(sources_page.get_by_text("Shop was added.")).to_be_visible()


def test_a_text_that_is_too_large_is_told_before_it_is_sent(
    quiet_page: Page, source: Source, base_url: str
) -> None:
    quiet_page.goto(f"{base_url}/sources/{source.pk}/test-events/new/")
    box = quiet_page.get_by_label("Event JSON")
    box.evaluate("(box, size) => (box.value = 'é'.repeat(size / 2) + '\\n')", MAX_EVENT_BYTES)
    quiet_page.get_by_role("button", name="Save test event").click()
    expect(
        quiet_page.get_by_text("This is 1,000,002 bytes; the limit is 1,000,000.")
    ).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-describedby", "id_event_error")
    box.fill("{")
    quiet_page.get_by_role("button", name="Save test event").click()
    expect(quiet_page.get_by_text("One thing needs your attention.")).to_be_visible()
