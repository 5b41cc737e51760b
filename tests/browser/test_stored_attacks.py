"""What people wrote never runs: attacks are stored in every field that reaches a page."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mappings.models import Source, Workspace
from mappings.services.mappings import create_mapping_from_trait
from mappings.services.test_events import save_test_event
from tests import factories

ATTACKS = [
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)\u2028",
]


@pytest.fixture(params=ATTACKS, ids=["script", "svg", "address"])
def attack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def addresses(workspace: Workspace, attack: str) -> list[str]:
    source: Source = factories.make_source(workspace, attack)
    destination = factories.make_destination(source, attack)
    mapping = create_mapping_from_trait(
        destination=destination,
        name=attack,
        action_slug="upsert_contact",
        event_type="track",
        audience_key=attack.replace("\u2028", ""),
        is_entering=True,
    )
    event = {"type": attack, "traits": {attack: attack}, "properties": {attack: True}}
    saved = save_test_event(source=source, name=attack, event=event)
    return [
        reverse("destinations"),
        reverse("sources"),
        *(
            reverse(name, args=[destination.pk])
            for name in ("destination", "destination_settings", "delete_destination", "new_mapping")
        ),
        *(reverse(name, args=[mapping.pk]) for name in ("mapping", "delete_mapping")),
        *(reverse(name, args=[source.pk]) for name in ("source", "new_test_event")),
        reverse("test_event", args=[saved.pk]),
    ]


def test_no_stored_text_runs_or_meets_the_policy(
    quiet_page: Page, base_url: str, addresses: list[str]
) -> None:
    """`quiet_page` fails on anything that the content security policy had to stop."""
    dialogs: list[str] = []
    quiet_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in addresses:
        quiet_page.goto(base_url + address, wait_until="networkidle")
        expect(quiet_page.get_by_role("main")).to_be_visible()
    assert dialogs == []
