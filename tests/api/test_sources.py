"""Sources over the API."""

import pytest

from mappings.models import Destination, Source, TestEvent
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World

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
