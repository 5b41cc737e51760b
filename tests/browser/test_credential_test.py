"""Testing credentials from the settings page, against a tool that really answers."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mappings.delivery import transport
from mappings.models import Source
from mappings.services import credential_tests
from mappings.services.rate_limits import RateLimit
from tests.delivery.clients import local_client
from tests.factories import SECRET, make_own_definition, make_own_destination
from tests.receiver import Receiver, Step


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """It takes a moment, refuses the first time and accepts the second."""
    refusal = json.dumps({"message": f"The key {SECRET} was revoked."})
    steps = [Step(status=401, body=refusal, delay_s=0.5), Step()]
    with Receiver(default=steps) as receiver:
        monkeypatch.setattr(transport, "get_transport", lambda: local_client(receiver.port))
        limit = RateLimit(10, 60, what="tests of credentials")
        monkeypatch.setattr(credential_tests, "LIMIT", limit)
        yield receiver


@pytest.fixture
def settings_page(
    page: Page, signed_in: object, source: Source, tool: Receiver, base_url: str
) -> Page:
    make_own_definition(
        source.workspace,
        test_request={
            "method": "GET",
            "url": f"{tool.url}/me",
            "answers": {"message": ["$.message"]},
        },
    )
    page.goto(f"{base_url}/destinations/{make_own_destination(source).pk}/settings/")
    return page


def test_the_answer_is_told_below_the_button(settings_page: Page, tool: Receiver) -> None:
    button = settings_page.get_by_role("button", name="Test credentials")
    button.click()
    settings_page.get_by_role("button", name="Testing…").click()  # again, in vain
    expect(settings_page.get_by_text("Loyalty refused the credentials.")).to_be_visible()
    expect(settings_page.get_by_text("The key ••••9f2c was revoked.")).to_be_visible()
    (request,) = tool.received
    assert request.headers["authorization"] == f"Bearer {SECRET}"

    button.click()
    expect(
        settings_page.get_by_text("The credentials work: Loyalty accepted them.")
    ).to_be_visible()
    expect(settings_page.get_by_text("Loyalty refused the credentials.")).to_have_count(0)


def test_it_works_from_the_keyboard_and_keeps_the_focus(settings_page: Page) -> None:
    button = settings_page.get_by_role("button", name="Test credentials")
    button.focus()
    settings_page.keyboard.press("Enter")
    expect(settings_page.get_by_text("Loyalty refused the credentials.")).to_be_visible()
    expect(button).to_be_focused()
