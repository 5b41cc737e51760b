"""The trigger language over the API, values to compare with, and what would match."""

import pytest

from mappings.engine.fql.operators import OPERATORS
from tests.api.calls import Api
from tests.api.conftest import World
from tests.factories import TRACK_EVENT, make_test_event

pytestmark = pytest.mark.django_db


def test_the_language_names_every_operator_for_every_kind(api: Api) -> None:
    language = api.get("triggers/language/").json()

    assert [one["operator"] for one in language["operators"]] == list(OPERATORS)
    kinds = {one["type"]: one for one in language["conditions"]}
    assert kinds["event-property"]["operators"] == list(OPERATORS)
    assert kinds["event-property"]["container"] == "properties"
    assert "is_true" not in kinds["event"]["operators"]
    is_one_of = next(one for one in language["operators"] if one["operator"] == "in")
    assert (is_one_of["label"], is_one_of["in_segment"]) == ("is one of", False)


def test_saved_events_give_values_most_frequent_first(api: Api, world: World) -> None:
    make_test_event(world.source, "Second")

    answer = api.get(f"sources/{world.source.pk}/values/?path=properties.first_name")

    assert answer.json() == {"values": [{"value": "Jane", "type": "text", "events": 2}]}


def test_true_and_one_are_different_values_and_objects_are_none(api: Api, world: World) -> None:
    for number, value in enumerate((1, True, {"a": 1}, "x" * 500)):
        event = {**TRACK_EVENT, "properties": {"n": value}}
        api.post(
            "test-events/", {"name": f"n{number}", "source": str(world.source.pk), "event": event}
        )

    answer = api.get(f"sources/{world.source.pk}/values/?path=properties.n").json()

    assert [(one["value"], one["type"]) for one in answer["values"]] == [
        (True, "true/false"),
        (1, "number"),
    ]


def test_a_condition_that_fails_tells_what_would_match(api: Api, world: World) -> None:
    trigger = 'type = "track" and properties.plan = null and properties.total > 5'
    event = {**TRACK_EVENT, "properties": {"plan": "gold"}}

    answer = api.post(
        f"mappings/{world.mapping.pk}/preview/", {"event": event, "trigger": trigger}
    ).json()

    assert [one.get("would_match") for one in answer["trigger"]["conditions"]] == [
        None,
        {},
        {"value": 6},
    ]
