"""Under the payload stands what the check changed before sending."""

from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage


def test_each_change_is_a_sentence_and_a_batch_has_its_own(
    editor: EditorPage, crm: Destination
) -> None:
    changed = {"audience_status": "true", "first_name": 5, "last_name": ""}
    config = {**factories.TRACK_CONFIG, **changed}
    editor.open(factories.make_mapping(crm, config=config))

    changes = editor.page.get_by_role("region", name="Changed before sending (3)")
    expect(changes.get_by_role("listitem")).to_have_text(
        [
            "Last name: the empty text was left out.",
            'Audience status: the text "true" became true.',
            'First name: the number 5 became the text "5".',
        ]
    )
    in_batch = editor.page.get_by_role("region", name="In a batch")
    expect(in_batch.get_by_role("listitem")).to_have_text(
        ["Last name: on its own it is left out; in a batch it is sent as the empty text."]
    )
    payload = {"email_address": "user@example.com", "audience_status": True, "first_name": "5"}
    editor.expect_payload(payload)


def test_a_payload_that_fits_says_nothing_more(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm))

    expect(editor.preview.locator(".json")).to_be_visible()
    expect(editor.preview.locator(".checked")).to_have_count(0)
