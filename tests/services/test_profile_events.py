"""Identify events that come in fill profiles."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mappings.models import Event, Profile, ProfileIdentifier, Source, WaitingEvent
from mappings.services.incoming_events import Envelope
from mappings.services.profile_events import work_in_identifies
from mappings.services.receiving import receive_events
from tests.factories import make_source, make_workspace

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def source() -> Source:
    return make_source(make_workspace())


def send(source: Source, *items: dict[str, Any]) -> None:
    receive_events(source=source, items=items, envelope=Envelope(received_at=NOW))


def identify(**changes: Any) -> dict[str, Any]:
    return {
        "type": "identify",
        "userId": "user-123",
        "anonymousId": "anon-1",
        "traits": {"email": "user@example.com", "first_name": "Jane"},
        **changes,
    }


def test_an_identify_event_makes_a_profile(source: Source) -> None:
    send(source, identify(), identify(userId=42, anonymousId=None, traits=None))

    assert work_in_identifies(NOW) == 2

    jane, other = Profile.objects.oldest_first()
    assert jane.traits == {"email": "user@example.com", "first_name": "Jane"}
    rows = ProfileIdentifier.objects.oldest_first().values_list("profile", "type", "value")
    assert list(rows) == [
        (jane.pk, "user_id", "user-123"),
        (jane.pk, "email", "user@example.com"),
        (jane.pk, "anonymous_id", "anon-1"),
        (other.pk, "user_id", "42"),
    ]
    assert work_in_identifies(NOW) == 0


def test_later_events_win(source: Source) -> None:
    send(source, identify(traits={"plan": "free", "city": "Rome"}, messageId="z"))
    send(source, identify(traits={"plan": "pro", "city": None}, messageId="a"))
    work_in_identifies(NOW)

    assert Profile.objects.get().traits == {"plan": "pro"}


def test_only_identify_events_are_noted_and_each_once(source: Source) -> None:
    send(source, {"type": "track", "event": "Signed Up", "userId": "user-123"})
    send(source, identify(messageId="one"))
    send(source, identify(messageId="one"))

    assert WaitingEvent.objects.count() == 1


def test_an_event_that_is_gone_or_too_large_changes_nothing(source: Source) -> None:
    send(source, identify(userId="x" * 600, messageId="long"), identify(messageId="gone"))
    Event.objects.filter(message_id="gone").delete()

    assert work_in_identifies(NOW) == 2
    assert Profile.objects.count() == 0
    assert WaitingEvent.objects.count() == 0
