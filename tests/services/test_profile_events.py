"""Identify events that come in fill profiles; flags in events make and end memberships."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mappings.models import (
    Audience,
    Event,
    Membership,
    Profile,
    ProfileIdentifier,
    Source,
    WaitingEvent,
)
from mappings.services.audiences import delete_audience
from mappings.services.errors import Overloaded
from mappings.services.incoming_events import Envelope
from mappings.services.profile_events import work_in_events
from mappings.services.receiving import receive_events
from tests.factories import (
    make_audience,
    make_connection,
    make_destination,
    make_source,
    make_workspace,
)

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

    assert work_in_events(NOW) == 2

    jane, other = Profile.objects.oldest_first()
    assert jane.traits == {"email": "user@example.com", "first_name": "Jane"}
    rows = ProfileIdentifier.objects.oldest_first().values_list("profile", "type", "value")
    assert list(rows) == [
        (jane.pk, "user_id", "user-123"),
        (jane.pk, "email", "user@example.com"),
        (jane.pk, "anonymous_id", "anon-1"),
        (other.pk, "user_id", "42"),
    ]
    assert work_in_events(NOW) == 0


def test_later_events_win(source: Source) -> None:
    send(source, identify(traits={"plan": "free", "city": "Rome"}, messageId="z"))
    send(source, identify(traits={"plan": "pro", "city": None}, messageId="a"))
    work_in_events(NOW)

    assert Profile.objects.get().traits == {"plan": "pro"}


def test_only_identify_events_are_noted_and_each_once(source: Source) -> None:
    send(source, {"type": "track", "event": "Signed Up", "userId": "user-123"})
    send(source, identify(messageId="one"))
    send(source, identify(messageId="one"))

    assert WaitingEvent.objects.count() == 1


def test_an_event_that_is_gone_or_too_large_changes_nothing(source: Source) -> None:
    send(source, identify(userId="x" * 600, messageId="long"), identify(messageId="gone"))
    Event.objects.filter(message_id="gone").delete()

    assert work_in_events(NOW) == 2
    assert Profile.objects.count() == 0
    assert WaitingEvent.objects.count() == 0


def track(is_entering: bool, **changes: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Audience Entered" if is_entering else "Audience Exited",
        "userId": "user-123",
        "context": {"traits": {"email": "user@example.com"}},
        "properties": {"audience_key": "browse_abandoners", "browse_abandoners": is_entering},
        **changes,
    }


def test_flags_in_events_make_and_end_memberships(source: Source) -> None:
    audience = make_audience(source.workspace)
    send(source, identify(traits={"browse_abandoners": True}, messageId="a"))
    work_in_events(NOW)
    row = Membership.objects.get()
    assert (row.audience_id, row.exited_at) == (audience.pk, None)

    send(source, track(False, messageId="b"))
    work_in_events(NOW)
    row.refresh_from_db()
    assert row.exited_at == NOW


def test_a_track_event_that_names_an_audience_makes_a_profile_without_traits(
    source: Source,
) -> None:
    make_audience(source.workspace)
    send(source, track(True))

    assert work_in_events(NOW) == 1
    profile = Profile.objects.get()
    assert profile.traits == {}
    assert {one.type for one in profile.identifiers.all()} == {"user_id", "email"}
    assert profile.memberships.current().count() == 1


def test_an_audience_may_be_named_by_personas(source: Source) -> None:
    make_audience(source.workspace)
    personas = {"personas": {"computation_key": "browse_abandoners"}}
    send(source, track(True, context=personas, properties={"browse_abandoners": True}))
    work_in_events(NOW)

    assert Membership.objects.current().count() == 1


@pytest.mark.parametrize(
    "event",
    [
        track(True, properties={"audience_key": "browse_abandoners"}),
        track(True, properties={"audience_key": 5, "browse_abandoners": True}),
        track(True, properties={"browse_abandoners": True}),
        track(True, properties=None, context={"personas": "x"}),
    ],
)
def test_a_track_event_that_names_no_audience_is_not_noted(
    source: Source, event: dict[str, Any]
) -> None:
    make_audience(source.workspace)
    send(source, event)

    assert not WaitingEvent.objects.exists()


def test_an_audience_that_does_not_follow_events_or_is_deleted_stays(source: Source) -> None:
    Audience.objects.filter(pk=make_audience(source.workspace).pk).update(follows_events=False)
    gone = make_audience(source.workspace, "vip")
    delete_audience(audience=gone)
    send(source, identify(traits={"browse_abandoners": True, "vip": True, "city": "Rome"}))
    work_in_events(NOW)

    assert not Membership.objects.exists()


def test_flags_count_in_the_order_of_the_events(source: Source) -> None:
    audience = make_audience(source.workspace)
    make_connection(audience, make_destination(source), sends_identify=False)
    flags = [True, False, True]
    send(source, *(track(flag, messageId=str(at)) for at, flag in enumerate(flags)))
    work_in_events(NOW)

    told = Event.objects.filter(connection__isnull=False).order_by("pk")
    names = [f"Audience {name}" for name in ("Entered", "Exited", "Entered")]
    assert [row.name for row in told] == names
    assert Membership.objects.current().count() == 1


def test_while_too_much_waits_events_wait_too(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_audience(source.workspace)
    send(source, track(True))

    def full(_workspace_id: Any) -> None:
        raise Overloaded("Too much waits.", retry_after_s=10)

    monkeypatch.setattr("mappings.services.memberships.check_room", full)
    with pytest.raises(Overloaded):
        work_in_events(NOW)
    assert WaitingEvent.objects.count() == 1
    assert not Profile.objects.exists()


def test_a_workspace_that_is_full_keeps_no_other_waiting(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_source(make_workspace("other"))
    make_audience(source.workspace)
    send(source, track(True))
    send(other, identify())

    def full(workspace_id: Any) -> None:
        assert workspace_id == source.workspace_id
        raise Overloaded("Too much waits.", retry_after_s=10)

    monkeypatch.setattr("mappings.services.memberships.check_room", full)

    assert work_in_events(NOW) == 1
    assert Profile.objects.get().workspace == other.workspace
    with pytest.raises(Overloaded):
        work_in_events(NOW)


def test_of_two_workers_the_second_reads_what_the_first_one_left(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flags of the same person would count in the wrong order otherwise."""
    send(source, identify())
    waited = "mappings.services.profile_events.lock_profiles"
    monkeypatch.setattr(waited, lambda _workspace: WaitingEvent.objects.all().delete())

    assert work_in_events(NOW) == 0
    assert not Profile.objects.exists()
