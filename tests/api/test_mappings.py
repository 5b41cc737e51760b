"""Mappings over the API."""

from typing import Any

import pytest

from mappings import conf
from mappings.models import Destination, Mapping
from mappings.services.mappings import duplicate_mapping, enable_mapping
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.factories import (
    TRACK_CONFIG,
    TRACK_TRIGGER,
    make_destination,
    make_mapping,
    make_source,
    make_webhook,
)

pytestmark = pytest.mark.django_db

IDENTIFY_FQL = 'type = "identify" and traits.browse_abandoners = true'


@pytest.fixture
def path(world: World) -> str:
    return f"mappings/{world.mapping.pk}/"


def new_body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Second",
        "destination": str(world.destination.pk),
        "action": "upsert_contact",
        "trigger": TRACK_TRIGGER,
        "config": TRACK_CONFIG,
        **changes,
    }


def test_a_mapping_is_read_whole(api: Api, path: str, world: World) -> None:
    response = api.get(path)

    told = response.json()
    assert list(told) == [
        "id",
        "name",
        "destination",
        "action",
        "event_type",
        "trigger",
        "trigger_fql",
        "trigger_text",
        "config",
        "other_audience_keys",
        "enabled",
        "version",
        "live_version",
        "position",
        "problems",
        "created_at",
        "updated_at",
        "updated_by",
    ]
    assert told["config"] == TRACK_CONFIG
    assert told["trigger"] == TRACK_TRIGGER
    assert (told["event_type"], told["enabled"], told["version"]) == ("track", False, 1)
    assert told["problems"] == []
    assert response["ETag"] == '"1"'


def test_the_keys_of_a_config_keep_their_order(api: Api, world: World) -> None:
    config = dict.fromkeys(("zebra", "apple", "mango", "10", "9"), 1)
    webhook = make_webhook(world.source)
    body = new_body(world, destination=str(webhook.pk), action="send_event", config=config)

    created = api.post("mappings/", body).json()

    assert list(api.get(f"mappings/{created['id']}/").json()["config"]) == list(config)


def test_a_new_mapping_is_disabled_and_last(api: Api, world: World) -> None:
    response = api.post("mappings/", new_body(world))

    told = response.json()
    assert response.status_code == 201
    assert response["ETag"] == '"1"'
    assert (told["enabled"], told["position"], told["version"]) == (False, 1, 1)
    assert told["updated_by"] == "editor-of-acme"
    assert Mapping.objects.get(pk=told["id"]).workspace == world.workspace


def test_a_trigger_may_be_text(api: Api, world: World) -> None:
    told = api.post("mappings/", new_body(world, trigger=IDENTIFY_FQL)).json()

    assert told["event_type"] == "identify"
    assert told["trigger_fql"] == IDENTIFY_FQL
    assert told["trigger"]["children"][1] == {
        "type": "event-trait",
        "name": "browse_abandoners",
        "operator": "is_true",
    }


def test_a_trigger_for_any_type_has_no_event_type(api: Api, world: World) -> None:
    told = api.post("mappings/", new_body(world, trigger='userId = "user-123"')).json()

    assert told["event_type"] is None


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": "Audience entered"}, "/name", "taken"),
        ({"name": ""}, "/name", "required"),
        ({"name": None}, "/name", "null"),
        ({"name": ["a"]}, "/name", "invalid"),
        ({"action": "nonsense"}, "/action", "not_found"),
        ({"config": []}, "/config", "type"),
        ({"config": "x"}, "/config", "type"),
        ({"config": None}, "/config", "null"),
        (
            {"config": {"email_address": {"@nonsense": 1}}},
            "/config/email_address",
            "unknown_directive",
        ),
        ({"enabled": True}, "/enabled", "read_only"),
        ({"version": 5}, "/version", "read_only"),
        ({"workspace": "x"}, "/workspace", "unknown_field"),
        ({"is_enabled": True}, "/is_enabled", "unknown_field"),
    ],
)
def test_a_wrong_value_is_told_at_its_place(
    changes: dict[str, Any], pointer: str, code: str, api: Api, world: World
) -> None:
    error = assert_error(api.post("mappings/", new_body(world, **changes)), 400, "invalid")

    found = [problem for problem in error["problems"] if problem["pointer"].startswith(pointer)]
    assert [problem["code"] for problem in found] == [code]
    assert Mapping.objects.count() == 1


@pytest.mark.parametrize("trigger", [None, 5, [], {}, {"type": "nonsense"}, "", "type =", "x"])
def test_a_trigger_that_cannot_be_read_is_told(trigger: Any, api: Api, world: World) -> None:
    error = assert_error(api.post("mappings/", new_body(world, trigger=trigger)), 400, "invalid")

    assert error["problems"][0]["pointer"].startswith("/trigger")


def test_a_trigger_text_is_wrong_at_a_column(api: Api, world: World) -> None:
    response = api.post("mappings/", new_body(world, trigger='type = "track" and'))

    problem = assert_error(response, 400, "invalid")["problems"][0]
    assert problem["pointer"] == "/trigger"
    assert (problem["line"], problem["column"] > 0) == (1, True)


def test_problems_of_all_values_come_together(api: Api, world: World) -> None:
    body = new_body(world, name="", trigger="x", action="y", config={"a": {"@nonsense": 1}})

    error = assert_error(api.post("mappings/", body), 400, "invalid")

    places = {problem["pointer"].split("/")[1] for problem in error["problems"]}
    assert places == {"name", "trigger", "action", "config"}


def test_missing_required_fields_do_not_block_a_save(api: Api, world: World) -> None:
    response = api.post("mappings/", new_body(world, config={}))

    told = response.json()
    assert response.status_code == 201
    assert [problem["pointer"] for problem in told["problems"]] == [
        "/config/email_address",
        "/config/audience_status",
    ]
    assert told["problems"][0]["message"] == (
        "Email address is required. Pick an event field or type a value."
    )


def test_a_change_changes_what_it_names(api: Api, path: str) -> None:
    told = api.patch(path, {"name": "Renamed"}).json()

    assert (told["name"], told["version"]) == ("Renamed", 2)
    assert told["config"] == TRACK_CONFIG


def test_a_change_of_the_trigger_changes_the_event_type(api: Api, path: str) -> None:
    assert api.patch(path, {"trigger": IDENTIFY_FQL}).json()["event_type"] == "identify"


def test_an_empty_change_changes_nothing(api: Api, path: str) -> None:
    assert api.patch(path, {}).json()["version"] == 1


def test_a_replacement_needs_every_value(api: Api, path: str) -> None:
    error = assert_error(api.put(path, {"name": "x"}), 400, "invalid")

    assert {problem["pointer"] for problem in error["problems"]} == {
        "/action",
        "/trigger",
        "/config",
    }


def test_what_was_read_can_be_changed_and_sent_back(api: Api, path: str) -> None:
    read = api.get(path).json()

    told = api.put(path, {**read, "config": {"first_name": "Jane"}}).json()

    assert told["config"] == {"first_name": "Jane"}
    assert told["version"] == 2


@pytest.mark.parametrize("field", ["id", "destination", "event_type", "version", "problems"])
def test_read_only_values_do_not_change(field: str, api: Api, path: str) -> None:
    assert_problem(api.patch(path, {field: "other"}), f"/{field}", "read_only")


def test_a_mapping_does_not_move_to_another_destination(api: Api, path: str, world: World) -> None:
    other = make_destination(world.source, "Other CRM")

    assert_problem(api.patch(path, {"destination": str(other.pk)}), "/destination", "read_only")


def test_a_ready_mapping_is_enabled_and_disabled(api: Api, path: str) -> None:
    enabled = api.post(path + "enable/")
    disabled = api.post(path + "disable/")

    assert (enabled.json()["enabled"], enabled["ETag"]) == (True, '"2"')
    assert (disabled.json()["enabled"], disabled["ETag"]) == (False, '"3"')


def test_enabling_twice_is_enabling_once(api: Api, path: str) -> None:
    api.post(path + "enable/")

    again = api.post(path + "enable/")

    assert (again.status_code, again.json()["version"]) == (200, 2)


def test_a_mapping_that_lacks_fields_is_not_enabled(api: Api, path: str) -> None:
    api.patch(path, {"config": {"first_name": "Jane"}})

    error = assert_error(api.post(path + "enable/"), 409, "not_ready")

    assert [problem["code"] for problem in error["problems"]] == ["required", "required"]
    assert Mapping.objects.get().is_enabled is False


def test_enabled_may_be_changed_with_the_rest(api: Api, path: str) -> None:
    told = api.patch(path, {"name": "Renamed", "enabled": True}).json()

    assert (told["name"], told["enabled"], told["version"]) == ("Renamed", True, 3)
    assert api.patch(path, {"enabled": False}).json()["enabled"] is False


def test_a_save_that_cannot_enable_saves_nothing(api: Api, path: str) -> None:
    response = api.patch(path, {"name": "Renamed", "config": {}, "enabled": True})

    assert_error(response, 409, "not_ready")
    assert api.get(path).json()["name"] == "Audience entered"


def test_the_limit_of_enabled_mappings_is_told(
    api: Api, path: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_ENABLED_MAPPINGS_PER_DESTINATION", 1)
    enable_mapping(mapping=duplicate_mapping(mapping=world.mapping))

    error = assert_error(api.post(path + "enable/"), 409, "limit_reached")

    assert "Disable one first" in error["message"]


def test_the_limit_of_mappings_is_told(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_MAPPINGS_PER_DESTINATION", 1)

    assert_error(api.post("mappings/", new_body(world)), 409, "limit_reached")


def test_a_copy_is_disabled_and_named_after_the_original(api: Api, path: str) -> None:
    api.post(path + "enable/")

    first, second = api.post(path + "duplicate/"), api.post(path + "duplicate/")

    assert first.status_code == 201
    told = first.json()
    assert (told["name"], told["enabled"], told["version"]) == (
        "Audience entered (Copy)",
        False,
        1,
    )
    assert told["config"] == TRACK_CONFIG
    assert second.json()["name"] == "Audience entered (Copy 2)"


def test_a_deleted_mapping_is_gone(api: Api, path: str) -> None:
    assert api.delete(path).status_code == 204

    assert_error(api.get(path), 404, "not_found")


def test_mappings_are_filtered(api: Api, world: World) -> None:
    app = make_source(world.workspace, "App")
    webhook = make_webhook(app)
    api.post("mappings/", new_body(world, name="Left", trigger=IDENTIFY_FQL))
    make_mapping(webhook, "Hook")
    enable_mapping(mapping=world.mapping)

    def names(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"mappings/?{query}").json()["results"]]

    assert names("") == ["Audience entered", "Left", "Hook"]
    assert names(f"destination={webhook.pk}") == ["Hook"]
    assert names(f"source={app.pk}") == ["Hook"]
    assert names("event_type=identify") == ["Left"]
    assert names("enabled=true") == ["Audience entered"]
    assert names("enabled=false&event_type=track") == ["Hook"]
    assert names("action=send_event") == ["Hook"]
    assert names("search=LEF") == ["Left"]


def test_a_mapping_of_an_action_that_left_the_catalog_still_answers(
    api: Api, path: str, world: World
) -> None:
    Destination.objects.update(definition_slug="gone")

    told = api.get(path).json()
    preview = api.post(path + "preview/", {"event": {"type": "track"}}).json()

    assert [problem["pointer"] for problem in told["problems"]] == ["/action"]
    assert preview["problems"][0]["pointer"] == "/action"
    assert_error(api.post(path + "enable/"), 409, "not_ready")
    assert api.get(f"destinations/{world.destination.pk}/").status_code == 200
    assert api.get(f"destinations/{world.destination.pk}/actions/").json() == []


def test_further_audiences_are_read_and_written(api: Api, path: str, world: World) -> None:
    assert api.get(path).json()["other_audience_keys"] == []
    etag = {"If_Match": api.get(path)["ETag"]}

    response = api.patch(path, {"other_audience_keys": ["vip", "lapsed"]}, **etag)

    assert response.status_code == 200
    assert response.json()["other_audience_keys"] == ["vip", "lapsed"]
    assert response.json()["version"] == 2
    assert api.patch(path, {"other_audience_keys": []}, **etag).status_code == 412
    whole = api.put(path, response.json())
    assert whole.json()["other_audience_keys"] == ["vip", "lapsed"]


def test_further_audiences_that_cannot_be_served_are_refused(api: Api, path: str) -> None:
    response = api.patch(path, {"other_audience_keys": ["browse_abandoners"]})

    assert_problem(response, "/other_audience_keys/0", "own_audience")


def test_a_mapping_is_made_with_its_further_audiences(api: Api, world: World) -> None:
    response = api.post("mappings/", new_body(world, other_audience_keys=["*"]))

    assert response.status_code == 201
    assert response.json()["other_audience_keys"] == ["*"]
