"""Resyncs tell of each member once, whatever stops them; and only of whom they should."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from mappings.jobs import resync
from mappings.jobs.runner import Runner
from mappings.models import (
    Audience,
    Connection,
    Delivery,
    Destination,
    Event,
    Job,
    JobState,
    Mapping,
    Membership,
    Profile,
    ProfileIdentifier,
)
from mappings.services.audience_events import tell_destination
from mappings.services.connections import connect_audience, disconnect_audience, update_connection
from mappings.services.errors import Overloaded
from mappings.services.jobs import cancel_job, pause_job, resume_job
from mappings.services.mappings import disable_mapping, enable_mapping, update_mapping
from mappings.services.memberships import Change, change_members
from mappings.services.profile_imports import ImportFile
from mappings.services.resync_choice import choose_resync
from mappings.services.resyncs import start_file_resync, start_resync
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
NAMES = [{"trait": "first_name"}, {"trait": "last_name"}]


@pytest.fixture
def crm() -> Destination:
    return factories.make_destination(factories.make_source(factories.make_workspace()))


@pytest.fixture
def mapping(crm: Destination) -> Mapping:
    return enable_mapping(mapping=factories.make_mapping(crm))


@pytest.fixture
def connection(crm: Destination, mapping: Mapping) -> Connection:
    audience = factories.make_audience(crm.workspace)
    changes: Any = {"is_customized": True, "traits": NAMES, "sends_identify": False}
    return connect_audience(audience=audience, destination=crm, changes=changes)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resync, "MEMBERS_PER_PART", 7)


def add_members(audience: Audience, count: int) -> list[Profile]:
    """That many who were in before the connection: nobody was told of them."""
    of = {"workspace": audience.workspace}
    profiles = [Profile(**of, traits={"first_name": f"J{number}"}) for number in range(count)]
    Profile.objects.bulk_create(profiles)
    named = [
        ProfileIdentifier(
            **of, profile=one, type=kind, value=value, first_seen_at=NOW, last_seen_at=NOW
        )
        for number, one in enumerate(profiles)
        for kind, value in (("user_id", f"user-{number}"), ("email", f"u{number}@example.com"))
    ]
    ProfileIdentifier.objects.bulk_create(named)
    Membership.objects.bulk_create(
        [Membership(**of, audience=audience, profile=one, entered_at=NOW) for one in profiles]
    )
    return profiles


def start(connection: Connection, **given: Any) -> Job:
    return start_resync(choose_resync(connection=connection, **given))


def runner(**more: Any) -> Runner:
    return Runner(now=timezone.now, rests=False, **more)


def run(job: Job) -> Job:
    runner().step(only=job.pk)
    job.refresh_from_db()
    return job


def told_users() -> list[str]:
    return sorted(Event.objects.values_list("user_id", flat=True))


def users(count: int) -> list[str]:
    return sorted(f"user-{number}" for number in range(count))


def test_each_member_is_told_of_once(
    connection: Connection, mapping: Mapping, small_parts: None
) -> None:
    add_members(connection.audience, 20)

    job = run(start(connection))

    assert (job.state, job.done_count, job.total) == (JobState.DONE, 20, 20)
    assert job.detail == "20 members told of, 20 events, 20 deliveries"
    assert told_users() == users(20)
    event = Event.objects.first()
    assert event is not None
    assert event.message_id.startswith(f"resync-{job.pk.hex}-")
    assert event.connection_id == connection.pk
    assert set(Delivery.objects.values_list("mapping_id", flat=True)) == {mapping.pk}


def test_a_runner_that_is_gone_after_any_part_leaves_nobody_out_and_doubles_nobody(
    connection: Connection, small_parts: None
) -> None:
    add_members(connection.audience, 30)
    job, runs = start(connection), 0
    while job.state != JobState.DONE:
        runner(slice_s=0).step(only=job.pk)
        job.refresh_from_db()
        runs += 1
        assert runs < 10

    assert runs == 7
    assert (told_users(), Delivery.objects.count(), job.done_count) == (users(30), 30, 30)


def test_a_part_that_breaks_off_inside_leaves_nobody_out_and_doubles_nobody(
    connection: Connection, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_members(connection.audience, 30)
    job, calls = start(connection), []

    def break_every_second(*args: Any, **kwargs: Any) -> Any:
        told = tell_destination(*args, **kwargs)
        calls.append(told)
        if len(calls) % 2:
            raise DatabaseError("gone away")
        return told

    monkeypatch.setattr(resync, "tell_destination", break_every_second)
    while job.state != JobState.DONE:
        try:
            runner().step(only=job.pk)
        except DatabaseError:
            assert len(calls) < 20
        job.refresh_from_db()

    assert len(calls) == 10
    assert (told_users(), Delivery.objects.count(), job.done_count) == (users(30), 30, 30)
    assert job.detail == "30 members told of, 30 events, 30 deliveries"


def test_pausing_resuming_and_cancelling_are_honoured(
    connection: Connection, small_parts: None
) -> None:
    add_members(connection.audience, 30)
    job = start(connection)
    runner().step(on_progress=lambda one: pause_job(Job.objects.get(pk=one.pk)))
    assert (Event.objects.count(), runner().step()) == (7, False)

    resume_job(Job.objects.get(pk=job.pk))
    runner().step(on_progress=lambda one: cancel_job(Job.objects.get(pk=one.pk)))

    job.refresh_from_db()
    assert (job.state, job.done_count, Event.objects.count()) == (JobState.CANCELLED, 14, 14)


def test_a_job_waits_while_too_much_waits(
    connection: Connection, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_members(connection.audience, 10)
    full = ["yes"]

    def check(_workspace_id: Any) -> None:
        if full and Event.objects.count() > 5:
            raise Overloaded("Too much waits.", retry_after_s=10)

    monkeypatch.setattr(resync, "check_room", check)
    job = run(start(connection))
    assert (job.state, job.detail, Event.objects.count()) == (
        JobState.WAITING,
        "Too much waits.",
        7,
    )

    full.clear()
    later = timezone.now() + timedelta(seconds=11)
    Runner(now=lambda: later, rests=False).step()
    assert told_users() == users(10)


def test_who_leaves_meanwhile_is_left_out_and_who_enters_is_told_by_entering(
    connection: Connection, small_parts: None
) -> None:
    members = add_members(connection.audience, 20)
    stranger = factories.make_profile(connection.workspace, user_id="new")
    job = start(connection)

    def change(running: Job) -> None:
        if running.done_count == 7:
            now = NOW + timedelta(hours=1)
            changes = [Change(members[19].pk, False), Change(stranger.pk, True)]
            change_members(connection.audience, changes, now)
            change_members(connection.audience, [Change(members[18].pk, False)], now)
            change_members(connection.audience, [Change(members[18].pk, True)], now)

    runner().step(on_progress=change)

    job.refresh_from_db()
    resynced = Event.objects.filter(message_id__startswith="resync-")
    assert sorted(resynced.values_list("user_id", flat=True)) == users(18)
    assert (job.state, job.done_count, job.total) == (JobState.DONE, 20, 20)
    assert "2 left meanwhile" in job.detail
    assert Event.objects.filter(user_id="new").count() == 1


def test_who_leaves_while_a_part_is_worked_out_is_left_out(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = add_members(connection.audience, 3)
    job = start(connection)
    leave = lambda _id: Membership.objects.filter(profile=members[0]).update(exited_at=NOW)  # noqa: E731
    monkeypatch.setattr(resync, "check_room", leave)

    run(job)

    assert told_users() == ["user-1", "user-2"]
    assert "1 left meanwhile" in job.detail


def test_only_those_whose_payload_changed_are_told_of(
    connection: Connection, mapping: Mapping, small_parts: None
) -> None:
    members = add_members(connection.audience, 20)
    for one in members[:5]:
        one.traits = {**one.traits, "last_name": "Doe"}
        one.save()
    update_connection(row=connection, changes={"traits": NAMES[:1]})

    job = run(start(connection, since_connection_version=1))

    assert told_users() == users(5)
    assert (job.done_count, job.total) == (20, 20)
    assert job.detail == "5 members told of, 5 events, 5 deliveries, 15 unchanged"


def test_only_those_are_told_of_whose_payload_a_version_of_the_mapping_changed(
    connection: Connection, mapping: Mapping, crm: Destination
) -> None:
    other = enable_mapping(mapping=factories.make_mapping(crm, "Other"))
    members = add_members(connection.audience, 4)
    members[0].traits = {"first_name": "jane"}
    members[0].save()
    lower = {"@case": {"operator": "lower", "value": {"@path": "$.properties.first_name"}}}
    first = mapping.version
    mapping.refresh_from_db()
    changes: Any = {"config": {**factories.TRACK_CONFIG, "first_name": lower}}
    update_mapping(mapping=mapping, changes=changes)

    job = run(start(connection, mapping_id=mapping.pk, since_version=first))

    assert job.detail == "3 members told of, 3 events, 3 deliveries, 1 unchanged"
    assert not Delivery.objects.filter(mapping=other).exists()


def test_a_part_ends_where_it_has_many_events(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "EVENTS_PER_PART", 3)
    add_members(connection.audience, 7)
    parts: list[int] = []
    job = start(connection)

    runner().step(on_progress=lambda one: parts.append(one.done_count))

    assert parts == [3, 6, 7, 7]
    assert told_users() == users(7)
    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("disconnected", "The connection was deleted."),
        ("off", "is off. Switch it on first. Then go on with this job."),
        ("mapping off", "is off. Enable it first. Then go on with this job."),
        ("mapping gone", "has no mapping of this id. Start another resync."),
    ],
)
def test_what_is_gone_or_off_ends_the_job_and_says_why(
    connection: Connection, mapping: Mapping, small_parts: None, what: str, words: str
) -> None:
    add_members(connection.audience, 20)
    job = start(connection, mapping_id=mapping.pk)

    def change(running: Job) -> None:
        if running.done_count != 7:
            return
        if what == "disconnected":
            disconnect_audience(row=connection)
        elif what == "off":
            update_connection(row=connection, changes={"is_enabled": False})
        elif what == "mapping off":
            disable_mapping(mapping=mapping)
        else:
            mapping.delete()

    runner().step(on_progress=change)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert words in job.detail
    assert job.done_count == 7


def test_a_job_that_failed_goes_on_where_it_stopped(
    connection: Connection, small_parts: None
) -> None:
    add_members(connection.audience, 20)
    job = start(connection)

    def switch_off(_job: Job) -> None:
        update_connection(row=connection, changes={"is_enabled": False})

    runner().step(on_progress=switch_off)
    update_connection(row=connection, changes={"is_enabled": True})
    job.refresh_from_db()
    resume_job(job)

    assert run(job).state == JobState.DONE
    assert told_users() == users(20)


def test_an_audience_without_members_is_done_at_once(connection: Connection) -> None:
    job = run(start(connection))

    assert (job.state, job.total, job.detail) == (
        JobState.DONE,
        0,
        "0 members told of, 0 events, 0 deliveries",
    )


def test_an_event_that_is_too_large_is_counted(connection: Connection) -> None:
    [jane] = add_members(connection.audience, 1)
    jane.traits = {"first_name": "x" * 32_700}
    jane.save()

    assert "1 event too large" in run(start(connection)).detail


def start_file(connection: Connection, path: Path, **given: Any) -> Job:
    choice = choose_resync(connection=connection, **given)
    return start_file_resync(choice, file=ImportFile(path.name), path=path)


@contextmanager
def parts_of(lines: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("mappings.jobs.profile_import.LINES_PER_PART", lines)
        yield


def test_people_in_a_file_are_told_of_once_and_not_stored(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "id,email,first_name\n" + "".join(f"user-{n},u{n}@example.com,J\n" for n in range(20))
    )
    job, runs = start_file(connection, path), 0
    with parts_of(6, monkeypatch):
        while job.state != JobState.DONE:
            runner(slice_s=0).step(only=job.pk)
            job.refresh_from_db()
            runs += 1
            assert (job.state != JobState.FAILED, runs < 15) == (True, True), job.detail

    assert runs > 4
    assert (told_users(), Delivery.objects.count()) == (users(20), 20)
    assert job.cursor["sent"] == 20
    assert not Profile.objects.exists()
    event = Event.objects.get(user_id="user-3")
    assert event.event["properties"]["first_name"] == "J"


def test_lines_of_a_file_that_name_nobody_are_told(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "people.ndjson"
    path.write_text('{"plan": "pro"}\n{"email": "user@example.com"}\n{x\n')

    job = run(start_file(connection, path))

    assert (job.state, job.done_count, job.problem_count) == (JobState.DONE, 3, 2)
    problems = list(job.problems.order_by("line").values_list("line", "message"))
    assert problems[0] == (1, "At least one identifier is needed.")
    assert problems[1][0] == 3
    event = Event.objects.get()
    assert (event.user_id, len(event.anonymous_id)) == ("", 36)


def test_only_people_in_a_file_whose_payload_changed_are_told_of(
    connection: Connection, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,email,last_name\nuser-0,a@example.com,Doe\nuser-1,b@example.com,\n")
    update_connection(row=connection, changes={"traits": NAMES[:1]})

    job = run(start_file(connection, path, since_connection_version=1))

    assert told_users() == ["user-0"]
    assert job.detail == "1 member told of, 1 event, 1 delivery, 1 unchanged"
