"""Destinations over the API."""

from typing import Any

import pytest

from mappings.models import Destination, Mapping
from mappings.services.mappings import enable_mapping
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.factories import SECRET, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World) -> str:
    return f"destinations/{world.destination.pk}/"


def new_body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Second CRM",
        "definition": "crm",
        "source": str(world.source.pk),
        "settings": {"base_url": "https://crm.example.com/api"},
        "secrets": {"api_key": SECRET},
        **changes,
    }


def test_a_destination_tells_everything_but_its_secrets(api: Api, path: str, world: World) -> None:
    enable_mapping(mapping=world.mapping)

    response = api.get(path)

    told = response.json()
    assert SECRET not in response.content.decode()
    assert told["secrets"]["api_key"] == {
        "is_set": True,
        "is_readable": True,
        "last4": "9f2c",
        "set_at": world.destination.secrets_set_at["api_key"].replace("+00:00", "Z"),
    }
    assert told["settings"] == {"base_url": "https://crm.example.com/api"}
    assert (told["mapping_count"], told["enabled_mapping_count"]) == (1, 1)
    assert (told["name"], told["definition"], told["enabled"]) == ("Acme CRM", "crm", True)
    assert told["source"] == str(world.source.pk)


def test_a_short_secret_shows_nothing_of_itself(api: Api, path: str) -> None:
    told = api.patch(path, {"secrets": {"api_key": "eightch8"}}).json()

    state = told["secrets"]["api_key"]
    assert (state["is_set"], state["is_readable"], state["last4"]) == (True, True, "")


def test_a_destination_is_added(api: Api, world: World) -> None:
    response = api.post("destinations/", new_body(world))

    created = Destination.objects.get(pk=response.json()["id"])
    assert response.status_code == 201
    assert created.workspace == world.workspace
    assert created.open_secrets() == {"api_key": SECRET}
    assert SECRET not in created.sealed_secrets


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": ""}, "/name", "required"),
        ({"name": "  "}, "/name", "required"),
        ({"name": 5}, "/name", "invalid"),
        ({"name": "x" * 201}, "/name", "too_long"),
        ({"name": "a\u202eb"}, "/name", "characters"),
        ({"name": "Acme CRM"}, "/name", "taken"),
        ({"definition": "unknown"}, "/definition", "not_found"),
        ({"source": "nonsense"}, "/source", "invalid"),
        ({"source": 5}, "/source", "invalid"),
        ({"settings": {}}, "/settings/base_url", "required"),
        ({"settings": {"base_url": "ftp://x"}}, "/settings/base_url", "format"),
        (
            {"settings": {"base_url": "https://x.example", "b/c": 1}},
            "/settings/b~1c",
            "unknown_setting",
        ),
        ({"settings": {"api_key": SECRET}}, "/settings/api_key", "misplaced"),
        ({"settings": []}, "/settings", "invalid"),
        ({"secrets": {}}, "/secrets/api_key", "required"),
        ({"secrets": {"api_key": None}}, "/secrets/api_key", "required"),
        ({"secrets": {"base_url": "x"}}, "/secrets/base_url", "unknown_field"),
        ({"secrets": {"api_key": 5}}, "/secrets", "secret"),
        ({"secrets": {"api_key": "line\nbreak"}}, "/secrets/api_key", "format"),
        ({"enabled": "yes"}, "/enabled", "invalid"),
        ({"workspace": "x"}, "/workspace", "unknown_field"),
    ],
)
def test_a_wrong_value_is_told_at_its_place(
    changes: dict[str, Any], pointer: str, code: str, api: Api, world: World
) -> None:
    response = api.post("destinations/", new_body(world, **changes))

    problem = assert_problem(response, pointer, code)
    assert SECRET not in str(problem)
    assert Destination.objects.count() == 1


def test_all_problems_are_told_at_once(api: Api) -> None:
    error = assert_error(api.post("destinations/", {"nonsense": 1}), 400, "invalid")

    pointers = {problem["pointer"] for problem in error["problems"]}
    assert pointers == {"/name", "/definition", "/source", "/settings", "/nonsense"}


def test_what_was_read_can_be_sent_back(api: Api, path: str) -> None:
    read = api.get(path).json()

    response = api.put(path, {**read, "name": "Renamed"})

    assert response.status_code == 200
    assert response.json()["name"] == "Renamed"
    assert Destination.objects.get().open_secrets() == {"api_key": SECRET}


def test_replacing_keeps_secrets_that_are_not_named(api: Api, path: str, world: World) -> None:
    body = new_body(world)
    del body["secrets"], body["definition"]

    assert api.put(path, body).status_code == 200
    assert Destination.objects.get().open_secrets() == {"api_key": SECRET}


def test_replacing_needs_every_value(api: Api, path: str) -> None:
    assert_problem(api.put(path, {"name": "x"}), "/settings", "required")


def test_a_secret_is_exchanged(api: Api, path: str) -> None:
    told = api.patch(path, {"secrets": {"api_key": "another-key-0123"}}).json()

    assert told["secrets"]["api_key"]["last4"] == "0123"
    assert Destination.objects.get().open_secrets() == {"api_key": "another-key-0123"}


def test_a_required_secret_cannot_be_forgotten(api: Api, path: str) -> None:
    assert_problem(api.patch(path, {"secrets": {"api_key": None}}), "/secrets/api_key", "required")
    assert Destination.objects.get().open_secrets() == {"api_key": SECRET}


@pytest.mark.parametrize("field", ["id", "definition", "mapping_count", "created_at", "updated_at"])
def test_read_only_values_do_not_change(field: str, api: Api, path: str) -> None:
    assert_problem(api.patch(path, {field: "other"}), f"/{field}", "read_only")


@pytest.mark.parametrize(
    "field",
    [
        "workspace",
        "workspace_id",
        "sealed_secrets",
        "secrets_set_at",
        "definition_slug",
        "is_enabled",
        "pk",
    ],
)
def test_columns_are_no_fields(field: str, api: Api, path: str) -> None:
    assert_problem(api.patch(path, {field: "x"}), f"/{field}", "unknown_field")


def test_a_destination_is_switched_off_and_moved(api: Api, path: str, world: World) -> None:
    other = make_source(world.workspace, "App")

    told = api.patch(path, {"enabled": False, "source": str(other.pk)}).json()

    assert (told["enabled"], told["source"]) == (False, str(other.pk))


def test_deleting_a_destination_takes_its_mappings_along(api: Api, path: str) -> None:
    assert api.delete(path).status_code == 204

    assert Mapping.objects.count() == 0
    assert_error(api.get(path), 404, "not_found")


def test_secrets_that_cannot_be_read_do_not_stop_the_rest(
    api: Api, path: str, settings: Any
) -> None:
    settings.ENCRYPTION_KEYS = ["NDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU="]

    assert api.get(path).json()["secrets"] == {
        "api_key": {"is_set": True, "is_readable": False, "last4": "", "set_at": None}
    }
    assert_error(
        api.patch(path, {"settings": {"base_url": "https://x.example"}}), 409, "secrets_locked"
    )
    assert api.patch(path, {"secrets": {"api_key": "new-key-01234567"}}).status_code == 200


def test_actions_of_a_destination_are_those_of_its_kind(api: Api, path: str) -> None:
    actions = api.get(path + "actions/").json()

    assert [action["slug"] for action in actions] == ["upsert_contact"]
    fields = api.get(path + "actions/upsert_contact/").json()["fields"]
    assert [field["key"] for field in fields][:2] == ["email_address", "audience_status"]
    assert (fields[0]["label"], fields[0]["required"]) == ("Email address", True)


def test_an_unknown_action_is_not_found(api: Api, path: str) -> None:
    assert_error(api.get(path + "actions/nonsense/"), 404, "not_found")


def test_destinations_are_filtered(api: Api, world: World) -> None:
    api.post("destinations/", new_body(world, enabled=False))
    app = make_source(world.workspace, "App")
    api.post("destinations/", new_body(world, name="Third", source=str(app.pk)))

    def names(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"destinations/?{query}").json()["results"]]

    assert names("enabled=false") == ["Second CRM"]
    assert names("enabled=true") == ["Acme CRM", "Third"]
    assert names(f"source={app.pk}") == ["Third"]
    assert names("search=crm") == ["Acme CRM", "Second CRM"]
    assert names("definition=webhook") == []


def test_how_a_destination_is_sent_to_is_read_and_written(api: Api, path: str) -> None:
    options = {"order": "strict", "max_concurrency": 2, "retry_waits_s": [5, 30.5]}

    response = api.patch(path, {"delivery": options})

    assert response.json()["delivery"] == options
    assert api.patch(path, {"name": "Other"}).json()["delivery"] == options
    assert api.patch(path, {"delivery": {}}).json()["delivery"] == {}


def test_a_new_destination_may_be_sent_to_in_its_own_way(api: Api, world: World) -> None:
    response = api.post("destinations/", new_body(world, delivery={"timeout_s": 5}))

    assert response.json()["delivery"] == {"timeout_s": 5}


@pytest.mark.parametrize(
    ("options", "pointer", "code"),
    [
        ([], "/delivery", "invalid"),
        ({"speed": 1}, "/delivery/speed", "unknown_field"),
        ({"max_concurrency": 65}, "/delivery/max_concurrency", "range"),
        ({"retry_waits_s": [5, "x"]}, "/delivery/retry_waits_s/1", "type"),
    ],
)
def test_a_wrong_way_of_sending_is_refused_whole(
    api: Api, world: World, path: str, options: Any, pointer: str, code: str
) -> None:
    assert_problem(api.patch(path, {"delivery": options}), pointer, code)
    assert_problem(api.post("destinations/", new_body(world, delivery=options)), pointer, code)
    assert api.get(path).json()["delivery"] == {}
