"""Events that come in at the same moment, also while what they run through is changed."""

import random
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mappings.models import Delivery, Event, Mapping, Source
from mappings.services.errors import RateLimited
from mappings.services.incoming_events import Envelope
from mappings.services.mappings import disable_mapping, enable_mapping
from mappings.services.receiving import Receipt, receive_events
from tests.factories import (
    TRACK_EVENT,
    make_destination,
    make_mapping,
    make_source,
    make_workspace,
)
from tests.services.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running() -> Mapping:
    destination = make_destination(make_source(make_workspace()))
    return enable_mapping(mapping=make_mapping(destination))


def receive(source: Source, items: list[Any]) -> Receipt:
    envelope = Envelope(received_at=timezone.now())
    return receive_events(source=source, items=items, envelope=envelope)


def test_each_message_id_is_stored_once_whoever_else_sends_it(running: Mapping) -> None:
    source = running.destination.source
    messages = [{**TRACK_EVENT, "messageId": f"m-{number}"} for number in range(60)]
    orders = [random.Random(number).sample(messages, len(messages)) for number in range(8)]  # noqa: S311

    receipts = at_once([lambda items=items: receive(source, items) for items in orders])

    assert sum(receipt.accepted for receipt in receipts) == 60
    assert sum(receipt.duplicates for receipt in receipts) == 7 * 60
    assert (Event.objects.count(), Delivery.objects.count()) == (60, 60)


def test_once_a_mapping_is_off_no_event_finds_it(running: Mapping) -> None:
    """Whatever was on its way when it was switched off is there by the time that is told."""
    source, stop = running.destination.source, threading.Event()

    def send() -> None:
        while not stop.is_set():
            receive(source, [TRACK_EVENT])
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    found = []
    for _ in range(5):
        enable_mapping(mapping=running)
        receive(source, [TRACK_EVENT])
        disable_mapping(mapping=running)
        before = Delivery.objects.count()
        receive(source, [TRACK_EVENT])
        found.append(Delivery.objects.count() - before)
    stop.set()
    for sender in senders:
        sender.join()

    assert found == [0] * 5
    assert Delivery.objects.count() >= 5
    made = sum(event.mapping_count - event.unmatched_count for event in Event.objects.all())
    assert made == Delivery.objects.count()


def test_a_rate_holds_for_all_senders_together(running: Mapping, settings: Any) -> None:
    settings.MAX_EVENTS_PER_S = 5
    source, now = running.destination.source, timezone.now()

    def send() -> Receipt:
        envelope = Envelope(received_at=now)  # the same moment for all: nothing is refilled
        return receive_events(source=source, items=[TRACK_EVENT], envelope=envelope)

    results = at_once([send] * 20)

    assert Event.objects.count() == 5
    assert sum(isinstance(result, RateLimited) for result in results) == 15
