"""The request of one payload and of a batch of them stand beside each other."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mappings.models import Destination, Source
from tests import factories
from tests.browser.editor_page import EditorPage

EMPTY_NAME = {**factories.TRACK_CONFIG, "last_name": ""}
DIFFERENCE = "Last name: on its own it is left out; in a batch it is sent as the empty text."


def both(editor: EditorPage) -> tuple[Locator, Locator]:
    """The two requests, once their tab is open."""
    editor.page.get_by_role("tab", name="Request").click()
    alone = editor.preview.get_by_role("region", name="One event")
    return alone, editor.preview.get_by_role("region", name="In a batch of up to 1,000")


def test_the_batch_stands_by_the_single_request_with_masked_secrets(
    editor: EditorPage, crm: Destination
) -> None:
    editor.open(factories.make_mapping(crm, config=EMPTY_NAME))
    alone, batch = both(editor)
    expect(alone).to_contain_text("https://crm.example.com/api/contacts")
    expect(alone).not_to_contain_text("last_name")
    expect(batch).to_contain_text("https://crm.example.com/api/contacts/batch")
    expect(batch).to_contain_text('"last_name": ""')
    expect(batch).to_contain_text("At most 4 MB in one request.")
    expect(editor.preview.get_by_role("listitem")).to_have_text([DIFFERENCE])
    for request in (alone, batch):
        expect(request).to_contain_text("Bearer ••••9f2c")


@pytest.mark.parametrize(("width", "is_beside"), [(1440, False), (1000, True), (390, False)])
def test_they_are_beside_each_other_where_there_is_room(
    editor: EditorPage, crm: Destination, width: int, is_beside: bool
) -> None:
    editor.open(factories.make_mapping(crm))
    editor.page.set_viewport_size({"width": width, "height": 900})
    boxes: list[Any] = [request.bounding_box() for request in both(editor)]
    assert (boxes[0]["y"] == boxes[1]["y"]) is is_beside
    assert (boxes[0]["x"] == boxes[1]["x"]) is not is_beside


def test_an_action_without_a_batch_sends_one_by_one(editor: EditorPage, source: Source) -> None:
    webhook = factories.make_webhook(source)
    editor.open(factories.make_mapping(webhook, config={"email": "user@example.com"}))
    editor.page.get_by_role("tab", name="Request").click()
    expect(editor.preview.get_by_role("tabpanel")).to_contain_text("Sent one by one.")
    expect(editor.preview.get_by_role("region")).to_have_count(0)
