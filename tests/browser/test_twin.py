"""The twin of the test event: one click away, with the fields that are empty in it."""

from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage


def test_the_twin_flags_what_is_empty_and_leads_to_the_moved_mapping(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    editor.button("Turn into its Identify twin").click()
    expect(editor.button("Test event: Identify twin")).to_be_visible()
    strip = editor.page.locator("#strip")
    expect(strip).to_contain_text(
        "In the Identify twin, 4 fields have no value: "
        "Email address, Audience status, First name, Last name."
    )
    expect(editor.row("Last name").locator(".row__line--amber").first).to_be_visible()
    editor.button("Switch mapping to Identify").click()  # there is one
    expect(strip).to_be_empty()
    editor.button("Move them to Identify locations").click()
    editor.expect_payload(factories.TRACK_PAYLOAD)
    expect(editor.trigger_check).to_have_text("Test event matches")


def test_back_brings_the_very_event_it_came_from(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm))
    editor.use_event({**factories.TRACK_EVENT, "properties": {"browse_abandoners": True, "n": 1}})
    editor.button("Turn into its Identify twin").click()
    editor.button("Back to the Track event").click()
    expect(editor.page.locator("#strip")).to_be_empty()
    expect(editor.button("Test event: Pasted event")).to_be_visible()
    expect(editor.field("properties.n")).to_be_visible()


def test_a_fitting_twin_says_so_and_undo_takes_it_away(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm, config={"external_id": {"@path": "$.userId"}}))
    editor.button("Turn into its Identify twin").click()
    strip = editor.page.locator("#strip")
    expect(strip).to_contain_text("In the Identify twin, every mapped field has a value.")
    editor.button("Undo").first.click()
    expect(strip).to_be_empty()
    expect(editor.button("Turn into its Identify twin")).to_be_visible()


def test_an_event_of_another_type_has_no_twin(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm))
    editor.use_event({"type": "page", "name": "Home"})
    expect(editor.page.locator("#twin")).to_be_hidden()
