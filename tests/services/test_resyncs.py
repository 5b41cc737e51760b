"""What a resync would take and send, told before it starts; and when it may not start."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings.models import (
    Audience,
    Connection,
    Delivery,
    Destination,
    Event,
    JobState,
    Mapping,
    Membership,
    Profile,
)
from mappings.services import resync_trials
from mappings.services.connections import connect_audience, update_connection
from mappings.services.errors import InvalidInput, WrongState
from mappings.services.jobs import cancel_job
from mappings.services.mappings import disable_mapping, enable_mapping, update_mapping
from mappings.services.memberships import Change, change_members
from mappings.services.resync_choice import ResyncChoice, choose_resync
from mappings.services.resync_trials import (
    MappingEstimate,
    ResyncEstimate,
    TriedProfile,
    estimate_resync,
    try_resync,
)
from mappings.services.resyncs import start_resync
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
NAMES = [{"trait": "first_name"}, {"trait": "last_name"}]
IDENTIFY = 'type = "identify"'


@pytest.fixture
def crm() -> Destination:
    return factories.make_destination(factories.make_source(factories.make_workspace()))


@pytest.fixture
def audience(crm: Destination) -> Audience:
    return factories.make_audience(crm.workspace)


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return enable_mapping(mapping=factories.make_mapping(crm))


@pytest.fixture
def connection(audience: Audience, crm: Destination, mapping: Mapping) -> Connection:
    changes: Any = {"is_customized": True, "traits": NAMES}
    return connect_audience(audience=audience, destination=crm, changes=changes)


def add_members(audience: Audience, count: int) -> list[Profile]:
    """That many who were in before the connection: nobody was told of them."""
    rows = []
    for number in range(count):
        profile = factories.make_profile(
            audience.workspace, user_id=f"user-{number}", email=f"u{number}@example.com"
        )
        Membership.objects.create(
            workspace=audience.workspace, audience=audience, profile=profile, entered_at=NOW
        )
        rows.append(profile)
    return rows


def choose(connection: Connection, **given: Any) -> ResyncChoice:
    return choose_resync(connection=connection, **given)


def tried(choice: ResyncChoice) -> list[TriedProfile]:
    return try_resync(choice, now=NOW)


def change_config(mapping: Mapping, **config: Any) -> Mapping:
    mapping.refresh_from_db()
    changes: Any = {"config": {**mapping.config, **config}}
    return update_mapping(mapping=mapping, changes=changes)


def test_an_estimate_counts_each_member(connection: Connection, mapping: Mapping) -> None:
    add_members(connection.audience, 3)

    assert estimate_resync(choose(connection), now=NOW) == ResyncEstimate(
        members=3,
        looked_at=3,
        is_exact=True,
        profiles=3,
        events=6,
        deliveries=3,
        requests=1,
        mappings=(MappingEstimate(mapping.pk, mapping.name, 3, 1_000, 1),),
        requests_per_s=None,
        duration_s=None,
        held_reason="",
    )


def test_an_estimate_is_scaled_from_members_of_every_place(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync_trials, "MEMBERS_LOOKED_AT", 10)
    members = add_members(connection.audience, 50)
    for one in members[25:]:  # the later ones have a second address, which is sent, too
        one.identifiers.create(
            workspace=one.workspace,
            type="email",
            value=f"second-{one.pk}@example.com",
            first_seen_at=NOW,
            last_seen_at=NOW,
        )
    rows = [{"type": "user_id"}, {"type": "email", "strategy": "all"}]
    row = update_connection(row=connection, changes={"identifiers": rows})

    made = estimate_resync(choose(row), now=NOW)

    assert (made.members, made.looked_at, made.is_exact) == (50, 10, False)
    assert (made.events, made.deliveries) == (150, 75)


def test_an_estimate_ends_early_where_members_have_many_events(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync_trials, "MAX_LOOKS", 4)
    add_members(connection.audience, 10)

    made = estimate_resync(choose(connection), now=NOW)

    assert (made.looked_at, made.is_exact, made.events) == (2, False, 20)


def test_the_duration_is_that_of_the_requests_at_the_destinations_rate(
    connection: Connection, crm: Destination, mapping: Mapping
) -> None:
    add_members(connection.audience, 2)
    factories.make_webhook(crm.source)
    crm.delivery_options = {"requests_per_s": 0.5}
    crm.is_enabled = False
    crm.save()

    made = estimate_resync(choose(connection), now=NOW)

    assert (made.requests_per_s, made.duration_s) == (0.5, made.requests / 0.5)
    assert made.held_reason == "destination_disabled"


def test_an_audience_without_members_takes_nothing(connection: Connection) -> None:
    made = estimate_resync(choose(connection), now=NOW)

    assert (made.members, made.events, made.requests, made.is_exact) == (0, 0, 0, True)


def test_a_trial_shows_each_event_with_its_payload_and_stores_nothing(
    connection: Connection, mapping: Mapping
) -> None:
    [jane] = add_members(connection.audience, 1)

    [one] = tried(choose(connection))

    assert (one.profile_id, one.has_changed, one.event_count) == (jane.pk, None, 2)
    [track] = [event for event in one.events if event.prospects]
    [prospect] = track.prospects
    assert prospect.verdict.route.mapping_id == mapping.pk
    assert prospect.payload == {**factories.TRACK_PAYLOAD, "email_address": "u0@example.com"}
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_a_trial_of_one_mapping_shows_no_other(
    connection: Connection, crm: Destination, mapping: Mapping
) -> None:
    other = enable_mapping(mapping=factories.make_mapping(crm, "Known", trigger=IDENTIFY))
    add_members(connection.audience, 1)

    [one] = tried(choose(connection, mapping_id=other.pk))

    found = [prospect for event in one.events for prospect in event.prospects]
    assert [prospect.verdict.route.mapping_id for prospect in found] == [other.pk]


def test_a_payload_that_the_destination_would_refuse_is_told(
    connection: Connection, crm: Destination
) -> None:
    config = {**factories.TRACK_CONFIG, "email_address": {"@path": "$.properties.nothing"}}
    enable_mapping(mapping=factories.make_mapping(crm, "Empty", trigger=IDENTIFY, config=config))
    add_members(connection.audience, 1)

    [one] = tried(choose(connection))

    reasons = {prospect.reason for event in one.events for prospect in event.prospects}
    assert "invalid_payload" in reasons


def test_a_trial_shows_members_of_every_place_and_no_more_than_asked(
    connection: Connection,
) -> None:
    members = add_members(connection.audience, 30)

    shown = try_resync(choose(connection), sample=3, now=NOW)

    assert {one.profile_id for one in shown} == {members[at].pk for at in (0, 10, 20)}


def test_a_trial_ends_where_a_page_is_full(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_members(connection.audience, 5)
    monkeypatch.setattr(resync_trials, "MAX_LOOKS_OF_TRIAL", 3)

    assert len(tried(choose(connection))) == 2


def test_an_event_that_is_too_large_is_told_in_a_trial(connection: Connection) -> None:
    [jane] = add_members(connection.audience, 1)
    jane.traits = {"first_name": "x" * 32_700}
    jane.save()

    [one] = tried(choose(connection))

    assert [event.prospects for event in one.events] == [(), ()]


def test_only_those_count_whose_payload_a_new_version_of_the_mapping_changed(
    connection: Connection, mapping: Mapping
) -> None:
    jane, john = add_members(connection.audience, 2)
    john.traits = {"first_name": "John"}
    john.save()
    first = mapping.version
    change_config(mapping, last_name={"@template": "{{properties.last_name}}"})
    choice = choose(connection, mapping_id=mapping.pk, since_version=first)
    same = {one.profile_id: one.has_changed for one in tried(choice)}

    change_config(mapping, last_name={"@case": {"operator": "upper", "value": "Doe"}})
    now = choose(connection, mapping_id=mapping.pk, since_version=first)

    assert same[jane.pk] is False
    assert {one.profile_id: one.has_changed for one in tried(now)} == {
        jane.pk: True,
        john.pk: True,
    }
    made = estimate_resync(now, now=NOW)
    assert (made.members, made.profiles, made.deliveries) == (2, 2, 2)


def test_a_new_version_of_the_trigger_changes_those_whom_it_lets_in(
    connection: Connection, mapping: Mapping
) -> None:
    add_members(connection.audience, 1)
    first = mapping.version
    changes: Any = {"trigger": {**factories.TRACK_TRIGGER, "operator": "or"}}
    update_mapping(mapping=mapping, changes=changes)
    choice = choose(connection, mapping_id=mapping.pk, since_version=first)
    assert [one.has_changed for one in tried(choice)] == [False]

    mapping.refresh_from_db()
    update_mapping(mapping=mapping, changes={"trigger": 'type = "group"'})
    choice = choose(connection, mapping_id=mapping.pk, since_version=first)
    assert [one.has_changed for one in tried(choice)] == [True]


def test_only_those_count_whose_payload_a_new_setup_changed(
    connection: Connection, mapping: Mapping
) -> None:
    jane, john = add_members(connection.audience, 2)
    john.traits = {}
    john.save()
    row = update_connection(row=connection, changes={"traits": NAMES[:1]})

    choice = choose(row, since_connection_version=1)

    assert {one.profile_id: one.has_changed for one in tried(choice)} == {
        jane.pk: True,
        john.pk: False,
    }
    assert estimate_resync(choice, now=NOW).profiles == 1


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"since_version": 1}, "/since_version"),
        ({"since_connection_version": 9}, "/since_connection_version"),
    ],
)
def test_what_there_is_not_cannot_be_chosen(
    connection: Connection, given: Any, pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        choose(connection, **given)
    assert [one.pointer for one in caught.value.problems] == [pointer]


def test_a_mapping_is_one_of_the_destination_and_a_version_one_of_the_mapping(
    connection: Connection, crm: Destination, mapping: Mapping
) -> None:
    stranger = factories.make_mapping(factories.make_webhook(crm.source))
    with pytest.raises(InvalidInput, match="has no mapping of this id"):
        choose(connection, mapping_id=stranger.pk)
    with pytest.raises(InvalidInput, match=f"no version 9; it is at version {mapping.version}"):
        choose(connection, mapping_id=mapping.pk, since_version=9)


def test_a_connection_that_is_gone_cannot_be_chosen(connection: Connection) -> None:
    Connection.objects.all().delete()
    with pytest.raises(InvalidInput, match="was deleted"):
        choose(connection)


def test_a_resync_knows_how_many_members_there_are(connection: Connection) -> None:
    add_members(connection.audience, 3)
    change_members(
        connection.audience,
        [Change(Profile.objects.order_by("pk")[0].pk, False)],
        NOW + timedelta(hours=1),
    )

    job = start_resync(choose(connection))

    assert (job.state, job.total) == (JobState.WAITING, 2)
    assert job.title == "Resync of Browse abandoners to Acme CRM"


def test_a_connection_has_one_open_resync(connection: Connection) -> None:
    job = start_resync(choose(connection))

    with pytest.raises(WrongState, match=f"{job.pk}.* is waiting. Let it end, or cancel it first"):
        start_resync(choose(connection))
    cancel_job(job)
    start_resync(choose(connection))


def test_a_resync_of_what_is_off_does_not_start(
    connection: Connection, crm: Destination, mapping: Mapping
) -> None:
    choice = choose(connection, mapping_id=mapping.pk)
    disable_mapping(mapping=mapping)
    with pytest.raises(WrongState, match='The mapping "Audience entered" is off'):
        start_resync(choose(connection, mapping_id=mapping.pk))
    with pytest.raises(WrongState, match="No mapping of Acme CRM is enabled"):
        start_resync(choose(connection))
    update_connection(row=connection, changes={"is_enabled": False})
    with pytest.raises(WrongState, match="Switch it on first"):
        start_resync(choose(choice.connection))


def test_a_mapping_for_another_audience_that_serves_this_one_is_tried_for_it(
    audience: Audience, connection: Connection, mapping: Mapping
) -> None:
    add_members(audience, 1)
    (before,) = tried(choose(connection))
    update_mapping(
        mapping=mapping,
        changes={
            "trigger": 'type = "track" and properties.vip = true',
            "config": {**mapping.config, "audience_status": {"@path": "$.properties.vip"}},
            "other_audience_keys": ["*"],
        },
    )

    (after,) = tried(choose(connection))
    assert payloads(after) == payloads(before) != []
    mapping.refresh_from_db()
    (unchanged,) = tried(
        choose(connection, mapping_id=mapping.pk, since_version=mapping.version - 1)
    )
    assert unchanged.has_changed is False


def payloads(one: TriedProfile) -> list[Any]:
    return [prospect.payload for event in one.events for prospect in event.prospects]
