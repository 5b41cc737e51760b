"""Audiences, members, connections and coverage over the API."""

from typing import Any

import pytest

from mappings.jobs.runner import Runner
from mappings.models import Connection, Event, Job, Membership
from mappings.services.audience_json import audiences_of
from mappings.services.errors import Overloaded
from mappings.services.mappings import enable_mapping
from tests.api.calls import Api, assert_error
from tests.api.conftest import World


def test_an_audience_is_made_changed_and_deleted(api: Api, world: World) -> None:
    made = api.post("audiences/", {"key": "vip", "name": "VIP"}).json()
    assert (made["key"], made["entered_event"], made["follows_events"]) == (
        "vip",
        "Audience Entered",
        True,
    )
    address = f"audiences/{made['id']}/"
    changed = api.patch(address, {**made, "name": "Very", "exited_event": "Left"}).json()
    assert (changed["name"], changed["exited_event"]) == ("Very", "Left")
    assert_error(api.patch(address, {"key": "other"}), 400, "invalid")

    assert api.delete(address).status_code == 204
    error = assert_error(api.post("audiences/", {"key": "vip", "name": "VIP"}), 400, "invalid")
    assert "never used again" in error["message"]


def test_members_enter_and_leave(api: Api, world: World) -> None:
    connection = world.connection
    address = f"audiences/{connection.audience_id}/members/"
    enable_mapping(mapping=world.mapping)
    body = {"add": [{"identifiers": {"user_id": "user-123"}}, {"identifiers": {"email": "a@b.c"}}]}

    done = api.post(address, body).json()
    assert done == {
        "entered": 2,
        "exited": 0,
        "unknown": 0,
        "events": 4,
        "deliveries": 0,
        "refused_events": 0,
    }
    assert Event.objects.filter(connection=connection).count() == 4
    gone = {"remove": [{"identifiers": {"user_id": "user-123"}}, {"identifiers": {"user_id": "x"}}]}
    done = api.post(address, gone).json()
    assert (done["exited"], done["unknown"]) == (1, 1)
    (left,) = api.get(address).json()["results"]
    assert left["profile"]["identifiers"][0]["value"] == "a@b.c"


def test_who_may_not_see_contents_sees_members_without_them(
    reader: Api, api: Api, world: World
) -> None:
    address = f"audiences/{world.audience.pk}/members/"
    api.post(address, {"add": [{"identifiers": {"user_id": "user-123"}}]})

    (member,) = reader.get(address).json()["results"]
    assert member["profile"]["traits"] is None
    assert member["profile"]["identifiers"][0]["value"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"add": [{"identifiers": {"user_id": 5}}]}, "/add/0/identifiers/user_id"),
        ({"remove": [{"identifiers": {"a/b": 5}}]}, "/remove/0/identifiers/a~1b"),
        ({"add": [{"identifiers": {}}]}, "/add/0/identifiers"),
        ({"add": [{"identifiers": {"email": "a"}}] * 501}, ""),
        ({"add": 5}, "/add"),
    ],
)
def test_bad_members_are_told(api: Api, world: World, body: Any, pointer: str) -> None:
    answer = api.post(f"audiences/{world.audience.pk}/members/", body)

    error = assert_error(answer, 400, "invalid")
    assert error["problems"][0]["pointer"] == pointer
    assert not Membership.objects.exists()


def test_while_too_much_waits_members_are_to_be_named_later(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_workspace_id: Any) -> None:
        raise Overloaded("Too much waits.", retry_after_s=10)

    monkeypatch.setattr("mappings.services.memberships.check_room", full)
    body = {"add": [{"identifiers": {"user_id": "u"}}]}
    answer = api.post(f"audiences/{world.audience.pk}/members/", body)

    assert_error(answer, 503, "overloaded")
    assert answer["Retry-After"] == "10"


def test_a_file_of_members_is_read_by_a_job(api: Api, world: World) -> None:
    address = f"audiences/{world.audience.pk}/members/import/?mode=replace&name=people.ndjson"
    answer = api.post(address, {"user_id": "user-9"})

    assert answer.status_code == 201
    job = Job.objects.get(pk=answer.json()["id"])
    Runner(rests=False).step(only=job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert Membership.objects.current().count() == 1
    assert_error(api.post(address.replace("replace", "merge"), {}), 400, "invalid_query")


def test_a_connection_is_made_once_and_changed_by_its_version(api: Api, world: World) -> None:
    address = f"audiences/{world.audience.pk}/connections/"
    body: dict[str, Any] = {
        "destination": str(world.destination.pk),
        "is_customized": True,
        "traits": [{"trait": "first_name"}],
    }
    made = api.post(address, body)
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert made.json()["traits"] == [{"trait": "first_name", "name": "first_name"}]
    assert_error(api.post(address, body), 400, "invalid")

    row = f"connections/{made.json()['id']}/"
    changed = api.patch(row, {"sends_track": False}, If_Match='"1"')
    assert (changed.json()["sends_track"], changed["ETag"]) == (False, '"2"')
    assert_error(api.patch(row, {"sends_track": True}, If_Match='"1"'), 412, "stale")
    error = assert_error(api.patch(row, {"sends_identify": False}), 400, "invalid")
    assert error["problems"][0]["pointer"] == "/sends_track"
    assert api.delete(row).status_code == 204
    assert not Connection.objects.filter(pk=made.json()["id"]).exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"traits": [{"trait": "x", "name": "browse_abandoners"}]}, "/traits/0/name"),
        ({"identifiers": [{"type": "email", "strategy": "some"}]}, "/identifiers/0/strategy"),
        ({"traits": 5}, "/traits"),
        ({"destination": "01980000-0000-7000-8000-000000000000"}, "/destination"),
    ],
)
def test_a_setup_that_cannot_be_is_told(
    api: Api, world: World, changes: dict[str, Any], pointer: str
) -> None:
    body = {"destination": str(world.destination.pk), "is_customized": True, **changes}
    answer = api.post(f"audiences/{world.audience.pk}/connections/", body)

    assert assert_error(answer, 400, "invalid")["problems"][0]["pointer"] == pointer


def test_coverage_tells_what_is_missing_and_adds_it(api: Api, world: World) -> None:
    row = world.connection
    address = f"audiences/{row.audience_id}/coverage/"
    (before,) = api.get(address).json()
    assert (before["misses_entering"], before["entering"]) == (True, [])

    made = api.post(f"connections/{row.pk}/missing-mapping/", {"direction": "entering"}).json()
    assert (made["enabled"], made["trigger_fql"]) == (
        False,
        'type = "identify" and traits.other = true',
    )
    (after,) = api.get(address).json()
    assert [one["mapping"] for one in after["entering"]] == [made["id"]]
    assert after["misses_entering"]


@pytest.mark.parametrize("value", [[["x"]], [{"a": 1}], [5], [None], [], "", "x" * 600])
def test_who_to_remove_is_checked_as_who_to_add(api: Api, world: World, value: Any) -> None:
    address = f"audiences/{world.audience.pk}/members/"
    body = {"remove": [{"identifiers": {"email": "a@b.c"}}, {"identifiers": {"user_id": value}}]}

    error = assert_error(api.post(address, body), 400, "invalid")

    assert error["problems"][0]["pointer"].startswith("/remove/1/identifiers")


def test_members_and_connections_are_counted_without_being_joined(api: Api, world: World) -> None:
    rows = audiences_of(world.audience.workspace)
    address = f"audiences/{world.audience.pk}/"
    people = [{"identifiers": {"user_id": f"m{at}"}} for at in range(3)]
    before = api.get(address).json()["member_count"]
    api.post(f"{address}members/", {"add": people})
    api.post(f"{address}members/", {"remove": people[:1]})

    assert api.get(address).json()["member_count"] == before + 2
    assert " JOIN " not in str(rows.query)


def test_a_setup_is_estimated_before_it_is_saved(api: Api, world: World) -> None:
    row = world.connection
    address = f"connections/{row.pk}/estimate/"
    rows = [{"type": "email", "strategy": "all"}]
    setup = {"sends_track": False, "is_customized": True, "identifiers": rows}
    assert api.post(address, setup).json() == {
        "looked_at": 0,
        "entering": {"typical": 1, "most": 1},
        "leaving": {"typical": 1, "most": 1},
    }
    people = [["a@b.c"], ["d@b.c"], ["e@b.c", "f@b.c", "g@b.c"]]
    body = {"add": [{"identifiers": {"email": values}} for values in people]}
    api.post(f"audiences/{row.audience_id}/members/", body)

    made = api.post(address, setup).json()
    assert (made["looked_at"], made["entering"]) == (3, {"typical": 1, "most": 3})
    bad = assert_error(api.post(address, {**setup, "sends_identify": False}), 400, "invalid")
    assert bad["problems"][0]["pointer"] == "/sends_track"
    row.refresh_from_db()
    assert row.version == 1
