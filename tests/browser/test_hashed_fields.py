"""A field that travels as a hash says so; the payload keeps the plain value."""

import pytest
from playwright.sync_api import expect

from mappings.models import Destination, Source
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping
from tests import factories
from tests.browser.editor_page import EditorPage

# The SHA-256 of user@example.com.
HASHED_EMAIL = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"


@pytest.fixture
def audience(source: Source) -> Destination:
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="google_ads_customer_match",
        name="Google Ads",
        settings={
            "account_id": "1234567890",
            "audience_id": "9876543210",
            "client_id": "client-1",
        },
        secrets={"client_secret": "0123456789abcdef", "refresh_token": "refresh-token-0123"},
    )


def test_the_row_says_so_and_only_the_request_has_the_hash(
    editor: EditorPage, audience: Destination
) -> None:
    editor.open(
        create_mapping(
            destination=audience,
            name="Leave the list",
            action_slug="remove_member",
            trigger=factories.TRACK_TRIGGER,
            config={"email": {"@path": "$.context.traits.email"}},
        )
    )
    expect(editor.row("Email")).to_contain_text("Sent as SHA-256")
    expect(editor.preview).to_contain_text("user@example.com")
    editor.page.get_by_role("tab", name="Request").click()
    expect(editor.preview).to_contain_text(HASHED_EMAIL)
    expect(editor.preview).to_contain_text("Bearer <access token>")
    expect(editor.preview.get_by_role("region").first).not_to_contain_text("user@example.com")


def test_an_object_says_so_of_its_parts(editor: EditorPage, source: Source) -> None:
    meta = create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="meta_conversions",
        name="Meta",
        settings={"dataset_id": "1234567890123456"},
        secrets={"access_token": "meta-token-0123"},
    )
    editor.open(
        create_mapping(
            destination=meta,
            name="Events",
            action_slug="send_event",
            trigger=factories.TRACK_TRIGGER,
            config={"user_data": {"em": {"@path": "$.context.traits.email"}}},
        )
    )
    expect(editor.row("User")).to_contain_text("Partly sent as SHA-256")
    expect(editor.row("Event data")).not_to_contain_text("SHA-256")


def test_a_form_is_shown_as_it_is_sent(editor: EditorPage, source: Source) -> None:
    twilio = create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="twilio",
        name="Twilio",
        settings={
            "account_sid": "AC0123456789abcdef0123456789abcdef",
            "sender": "+15551239999",
        },
        secrets={"auth_token": "0123456789abcdef"},
    )
    editor.open(
        create_mapping(
            destination=twilio,
            name="Text",
            action_slug="send_message",
            trigger=factories.TRACK_TRIGGER,
            config={"To": "+15551230000", "Body": "Hi there", "MediaUrl": ["https://a.b/1", "x"]},
        )
    )
    editor.page.get_by_role("tab", name="Request").click()
    expect(editor.preview).to_contain_text("To=%2B15551230000&")
    expect(editor.preview).to_contain_text("Body=Hi+there&")
    expect(editor.preview).to_contain_text("MediaUrl=x")
