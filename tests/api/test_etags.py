"""Two people, one mapping: a save names the version it started from."""

import pytest

from mappings.models import Mapping
from tests.api.calls import Api, assert_error
from tests.api.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World) -> str:
    return f"mappings/{world.mapping.pk}/"


def change(api: Api, path: str) -> str:
    """Somebody else's save; the new ETag."""
    return str(api.patch(path, {"name": "Theirs"})["ETag"])


CALLS = [
    (
        "PUT",
        "",
        {"name": "Mine", "action": "upsert_contact", "trigger": 'type = "track"', "config": {}},
    ),
    ("PATCH", "", {"name": "Mine"}),
    ("PATCH", "", {}),
    ("PATCH", "", {"enabled": True}),
    ("DELETE", "", None),
    ("POST", "enable/", None),
    ("POST", "disable/", None),
]


@pytest.mark.parametrize(("method", "action", "body"), CALLS)
def test_a_stale_version_is_refused_and_shows_the_current_one(
    method: str, action: str, body: object, api: Api, path: str
) -> None:
    mine = api.get(path)["ETag"]
    theirs = change(api, path)

    response = api.send(method, path + action, body, If_Match=mine)

    error = assert_error(response, 412, "stale")
    assert error["current"] == api.get(path).json()
    assert error["current"]["name"] == "Theirs"
    assert response["ETag"] == theirs


@pytest.mark.parametrize(("method", "action", "body"), CALLS)
@pytest.mark.parametrize("condition", ['"1"', "*", '"7", "1"', ""])
def test_the_current_version_is_taken(
    condition: str, method: str, action: str, body: object, api: Api, path: str
) -> None:
    response = api.send(method, path + action, body, If_Match=condition)

    assert response.status_code in (200, 204)


@pytest.mark.parametrize("condition", ['W/"1"', '"0"', '"01"', '"x"', '""', '"1.0"'])
def test_an_etag_that_is_not_the_current_one_is_stale(condition: str, api: Api, path: str) -> None:
    assert_error(api.patch(path, {"name": "Mine"}, If_Match=condition), 412, "stale")


@pytest.mark.parametrize("condition", ["1", "'1'", '"1', '"1" "2"', "x", ","])
def test_a_header_that_is_no_etag_is_malformed(condition: str, api: Api, path: str) -> None:
    assert_error(api.patch(path, {"name": "Mine"}, If_Match=condition), 400, "bad_request")


def test_without_if_match_the_last_save_counts(api: Api, path: str) -> None:
    change(api, path)

    assert api.patch(path, {"name": "Mine"}).json()["name"] == "Mine"


def test_a_save_that_lost_the_race_behind_the_check_changes_nothing(
    api: Api, path: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is compared in the UPDATE itself, not only before it."""
    from mappings.services import mappings

    read_changes = mappings.read_changes

    def be_overtaken(*args: object, **kwargs: object) -> object:
        Mapping.objects.filter(pk=world.mapping.pk).update(name="Theirs", version=2)
        return read_changes(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(mappings, "read_changes", be_overtaken)
    response = api.patch(path, {"config": {}}, If_Match='"1"')

    assert assert_error(response, 412, "stale")["current"]["version"] == 2
    assert Mapping.objects.get().config != {}
