"""The mapping's page: what the editor starts from, and the panel with the stored JSON."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Mapping, TestEvent
from mappings.services.representation import mapping_json
from mappings.services.test_events import save_test_event
from tests.factories import TRACK_TRIGGER

pytestmark = pytest.mark.django_db


def boot_data(answer: Any) -> dict[str, Any]:
    text = answer.content.decode()
    found = re.search(r'<script id="editor-data" type="application/json">(.*?)</script>', text)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.fixture
def address(mapping: Mapping) -> str:
    return reverse("mapping", args=[mapping.pk])


def test_it_carries_the_mapping_as_the_api_tells_it(
    ann: Client, address: str, mapping: Mapping
) -> None:
    boot = boot_data(ann.get(address))
    assert boot["mapping"] == mapping_json(mapping)
    assert boot["mapping"] == ann.get(boot["urls"]["mapping"]).json()


def test_it_carries_the_fields_of_the_action(ann: Client, address: str) -> None:
    action = boot_data(ann.get(address))["action"]
    keys = [field["key"] for field in action["fields"]]
    assert keys == ["email_address", "audience_status", "first_name", "last_name", "external_id"]
    assert not action["allows_extra_fields"]


def test_it_carries_the_defaults_of_the_fields_by_event_type(ann: Client, address: str) -> None:
    defaults = boot_data(ann.get(address))["defaults"]
    assert defaults["track"]["audience_status"] == {"@path": "$.properties.{{audience_key}}"}
    assert defaults["identify"]["audience_status"] == {"@path": "$.traits.{{audience_key}}"}


@pytest.mark.parametrize(
    ("trigger", "path", "flag"),
    [
        ('type = "track" and properties.vip = false', "properties", False),
        ('type = "identify" and traits.vip = true', "traits", True),
    ],
)
def test_it_opens_with_a_generated_event_that_fits_the_trigger(
    ann: Client, mapping: Mapping, trigger: str, path: str, flag: bool
) -> None:
    answer = ann.patch(
        reverse("api:mapping", args=[mapping.pk]),
        {"trigger": trigger},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    test_event = boot_data(ann.get(reverse("mapping", args=[mapping.pk])))["test_event"]
    assert test_event["origin"] == "generated"
    assert test_event["event"][path]["vip"] is flag


@pytest.mark.parametrize("key", ["k" * 300, " ", "a\u0007b", " vip "])
def test_a_key_that_no_event_can_be_generated_for_is_neither_used_nor_offered(
    ann: Client, mapping: Mapping, address: str, key: str
) -> None:
    condition = {"type": "event-property", "name": key, "operator": "is_true"}
    Mapping.objects.update(trigger={**TRACK_TRIGGER, "children": [condition]})
    event = {"type": "track", "properties": {key: True}}
    save_test_event(source=mapping.destination.source, name="Odd", event=event)

    answer = ann.get(address)

    assert answer.status_code == 200
    boot = boot_data(answer)
    assert boot["audience_keys"] == []
    assert boot["test_event"]["event"]["properties"]["browse_abandoners"] is True


def test_the_first_key_of_a_trigger_that_will_do_is_used(
    ann: Client, mapping: Mapping, address: str
) -> None:
    conditions = [
        {"type": "event-property", "name": "k" * 300, "operator": "is_true"},
        {"type": "event-property", "name": "vip", "operator": "is_false"},
    ]
    Mapping.objects.update(trigger={**TRACK_TRIGGER, "children": conditions})

    boot = boot_data(ann.get(address))

    assert boot["test_event"]["event"]["properties"]["vip"] is False
    assert boot["audience_keys"] == ["vip"]


def test_saved_events_and_audience_keys_are_offered(
    ann: Client, address: str, saved_event: TestEvent
) -> None:
    boot = boot_data(ann.get(address))
    assert boot["test_events"] == [{"id": str(saved_event.pk), "name": saved_event.name}]
    assert boot["audience_keys"] == ["browse_abandoners"]


def test_every_address_it_names_exists(ann: Client, address: str) -> None:
    for name, url in boot_data(ann.get(address))["urls"].items():
        assert ann.get(url).status_code in {200, 400, 405}, name


def test_a_viewer_gets_it_to_look_at(vic: Client, address: str) -> None:
    answer = vic.get(address)
    assert not boot_data(answer)["can_edit"]


def test_the_panel_shows_the_stored_json_and_the_line_that_fetches_it(
    ann: Client, address: str, mapping: Mapping
) -> None:
    answer = ann.get(address, {"panel": "api"})
    assert answer.context["api_panel"]
    assert json.loads(answer.context["stored_json"]) == mapping_json(mapping)
    fetch = f"http://testserver/api/v1/mappings/{mapping.pk}/"
    assert answer.context["curl"] == f'curl -H "Authorization: Bearer $TOKEN" {fetch}'


def test_an_action_that_left_the_catalog_does_not_break_the_page(
    ann: Client, address: str, mapping: Mapping
) -> None:
    Mapping.objects.filter(pk=mapping.pk).update(action_slug="gone")
    boot = boot_data(ann.get(address))
    assert boot["action"] == {
        "slug": "gone",
        "name": "gone",
        "allows_extra_fields": True,
        "fields": [],
    }


def test_its_cost_does_not_grow(
    ann: Client, address: str, saved_event: TestEvent, django_assert_num_queries: Any
) -> None:
    # session, user, member, mapping, names of events, then for keys: events read, triggers,
    # audiences; and connections
    with django_assert_num_queries(9):
        ann.get(address)


def test_without_scripts_the_page_says_what_it_needs(ann: Client, address: str) -> None:
    assert "<noscript>" in ann.get(address).content.decode()
