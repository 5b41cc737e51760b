"""/metrics: for who has the token, and without anything that names a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mappings.delivery.clock import database_now
from mappings.delivery.counting import roll_up
from mappings.delivery.holding import pause
from mappings.models import Delivery
from tests.delivery.shop import add_delivery, enabled_mapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(settings: Any) -> str:
    settings.METRICS_TOKEN = "a-token-for-figures"
    return "Bearer a-token-for-figures"


def test_without_a_token_in_the_settings_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("token")
def test_without_the_right_token_nothing_is_told(client: Client) -> None:
    for given in ("", "Bearer", "Bearer wrong", "a-token-for-figures"):
        answer = client.get("/metrics", headers={"Authorization": given})
        assert (answer.status_code, answer.content) == (401, b"")


def test_open_deliveries_are_counted_by_state(client: Client, token: str) -> None:
    mapping = enabled_mapping()
    add_delivery(mapping, at=database_now())
    text = client.get("/metrics", headers={"Authorization": token}).content.decode()
    assert 'engage_mapper_deliveries_open{state="pending"} 1.0' in text
    assert "engage_mapper_mappings_enabled 1.0" in text
    assert "process_resident_memory_bytes" in text
    assert "user-123" not in text
    pause(mapping.destination, "credentials", now=database_now())
    text = client.get("/metrics", headers={"Authorization": token}).content.decode()
    assert 'engage_mapper_deliveries_open{state="held"} 1.0' in text
    assert "engage_mapper_destinations_paused 1.0" in text


def test_events_and_ended_deliveries_are_counted_once_whether_rolled_up_or_not(
    client: Client, token: str
) -> None:
    mapping, now = enabled_mapping(), database_now()
    for age, state in ((3, "delivered"), (3, "dead"), (0, "delivered")):
        at = now - timedelta(hours=age)
        row = add_delivery(mapping, at=at)
        Delivery.objects.filter(pk=row.pk).update(state=state, due_at=None, finished_at=at)

    def told() -> str:
        return client.get("/metrics", headers={"Authorization": token}).content.decode()

    before = told()
    roll_up(now)
    after = told()

    for text in (before, after):
        assert "engage_mapper_events_received_total 3.0" in text
        assert 'engage_mapper_deliveries_ended_total{state="delivered"} 2.0' in text
        assert 'engage_mapper_deliveries_ended_total{state="dead"} 1.0' in text
        assert 'engage_mapper_deliveries_ended_total{state="filtered"} 0.0' in text
    Delivery.objects.filter(state="dead").delete()
    assert 'engage_mapper_deliveries_ended_total{state="dead"} 1.0' in told()
