"""Mappings made from a preset over the API, as the page for a new mapping makes them."""

from typing import Any

import pytest

from mappings.catalog.registry import get_definition
from tests.api.calls import Api, assert_problem
from tests.api.conftest import World
from tests.factories import TRACK_TRIGGER

pytestmark = pytest.mark.django_db

ENTERED = "Contact entered the audience (Track)"


def body_of(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "destination": str(world.destination.pk),
        "preset": ENTERED,
        "audience_key": "browse_abandoners",
        **changes,
    }


def test_it_brings_action_trigger_and_config(api: Api, world: World) -> None:
    response = api.post("mappings/", body_of(world))
    told = response.json()
    assert response.status_code == 201
    assert response["ETag"] == '"1"'
    assert (told["name"], told["action"], told["enabled"]) == (ENTERED, "upsert_contact", False)
    assert told["trigger"] == TRACK_TRIGGER
    assert told["config"]["email_address"] == {"@path": "$.context.traits.email"}
    assert told["config"]["audience_status"] == {"@path": "$.properties.browse_abandoners"}
    assert told["problems"] == []


def test_its_name_is_free_or_the_one_that_was_given(api: Api, world: World) -> None:
    names = [
        api.post("mappings/", body_of(world, **given)).json()["name"]
        for given in ({}, {}, {"name": "Mine"})
    ]
    assert names == [ENTERED, f"{ENTERED} 2", "Mine"]


def test_an_unknown_preset_is_refused_with_the_list_of_them(api: Api, world: World) -> None:
    response = api.post("mappings/", body_of(world, preset="Nope"))
    crm = get_definition("crm")
    assert crm
    known = ", ".join(preset.name for preset in crm.presets)
    problem = assert_problem(response, "/preset", "not_found")
    assert problem["message"].endswith(f"It has: {known}.")


@pytest.mark.parametrize("key", [{}, {"audience_key": " "}])
def test_a_missing_audience_key_is_asked_for(api: Api, world: World, key: dict[str, str]) -> None:
    body = body_of(world)
    del body["audience_key"]
    assert_problem(api.post("mappings/", body | key), "/audience_key", "required")


def test_a_preset_takes_no_config_beside_it(api: Api, world: World) -> None:
    response = api.post("mappings/", body_of(world, config={}, trigger="x"))
    assert response.status_code == 400
    assert {problem["pointer"] for problem in response.json()["error"]["problems"]} == {
        "/config",
        "/trigger",
    }


def test_a_destination_of_others_is_not_found(api: Api, world: World) -> None:
    stranger = "01980000-0000-7000-8000-000000000002"
    response = api.post("mappings/", body_of(world, destination=stranger))
    assert response.status_code == 400
    assert response.json()["error"]["problems"][0]["pointer"] == "/destination"
