"""/metrics: for who has the token, and without anything that names a person."""

from typing import Any

import pytest
from django.test import Client

from mappings.delivery.clock import database_now
from mappings.delivery.holding import pause
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
