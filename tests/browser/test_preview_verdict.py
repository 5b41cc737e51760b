"""Above the payload stands whether it would go out, and if not, why."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.test_trigger_bar import track_event

EMAIL = {"email_address": {"@path": "$.context.traits.email"}}
WRONG_TYPE = {**factories.TRACK_CONFIG, "audience_status": {"@path": "$.properties.first_name"}}
WRONG_VALUE = {**factories.TRACK_CONFIG, "email_address": {"@path": "$.properties.first_name"}}

VERDICTS = [
    (factories.TRACK_CONFIG, "Ready: the trigger matches and every field fits."),
    ({}, "Not ready: 2 required fields have no value."),
    (EMAIL, "Not ready: 1 required field has no value."),
    (WRONG_TYPE, "Would be refused: 1 field has the wrong type."),
    (WRONG_VALUE, "Would be refused: 1 field has a value that is not accepted."),
]


@pytest.mark.parametrize(("config", "verdict"), VERDICTS)
def test_the_payload_and_the_request_say_whether_they_would_go_out(
    editor: EditorPage, crm: Destination, config: dict[str, Any], verdict: str
) -> None:
    editor.open(factories.make_mapping(crm, config=config))
    line = editor.page.locator("#preview-verdict")
    expect(line).to_have_text(verdict)
    editor.page.get_by_role("tab", name="Request").click()
    expect(line).to_have_text(verdict)
    editor.page.get_by_role("tab", name="Changes since save").click()
    expect(line).to_be_empty()


def test_an_event_that_does_not_match_is_not_sent_and_nothing_moves(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm))
    body = editor.page.locator("#preview-body")
    before = body.bounding_box()
    editor.use_event(track_event(browse_abandoners=False))
    expect(editor.page.locator("#preview-verdict")).to_have_text(
        "Not sent: the trigger does not match this event."
    )
    assert body.bounding_box() == before
