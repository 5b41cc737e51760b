"""Resyncs over the API: estimated and tried by who may read, started by who may write."""

from typing import Any

import pytest

from mappings.models import Connection, Event, Job, Mapping, Membership
from mappings.services.mappings import enable_mapping
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.factories import TRACK_PAYLOAD, make_profile


@pytest.fixture
def mapping(world: World) -> Mapping:
    return enable_mapping(mapping=world.mapping)


@pytest.fixture
def address(world: World, mapping: Mapping) -> str:
    """Of the resync of a connection with one member; the mapping asks for the audience's key."""
    Connection.objects.filter(pk=world.connection.pk).update(
        audience=world.audience,
        is_customized=True,
        traits=[{"trait": "first_name"}, {"trait": "last_name"}],
    )
    Membership.objects.create(
        workspace=world.workspace,
        audience=world.audience,
        profile=make_profile(world.workspace, user_id="user-7", email="user@example.com"),
        entered_at="2026-11-01T10:00:00Z",
    )
    return f"connections/{world.connection.pk}/resync/"


def test_a_resync_is_a_job(api: Api, world: World, address: str) -> None:
    answer = api.post(address, {})

    assert answer.status_code == 201
    assert (answer.json()["kind"], answer.json()["total"]) == ("resync", 1)
    job = Job.objects.get(pk=answer.json()["id"])
    assert job.started_by is not None
    error = assert_error(api.post(address, {}), 409, "wrong_state")
    assert str(job.pk) in error["message"]


def test_an_estimate_tells_what_it_would_take(
    api: Api, world: World, mapping: Mapping, address: str
) -> None:
    answer = api.post(f"{address}estimate/", {}).json()

    assert answer == {
        "members": 1,
        "looked_at": 1,
        "is_exact": True,
        "profiles": 1,
        "events": 2,
        "deliveries": 1,
        "requests": 1,
        "requests_per_s": None,
        "duration_s": None,
        "held_reason": "",
        "held_text": "",
        "mappings": [
            {
                "mapping": str(mapping.pk),
                "name": mapping.name,
                "deliveries": 1,
                "payloads_per_request": 1_000,
                "requests": 1,
            }
        ],
    }


def test_a_trial_shows_payloads(api: Api, world: World, mapping: Mapping, address: str) -> None:
    before = Event.objects.count()
    body = {"mapping": str(mapping.pk), "since_version": 1, "sample": 5}

    [profile] = api.post(f"{address}try/", body).json()["profiles"]

    [_, track] = profile["events"]
    assert (profile["has_changed"], profile["event_count"]) == (False, 2)
    assert (track["type"], track["event"]["userId"]) == ("track", "user-7")
    assert track["mappings"] == [
        {
            "mapping": str(mapping.pk),
            "name": mapping.name,
            "is_sent": True,
            "reason": "",
            "reason_text": "",
            "payload": TRACK_PAYLOAD,
            "problems": [],
        }
    ]
    assert Event.objects.count() == before


def test_who_may_not_see_contents_sees_no_events_and_no_payloads(
    reader: Api, world: World, address: str
) -> None:
    answer = reader.post(f"{address}try/", {})

    [profile] = answer.json()["profiles"]
    [track] = [one for one in profile["events"] if one["mappings"]]
    assert track["event"] is None
    assert track["mappings"][0]["payload"] is None
    assert track["mappings"][0]["is_sent"] is True
    for secret in ("user@example.com", "user-7", "Jane"):
        assert secret not in answer.content.decode()


def test_what_a_destination_would_refuse_is_told(
    api: Api, reader: Api, world: World, address: str
) -> None:
    Connection.objects.update(is_customized=True, identifiers=[{"type": "user_id"}])

    found = api.post(f"{address}try/", {}).json()["profiles"][0]["events"][1]["mappings"][0]
    hidden = reader.post(f"{address}try/", {}).json()["profiles"][0]["events"][1]["mappings"][0]

    assert (found["is_sent"], found["reason"], found["payload"]) == (False, "invalid_payload", None)
    assert found["problems"]
    assert (hidden["reason"], hidden["problems"]) == ("invalid_payload", [])


def test_an_event_that_is_too_large_is_told(api: Api, world: World, address: str) -> None:
    profile = Membership.objects.get().profile
    profile.traits = {"first_name": "x" * 32_700}
    profile.save()

    [tried] = api.post(f"{address}try/", {}).json()["profiles"]

    assert "bytes; the limit is" in tried["events"][0]["refused"]
    assert (tried["events"][0]["event"], tried["events"][0]["mappings"]) == (None, [])


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("", {"since_version": 1}, "/since_version"),
        ("", {"since_connection_version": 99}, "/since_connection_version"),
        ("estimate/", {"mapping": "x"}, "/mapping"),
        ("estimate/", {"since_version": "1"}, "/since_version"),
        ("estimate/", {"since_version": True}, "/since_version"),
        ("estimate/", {"since_connection_version": 10**20}, "/since_connection_version"),
        ("estimate/", {"sample": 3}, "/sample"),
        ("try/", {"sample": 101}, "/sample"),
        ("try/", {"sample": 0}, "/sample"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(
    api: Api, world: World, address: str, path: str, body: Any, pointer: str
) -> None:
    error = assert_error(api.post(address + path, body), 400, "invalid")
    assert [problem["pointer"] for problem in error["problems"]] == [pointer]
    assert_problem(api.post(address + path, body), pointer, error["problems"][0]["code"])
