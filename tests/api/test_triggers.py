"""Explaining a trigger over the API."""

from typing import Any

import pytest

from mappings.engine.limits import MAX_TRIGGER_CHARS
from tests.api.calls import Api, assert_error
from tests.factories import TRACK_EVENT, TRACK_TRIGGER

pytestmark = pytest.mark.django_db

PATH = "triggers/explain/"
FQL = 'type = "track" and properties.browse_abandoners = true'


def explain(api: Api, **body: Any) -> Any:
    response = api.post(PATH, body)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("trigger", [FQL, TRACK_TRIGGER])
def test_a_trigger_is_told_in_every_form_with_its_verdict(api: Api, trigger: Any) -> None:
    told = explain(api, trigger=trigger, event=TRACK_EVENT)

    assert told["trigger"] == TRACK_TRIGGER
    assert told["trigger_fql"] == FQL
    assert told["trigger_text"] == "Track event and browse_abandoners is true"
    assert told["event_type"] == "track"
    assert told["verdict"]["matches"] is True
    assert [each["found"] for each in told["verdict"]["conditions"]] == ["track", True]
    assert told["compatibility"]["is_same"] is True
    assert told["problems"] == []


def test_without_an_event_there_is_no_verdict(api: Api) -> None:
    assert explain(api, trigger=FQL)["verdict"] is None


def test_what_segment_reads_otherwise_is_told_with_what_to_write(api: Api) -> None:
    told = explain(api, trigger='type = "track" and properties.plan in ("free", "pro")')

    compatibility = told["compatibility"]
    assert compatibility["is_same"] is compatibility["is_tree_same"] is False
    (difference,) = compatibility["differences"]
    assert (difference["code"], difference["column"]) == ("beyond_segment", 36)
    assert compatibility["instead"] == (
        'type = "track" and (properties.plan = "free" or properties.plan = "pro")'
    )


def test_a_refused_text_is_part_of_the_answer(api: Api) -> None:
    told = explain(api, trigger='groupId = "g"', event=TRACK_EVENT)

    assert told["trigger"] is told["verdict"] is None
    (problem,) = told["problems"]
    assert (problem["pointer"], problem["line"], problem["column"]) == ("/trigger", 1, 1)
    assert told["compatibility"]["differences"][0]["code"] == "unknown_field"


@pytest.mark.parametrize("trigger", [None, 5, {}, "x" * (MAX_TRIGGER_CHARS + 1), "event = \x00"])
def test_whatever_is_given_is_answered(api: Api, trigger: Any) -> None:
    response = api.post(PATH, {"trigger": trigger})

    assert response.status_code in (200, 400)
    assert "error" in response.json() or response.json()["problems"]


def test_an_event_that_is_none_is_refused(api: Api) -> None:
    assert_error(api.post(PATH, {"trigger": FQL, "event": []}), 400, "invalid")
