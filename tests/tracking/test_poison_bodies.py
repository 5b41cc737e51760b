"""Bodies made to break a server: each is taken or refused as the table says, on every database.

What is refused leaves nothing behind; what is taken can be read again.
"""

from typing import Any

import pytest

from mappings.models import Delivery, Event, Mapping
from tests.tracking.conftest import Sender
from tests.tracking.corpus import CORPUS, Poison

pytestmark = pytest.mark.django_db


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CORPUS) >= 120


def test_a_single_call_is_taken_or_refused(sender: Sender, running: Mapping) -> None:
    for name, poison in CORPUS.items():
        response = sender.post_bytes("track", poison.body)

        assert response.status_code == poison.status, (name, response.content[:300])
        assert response.json()["success"] is (poison.status == 200), name
        assert_stored_as_answered(response, name)


def test_a_message_of_a_batch_is_taken_or_refused(sender: Sender, running: Mapping) -> None:
    """Beside a good one: what is not even JSON refuses the whole batch."""
    good = b'{"type":"track","userId":"user-123","event":"Good"}'
    for name, poison in CORPUS.items():
        body = b'{"batch":[' + good + b"," + with_type(poison) + b"]}"
        response = sender.post_bytes("batch", body)

        assert response.status_code in (200, 400), (name, response.content[:300])
        assert_stored_as_answered(response, name)
        if response.status_code == 200:
            taken = response.json()["accepted"] - 1
            assert taken == (1 if poison.status == 200 else 0), (name, response.content[:300])


def with_type(poison: Poison) -> bytes:
    """The same message, saying what it is, wherever that can be put in."""
    if poison.status != 200:
        return poison.body
    return b'{"type":"track",' + poison.body.replace(b'"type":"identify",', b"").lstrip()[1:]


def assert_stored_as_answered(response: Any, name: str) -> None:
    """So many events as were accepted are there and can be read, with their deliveries."""
    events = list(Event.objects.all())
    assert len(events) == response.json().get("accepted", 0), name
    assert [event.event["type"] for event in events] == [event.type for event in events], name
    made = sum(event.mapping_count - event.unmatched_count for event in events)
    assert Delivery.objects.count() == made, name
    Event.objects.all().delete()
