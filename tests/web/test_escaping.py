"""What people wrote is shown as text, on every page that shows it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Workspace
from mappings.services.destinations import create_destination
from mappings.services.mappings import create_mapping_from_trait
from mappings.services.sources import create_source
from mappings.services.test_events import save_test_event

pytestmark = pytest.mark.django_db

ATTACKS = [
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% csrf_token %}",
    "</textarea></option></title><script>alert(1)</script>",
]
# What no page may contain when it came from a person.
LIVE = ["<img src=x", "<svg/onload", "<script>alert", "</textarea></option>", 'href="javascript:']


@pytest.fixture(params=ATTACKS)
def attack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rows(workspace: Workspace, attack: str) -> dict[str, Any]:
    source = create_source(workspace=workspace, name=attack)
    destination = create_destination(
        workspace=workspace,
        source=source,
        definition_slug="crm",
        name=attack,
        settings={"base_url": "https://crm.example.com/api"},
        secrets={"api_key": "0123456789abcdef"},
    )
    mapping = create_mapping_from_trait(
        destination=destination,
        name=attack,
        action_slug="upsert_contact",
        event_type="track",
        audience_key=attack,
        is_entering=True,
    )
    event = {"type": attack, "traits": {attack: attack}, "properties": {attack: True}}
    saved = save_test_event(source=source, name=attack, event=event)
    return {
        "source": source,
        "destination": destination,
        "mapping": mapping,
        "saved": saved,
    }


def test_it_is_shown_as_text_everywhere(ann: Client, rows: dict[str, Any], attack: str) -> None:
    addresses = [
        reverse("destinations"),
        reverse("destinations") + "?q=x%3Cscript%3Ealert(1)%3C/script%3E",
        reverse("sources"),
        reverse("tokens"),
        *(
            reverse(name, args=[rows["destination"].pk])
            for name in (
                "destination",
                "destination_settings",
                "delete_destination",
                "new_mapping",
            )
        ),
        *(
            reverse(name, args=[rows["mapping"].pk])
            for name in ("mapping", "rename_mapping", "delete_mapping")
        ),
        *(
            reverse(name, args=[rows["source"].pk])
            for name in ("source", "rename_source", "delete_source", "new_test_event")
        ),
        *(
            reverse(name, args=[rows["saved"].pk])
            for name in ("test_event", "rename_test_event", "delete_test_event")
        ),
    ]
    for address in addresses:
        answer = ann.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert not [live for live in LIVE if live in page], address


def test_what_a_form_sends_back_is_text_too(ann: Client, rows: dict[str, Any], attack: str) -> None:
    ann.post(reverse("tokens"), {"name": attack, "scope": "read"})
    answers = [
        ann.get(reverse("tokens")),
        ann.post(reverse("tokens"), {"name": attack, "scope": attack}),
        ann.post(reverse("sources"), {"name": attack}),
        ann.post(
            reverse("new_mapping", args=[rows["destination"].pk]),
            {"name": attack, "audience_key": attack, "event_type": attack, "is_entering": attack},
        ),
        ann.post(
            reverse("new_test_event", args=[rows["source"].pk]), {"name": attack, "event": attack}
        ),
        ann.post(reverse("mapping_enabled", args=[rows["mapping"].pk]), {"enabled": "true"}),
        ann.get(reverse("destination", args=[rows["destination"].pk])),
    ]
    for answer in answers:
        page = answer.content.decode()
        assert not [live for live in LIVE if live in page]
