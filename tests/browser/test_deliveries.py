"""Delivery pages in a browser: found, looked at, sent again and tested, and nothing stored runs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from mappings.models import Delivery, Destination, Event, Mapping
from mappings.services.mappings import enable_mapping
from tests import factories
from tests.browser.editor_page import EditorPage
from tests.browser.test_axe import violations
from tests.delivery_rows import make_attempt, make_delivery, make_event

ATTACKS = [
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)\u2028",
]
OPEN_ALL = "() => document.querySelectorAll('main details').forEach((one) => (one.open = true))"


@pytest.fixture
def receiver(crm: Destination) -> Destination:
    """A destination that the product's own receiver answers for."""
    Destination.objects.filter(pk=crm.pk).update(settings={"base_url": "https://receiver.invalid"})
    return Destination.objects.get(pk=crm.pk)


@pytest.fixture
def mapping(receiver: Destination) -> Mapping:
    return enable_mapping(mapping=factories.make_mapping(receiver))


@pytest.fixture
def event(mapping: Mapping) -> Event:
    event = make_event(mapping.destination.source, at=timezone.now() - timedelta(seconds=9))
    delivery = make_delivery(event, mapping, "dead", "http_400")
    make_attempt(delivery, status=400, body='{"error":"bad"}')
    make_delivery(event, mapping, "held", "http_401")
    return event


@pytest.fixture
def addresses(mapping: Mapping, event: Event) -> list[str]:
    return [
        *(reverse(name) for name in ("deliveries", "balance", "events")),
        reverse("events") + "?state=failed&range=custom&from=2026-01-01",
        reverse("destination_deliveries", args=[mapping.destination_id]),
        reverse("mapping_deliveries", args=[mapping.pk]),
        reverse("event_tester", args=[mapping.destination_id]),
        reverse("event", args=[event.pk]),
        reverse("replay_deliveries") + "?state=failed",
    ]


def test_axe_finds_nothing_and_nothing_is_too_wide(
    quiet_page: Page, base_url: str, addresses: list[str]
) -> None:
    found: dict[str, object] = {}
    for address in addresses:
        quiet_page.goto(base_url + address)
        quiet_page.evaluate(OPEN_ALL)
        for scheme in ("light", "dark"):
            quiet_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found[f"{address} {scheme}"] = violations(quiet_page)
        for width in (320, 768, 1440):
            quiet_page.set_viewport_size({"width": width, "height": 800})
            shown = quiet_page.evaluate("document.documentElement.scrollWidth")
            found[f"{address} {width}"] = [] if shown <= width else shown
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_from_the_overview_to_an_event_and_its_replay(
    quiet_page: Page, base_url: str, event: Event
) -> None:
    page = quiet_page
    page.goto(base_url + reverse("deliveries"))
    row = page.get_by_role("row", name="Answered 400 Bad Request")
    row.locator(".samples a").click()
    expect(page.get_by_role("heading", name="Audience Entered", exact=True)).to_be_visible()
    page.get_by_text("Answer", exact=True).first.click()
    expect(page.get_by_label("Answer to attempt 1")).to_contain_text("bad")
    page.get_by_role("link", name="Replay").click()
    expect(page.get_by_text("1 delivery will be made anew")).to_be_visible()
    page.get_by_role("button", name="Replay 1 delivery").click()
    expect(page.get_by_text("1 delivery is sent again.")).to_be_visible()
    expect(page.get_by_role("link", name="was sent again")).to_be_visible()
    assert Delivery.objects.filter(replay_of__isnull=False).count() == 1


def test_an_event_is_found_by_its_user(quiet_page: Page, base_url: str, event: Event) -> None:
    page = quiet_page
    page.goto(base_url + reverse("events"))
    page.get_by_label("User id").fill("nobody")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="No event was found")).to_be_visible()
    page.get_by_label("User id").fill("user-123")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("row", name="Audience Entered")).to_have_count(1)
    expect(page.get_by_label("From (UTC)")).to_be_hidden()
    page.get_by_label("Time", exact=True).select_option("custom")
    expect(page.get_by_label("From (UTC)")).to_be_visible()


def test_the_event_tester_sends_and_tells(
    quiet_page: Page, base_url: str, mapping: Mapping
) -> None:
    factories.make_test_event(mapping.destination.source)
    page = quiet_page
    page.goto(base_url + reverse("event_tester", args=[mapping.destination_id]))
    page.get_by_role("button", name="Send to Acme CRM").click()
    expect(page.get_by_role("heading", name="1 of 1 mapping sent a request")).to_be_visible()
    article = page.get_by_role("article", name="Audience entered")
    expect(article).to_contain_text("Delivered")
    article.get_by_text("Request", exact=True).click()
    expect(article.get_by_label("Request of Audience entered")).to_contain_text("user@example.com")
    expect(page.locator("body")).not_to_contain_text(factories.SECRET)
    assert not Delivery.objects.exists()


def test_the_editor_sends_what_is_not_saved(editor: EditorPage, mapping: Mapping) -> None:
    editor.open(mapping)
    editor.type_into("First name", "Testing")
    editor.page.keyboard.press("Enter")
    editor.button("Send test").click()
    dialog = editor.page.get_by_role("dialog", name="Send test")
    dialog.get_by_role("button", name="Send to Acme CRM").click()
    expect(dialog).to_contain_text("Delivered")
    dialog.get_by_text("Request", exact=True).click()
    expect(dialog.get_by_label("Request")).to_contain_text("Testing")
    assert violations(editor.page) == []
    dialog.get_by_role("button", name="Close").click()
    expect(editor.button("Send test")).to_be_focused()


def test_the_editor_shows_what_it_will_send_and_what_changed_since(
    editor: EditorPage, mapping: Mapping
) -> None:
    editor.open(mapping)
    editor.button("Send test").click()
    dialog = editor.page.get_by_role("dialog", name="Send test")
    expect(dialog).to_contain_text("Ready: the trigger matches and every field fits.")
    expect(dialog.locator(".request__line")).to_contain_text("POST")
    expect(dialog.locator(".json")).to_contain_text(
        re.compile(r'"contacts".*"first_name": "Jane"', re.S)
    )
    dialog.get_by_text("Fields (4)").click()
    expect(dialog.locator(".send-test__fields")).to_contain_text('First name"Jane" text')
    dialog.get_by_role("button", name="Send to Acme CRM").click()
    expect(dialog).to_contain_text("Delivered")
    dialog.get_by_role("button", name="Send again").click()
    expect(dialog).to_contain_text("Request and answer are as in the last test.")
    dialog.get_by_role("button", name="Close").click()

    editor.type_into("First name", "Testing")
    editor.page.keyboard.press("Enter")
    editor.button("Send test").click()
    dialog.get_by_role("button", name="Send to Acme CRM").click()
    expect(dialog).to_contain_text("Other than in the last test (1)")
    change = dialog.get_by_role("listitem")
    expect(change).to_have_text('Request: contacts[0].first_name"Jane""Testing"')


def test_the_editor_says_why_a_test_would_not_be_sent(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm, config={}))
    editor.button("Send test").click()
    dialog = editor.page.get_by_role("dialog", name="Send test")
    expect(dialog).to_contain_text("Not ready: 2 required fields have no value.")
    expect(dialog.get_by_text("Request", exact=True)).to_have_count(0)


@pytest.mark.parametrize("attack", ATTACKS, ids=["script", "svg", "address"])
def test_nothing_that_came_in_runs(
    quiet_page: Page, base_url: str, mapping: Mapping, attack: str
) -> None:
    """`quiet_page` fails on anything that the content security policy had to stop."""
    told = {"type": "track", "event": attack, "userId": attack, "properties": {attack: attack}}
    event = make_event(
        mapping.destination.source, told, at=timezone.now(), message_id=attack, anonymous_id=attack
    )
    delivery = make_delivery(event, mapping, "dead", attack[:40], detail=attack, at=timezone.now())
    request = {"method": "POST", "url": attack, "headers": {attack: attack}, "body": attack}
    make_attempt(delivery, status=500, body=attack, request=request)
    dialogs: list[str] = []
    quiet_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in (
        reverse("deliveries"),
        reverse("events"),
        reverse("event", args=[event.pk]),
        reverse("destination_deliveries", args=[mapping.destination_id]),
    ):
        quiet_page.goto(base_url + address, wait_until="networkidle")
        quiet_page.evaluate(OPEN_ALL)
    assert dialogs == []
