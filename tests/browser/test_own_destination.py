"""From an OpenAPI document to a mapping's request: the way a person goes in the browser."""

from pathlib import Path

from playwright.sync_api import Page, expect

from mappings.models import Destination, OwnDefinition, Source
from tests.browser.test_axe import violations

DOCUMENT = Path(__file__).parent.parent / "cases" / "openapi" / "onesignal.yaml"


def test_a_document_becomes_a_destination_that_can_be_mapped(
    quiet_page: Page, source: Source
) -> None:
    page = quiet_page
    page.goto("/catalog/")
    page.get_by_role("link", name="Your own destination").click()
    page.get_by_role("link", name="From an OpenAPI document").click()
    page.get_by_label("Or a file").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Read the document").click()
    page.get_by_role("checkbox", name="Create a user").check()
    page.get_by_role("button", name="Draft the definition").click()

    expect(page.get_by_text("pattern is not carried over")).to_be_attached()
    assert violations(page) == []
    page.get_by_role("button", name="Add field").click()
    added = page.get_by_role("group", name="New field").get_by_label("Key", exact=True)
    expect(added).to_be_focused()
    added.fill("note")
    page.get_by_role("button", name="Remove Subscriptions").click()
    expect(page.get_by_role("group", name="Field Subscriptions")).to_have_count(0)
    expect(page.get_by_role("group", name="Field Note")).to_be_visible()
    page.get_by_role("button", name="Save definition").click()
    page.wait_for_url("**/catalog/one_signal/add/")

    page.get_by_label("Rest API key").fill("Key 0123456789abcdef")
    page.get_by_label("App ID").fill("11111111-2222-4333-8444-555555555555")
    page.get_by_role("button", name="Add destination").click()
    page.get_by_role("link", name="New mapping").first.click()
    page.get_by_label("Audience key").fill("vip")
    page.get_by_role("button", name="Create mapping").click()

    expect(page.get_by_role("combobox", name="Value for Note", exact=True)).to_be_visible()
    fields = OwnDefinition.objects.get().document["actions"][0]["fields"]
    assert [field["key"] for field in fields] == ["identity", "properties", "note"]
    assert Destination.objects.get().own_definition is not None


def test_a_long_list_of_operations_is_searched(quiet_page: Page, source: Source) -> None:
    page = quiet_page
    page.goto("/catalog/own/openapi/")
    page.get_by_label("Or a file").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Read the document").click()
    page.get_by_role("checkbox", name="Create a user").check()
    box = page.get_by_label("Find an operation")

    box.fill("PATCH alias")
    expect(page.get_by_role("status").filter(has_text="1 found")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(2)  # the one that is picked stays
    box.fill("nothing of the kind")
    expect(page.get_by_text("None found")).to_be_visible()
    assert violations(page) == []
    box.press("Enter")
    expect(page.get_by_role("checkbox", name="Create a user")).to_be_checked()
    box.fill("")
    expect(page.get_by_role("checkbox", name="Update a user")).to_be_visible()
