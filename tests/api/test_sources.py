"""Sources over the API."""

import pytest
from django.utils import timezone

from mappings.models import Destination, Source, TestEvent
from mappings.services.incoming_events import Envelope
from mappings.services.receiving import receive_events
from mappings.services.write_keys import find_source_by_key
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.factories import TRACK_EVENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World) -> str:
    return f"sources/{world.source.pk}/"


def test_a_source_is_read(api: Api, path: str, world: World) -> None:
    told = api.get(path).json()

    assert (told["name"], told["slug"]) == ("Website", "website")
    assert (told["destination_count"], told["test_event_count"]) == (1, 1)
    assert told["write_key"] == world.source.write_key


def test_a_new_source_has_a_slug_and_a_write_key_of_its_own(api: Api, world: World) -> None:
    told = api.post("sources/", {"name": "Web Site!"}).json()
    other = api.post("sources/", {"name": "Web site"}).json()

    assert (told["slug"], other["slug"]) == ("web-site", "web-site-2")
    assert len({told["write_key"], other["write_key"], world.source.write_key}) == 3
    assert len(told["write_key"]) >= 32


def test_a_name_without_letters_still_gets_a_slug(api: Api) -> None:
    assert api.post("sources/", {"name": "日本"}).json()["slug"] == "source"


def test_a_source_is_renamed_and_keeps_slug_and_key(api: Api, path: str) -> None:
    before = api.get(path).json()

    after = api.patch(path, {"name": "Shop"}).json()

    assert after["name"] == "Shop"
    assert (after["slug"], after["write_key"]) == (before["slug"], before["write_key"])


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/name", "required"),
        ({"name": "Website"}, "/name", "taken"),
        ({"name": " Website "}, "/name", "taken"),
        ({"name": "x", "slug": "own"}, "/slug", "read_only"),
        ({"name": "x", "write_key": "own"}, "/write_key", "read_only"),
        ({"name": "x", "workspace": "own"}, "/workspace", "unknown_field"),
    ],
)
def test_a_wrong_value_is_told_at_its_place(
    body: dict[str, str], pointer: str, code: str, api: Api, world: World
) -> None:
    assert_problem(api.post("sources/", body), pointer, code)
    assert Source.objects.count() == 1


def test_two_workspaces_may_use_the_same_names(world: World, foreign: World) -> None:
    assert world.source.name == foreign.source.name
    assert world.source.slug == foreign.source.slug


def test_a_source_with_destinations_is_kept(api: Api, path: str) -> None:
    error = assert_error(api.delete(path), 409, "in_use")

    assert "Acme CRM" in error["message"]
    assert Source.objects.count() == 1


def test_a_source_without_destinations_is_deleted_with_its_test_events(api: Api, path: str) -> None:
    Destination.objects.all().delete()

    assert api.delete(path).status_code == 204
    assert TestEvent.objects.count() == 0


def test_the_newest_events_come_whole(api: Api, world: World) -> None:
    envelope = Envelope(received_at=timezone.now())
    items = [{**TRACK_EVENT, "event": f"Event {number}"} for number in range(12)]
    receive_events(source=world.source, items=items, envelope=envelope)

    events = api.get(f"sources/{world.source.pk}/events/").json()["events"]

    assert len(events) == 10
    assert {one["event"]["event"] for one in events} == {one["name"] for one in events}
    assert events[0]["received_at"].endswith("Z")


def test_events_are_not_shown_to_who_may_not_see_them(reader: Api, world: World) -> None:
    envelope = Envelope(received_at=timezone.now())
    receive_events(source=world.source, items=[TRACK_EVENT], envelope=envelope)

    events = reader.get(f"sources/{world.source.pk}/events/").json()["events"]

    assert {one["event"] for one in events} == {None}


def test_a_new_write_key_leaves_the_old_one_for_a_while(api: Api, path: str, world: World) -> None:
    before = api.get(path).json()

    told = api.post(f"{path}write-key/").json()

    now = timezone.now()
    assert before["old_write_key_ends_at"] is None
    assert told["write_key"] != before["write_key"]
    assert told["old_write_key_ends_at"] > now.isoformat()
    for key in (told["write_key"], before["write_key"]):
        assert find_source_by_key(key, now=now) == world.source


def test_the_old_write_key_can_be_ended(api: Api, path: str, world: World) -> None:
    old = world.source.write_key
    new = api.post(f"{path}write-key/").json()["write_key"]

    assert api.delete(f"{path}old-write-key/").status_code == 204

    assert find_source_by_key(old, now=timezone.now()) is None
    assert find_source_by_key(new, now=timezone.now()) == world.source
    assert api.get(path).json()["old_write_key_ends_at"] is None
