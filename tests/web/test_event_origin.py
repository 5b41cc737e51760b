"""Events that a connection sent are shown as such, wherever events are shown."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mappings.models import Connection, Destination, Event
from tests import factories
from tests.delivery_rows import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(destination: Destination) -> Connection:
    audience = factories.make_audience(destination.workspace)
    return factories.make_connection(audience, destination)


@pytest.fixture
def sent(connection: Connection) -> Event:
    return make_event(connection.destination.source, connection=connection)


def addresses(event: Event) -> list[str]:
    return [
        reverse("events"),
        reverse("event", args=[event.pk]),
        reverse("live_events", args=[event.source_id]),
    ]


def test_an_event_of_a_connection_says_so(ann: Client, vic: Client, sent: Event) -> None:
    for client in (ann, vic):
        for address in addresses(sent):
            assert "Browse abandoners → Acme CRM" in client.get(address).content.decode(), address


def test_an_event_of_a_source_names_no_connection(
    ann: Client, connection: Connection, event: Event
) -> None:
    for address in addresses(event):
        assert "Browse abandoners → Acme CRM" not in ann.get(address).content.decode(), address


def test_an_event_outlives_its_connection(ann: Client, sent: Event) -> None:
    Connection.objects.all().delete()
    for address in addresses(sent):
        answer = ann.get(address)
        assert answer.status_code == 200
        assert "→ Acme CRM" not in answer.content.decode()


def test_names_are_shown_as_text(ann: Client, connection: Connection, sent: Event) -> None:
    attack = "<script>alert(1)</script>"
    for row in (connection.audience, connection.destination):
        row.name = attack
        row.save()
    for address in addresses(sent):
        page = ann.get(address).content.decode()
        assert attack not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; → &lt;script&gt;" in page


def test_lists_cost_the_same_however_many_were_sent(
    ann: Client, connection: Connection, sent: Event, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        make_event(connection.destination.source, connection=connection)
    with django_assert_num_queries(6):  # session, user, member, source, events, deliveries
        ann.get(reverse("live_events", args=[sent.source_id]))
