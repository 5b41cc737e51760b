"""The preview tells what a field reads from the wrong part of the event."""

from typing import Any

import pytest

from mappings.engine.paths import MISSING
from mappings.models import Destination
from mappings.services.preview import PreviewAnswer, PreviewInput, preview_mapping
from tests.factories import TRACK_CONFIG, TRACK_EVENT, TRACK_TRIGGER

pytestmark = pytest.mark.django_db

EMAIL = {"@path": "$.properties.email"}


def preview(destination: Destination, config: Any, **given: Any) -> PreviewAnswer:
    options = {"trigger": TRACK_TRIGGER, "event": TRACK_EVENT, **given}
    return preview_mapping(
        given=PreviewInput(
            destination=destination, action_slug="upsert_contact", config=config, **options
        )
    )


def codes(answer: PreviewAnswer, key: str) -> list[str]:
    return [message["code"] for message in answer["fields"][key]["messages"]]


def test_the_mistake_is_told_below_the_missing_value_with_its_fix(
    destination: Destination,
) -> None:
    messages = preview(destination, {"email_address": EMAIL})["fields"]["email_address"]["messages"]

    assert [message["code"] for message in messages] == ["no_value", "contact_place"]
    assert messages[1]["fix"] == {
        "label": "Use context.traits.email",
        "config": {"@path": "$.context.traits.email"},
    }


def test_what_is_right_stays_quiet(destination: Destination) -> None:
    answer = preview(destination, TRACK_CONFIG)

    assert [state["messages"] for state in answer["fields"].values() if state["messages"]] == []


def test_mistakes_are_told_without_a_test_event(destination: Destination) -> None:
    config = {"email_address": EMAIL, "audience_status": False, "last_name": {"@nonsense": 1}}

    answer = preview(destination, config, event=MISSING)

    assert codes(answer, "email_address") == ["contact_place"]
    assert codes(answer, "audience_status") == ["opposite_of_trigger"]
    assert answer["fields"]["last_name"]["state"] == "failed"
    assert (answer["payload"], answer["request"]) == (None, None)
    assert answer["trigger"]["reason"] == "There is no test event."
    assert "/config/last_name" in [problem.pointer for problem in answer["problems"]]


def test_a_config_of_one_function_is_left_alone(destination: Destination) -> None:
    for event in (TRACK_EVENT, MISSING):
        answer = preview(destination, {"@path": "$.traits"}, event=event)
        assert all(not state["messages"] for state in answer["fields"].values())


def test_a_trigger_that_cannot_be_read_tells_nothing(destination: Destination) -> None:
    answer = preview(destination, {"email_address": EMAIL}, trigger="x =")

    assert codes(answer, "email_address") == ["no_value", "found_elsewhere"]


def test_the_flag_of_an_alternative_is_not_demanded(destination: Destination) -> None:
    trigger = 'type = "track" and (properties.vip = true or properties.gold = true)'

    answer = preview(destination, {"audience_status": False}, trigger=trigger)

    assert codes(answer, "audience_status") == []
