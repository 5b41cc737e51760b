"""Entering and leaving an audience is told to the destinations it is connected to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings.catalog.samples import sample_event
from mappings.delivery.plans import make_plan
from mappings.models import (
    Audience,
    Delivery,
    DeliveryState,
    Destination,
    Event,
    Membership,
    Profile,
)
from mappings.services.audiences import delete_audience
from mappings.services.errors import NotFound, Overloaded
from mappings.services.mappings import enable_mapping
from mappings.services.memberships import Change, Changed, change_members
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
NAMES = [{"trait": "first_name"}, {"trait": "last_name"}]


@pytest.fixture
def crm() -> Destination:
    return factories.make_destination(factories.make_source(factories.make_workspace()))


@pytest.fixture
def audience(crm: Destination) -> Audience:
    return factories.make_audience(crm.workspace)


@pytest.fixture
def jane(crm: Destination) -> Profile:
    return factories.make_profile(
        crm.workspace, user_id="user-123", anonymous_id="anon-test-1", email="user@example.com"
    )


def enter(audience: Audience, *profiles: Profile, at: datetime = NOW) -> Changed:
    return change_members(audience, [Change(one.pk, True) for one in profiles], at)


def leave(audience: Audience, *profiles: Profile, at: datetime = NOW) -> Changed:
    return change_members(audience, [Change(one.pk, False) for one in profiles], at)


def sent_events() -> list[dict[str, Any]]:
    """The stored events, without what differs each time and without what the guide leaves out."""
    events = []
    for row in Event.objects.order_by("type", "pk"):
        event = row.event
        for key in ("messageId", "timestamp", "receivedAt"):
            assert event.pop(key)
        assert event["context"].pop("personas")["computation_key"] == "browse_abandoners"
        if not event["context"]:
            del event["context"]
        events.append(event)
    return events


@pytest.mark.parametrize("is_entering", [True, False])
def test_the_guides_two_payloads_come_out(
    audience: Audience, crm: Destination, jane: Profile, is_entering: bool
) -> None:
    if not is_entering:
        enter(audience, jane)
    factories.make_connection(audience, crm, is_customized=True, traits=NAMES)

    (enter if is_entering else leave)(audience, jane, at=NOW + timedelta(hours=1))

    assert sent_events() == [
        sample_event(kind, audience_key="browse_abandoners", is_entering=is_entering)
        for kind in ("identify", "track")
    ]


def test_who_enters_runs_through_the_mappings_of_the_destination(
    audience: Audience, crm: Destination, jane: Profile
) -> None:
    mapping = enable_mapping(mapping=factories.make_mapping(crm))
    other = factories.make_webhook(crm.source)
    connection = factories.make_connection(audience, crm, is_customized=True, traits=NAMES)

    assert enter(audience, jane) == Changed(entered=1, events=2, deliveries=1)

    delivery = Delivery.objects.select_related("event").get()
    assert (delivery.mapping_id, delivery.state) == (mapping.pk, DeliveryState.PENDING)
    assert delivery.event.connection_id == connection.pk
    assert mapping.live_version
    assert crm.definition
    plan = make_plan(mapping.live_version, crm.definition)
    assert plan.payload(delivery.event.event) == factories.TRACK_PAYLOAD
    assert not Delivery.objects.filter(destination=other).exists()


def test_who_is_in_does_not_enter_again_and_who_is_out_does_not_leave(
    audience: Audience, crm: Destination, jane: Profile
) -> None:
    factories.make_connection(audience, crm)

    assert leave(audience, jane) == Changed()
    assert enter(audience, jane).entered == 1
    assert enter(audience, jane, at=NOW + timedelta(hours=1)) == Changed()
    assert Event.objects.count() == 2


def test_who_comes_back_has_one_membership(audience: Audience, jane: Profile) -> None:
    for hours in range(3):
        (leave if hours % 2 else enter)(audience, jane, at=NOW + timedelta(hours=hours))

    row = Membership.objects.get()
    assert (row.entered_at, row.exited_at) == (NOW + timedelta(hours=2), None)


def test_entering_and_leaving_in_one_go_tells_both(
    audience: Audience, crm: Destination, jane: Profile
) -> None:
    factories.make_connection(audience, crm, sends_identify=False)
    changes = [Change(jane.pk, one) for one in (True, True, False)]

    assert change_members(audience, changes, NOW) == Changed(entered=1, exited=1, events=2)
    assert [row.name for row in Event.objects.order_by("pk")] == [
        "Audience Entered",
        "Audience Exited",
    ]


def test_a_connection_that_is_off_tells_nothing(
    audience: Audience, crm: Destination, jane: Profile
) -> None:
    factories.make_connection(audience, crm, is_enabled=False)

    assert enter(audience, jane) == Changed(entered=1)


def test_an_event_that_is_too_large_is_counted(
    audience: Audience, crm: Destination, jane: Profile
) -> None:
    jane.traits = {"first_name": "x" * 32_700}
    jane.save()
    factories.make_connection(audience, crm, is_customized=True, traits=NAMES)

    assert enter(audience, jane) == Changed(entered=1, refused=2)


def test_profiles_that_are_gone_or_of_others_change_nothing(audience: Audience) -> None:
    gone = factories.make_profile(audience.workspace, user_id="x")
    Profile.objects.filter(pk=gone.pk).delete()
    stranger = factories.make_profile(factories.make_workspace("other"), user_id="x")

    assert enter(audience, gone, stranger) == Changed()


def test_nothing_changes_while_too_much_waits(
    audience: Audience, jane: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_workspace_id: Any) -> None:
        raise Overloaded("Too much waits.", retry_after_s=10)

    monkeypatch.setattr("mappings.services.memberships.check_room", full)
    with pytest.raises(Overloaded):
        enter(audience, jane)
    assert not Membership.objects.exists()


def test_an_audience_that_is_gone_is_told(audience: Audience, jane: Profile) -> None:
    Audience.objects.filter(pk=audience.pk).delete()

    with pytest.raises(NotFound):
        enter(audience, jane)


def test_the_identifiers_of_a_connection_are_named_by_their_strategies(
    audience: Audience, crm: Destination, jane: Profile
) -> None:
    for at, value in enumerate(["old@example.com", "new@example.com"]):
        jane.identifiers.create(
            workspace=jane.workspace,
            type="email",
            value=value,
            first_seen_at=NOW + timedelta(days=at),
            last_seen_at=NOW + timedelta(days=9 - at),
        )
    rows = [{"type": "user_id"}, {"type": "email", "strategy": "last"}]
    factories.make_connection(
        audience, crm, is_customized=True, identifiers=rows, sends_track=False
    )

    enter(audience, jane)
    assert [event["traits"]["email"] for event in sent_events()] == ["old@example.com"]
    leave(audience, jane, at=NOW + timedelta(hours=1))
    assert [event["traits"]["email"] for event in sent_events()[1:]] == [
        "user@example.com",
        "old@example.com",
        "new@example.com",
    ]


def test_nobody_enters_an_audience_that_was_deleted_meanwhile(
    audience: Audience, jane: Profile
) -> None:
    known_before = Audience.objects.get(pk=audience.pk)
    delete_audience(audience=audience)

    with pytest.raises(NotFound):
        enter(known_before, jane)
    assert not Membership.objects.exists()


def test_a_destination_that_is_deleted_meanwhile_is_told_nothing(
    audience: Audience, crm: Destination, jane: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_connection(audience, crm)
    # On PostgreSQL, whoever deletes it holds the routes until it is gone.
    waited = "mappings.services.audience_events.share_routes"
    monkeypatch.setattr(waited, lambda _source: Destination.objects.filter(pk=crm.pk).delete())

    assert enter(audience, jane) == Changed(entered=1)
    assert not Event.objects.exists()
