"""What an action needs is told before anything is sent."""

import pytest

from mappings.catalog.registry import get_definition
from mappings.catalog.requirements import check_action_payload, missing_required
from tests.catalog.builders import make_definition

CRM = get_definition("crm").actions[0]
TRACK_EVENT = get_definition("iterable").action("track_event")
EMAIL = {"@path": "$.traits.email"}
MENDING = "Pick an event field or type a value."

NESTED = make_definition(
    fields=[
        {
            "key": "status",
            "label": "Status",
            "type": "string",
            "required": True,
            "allow_null": True,
        },
        {
            "key": "address",
            "label": "Address",
            "type": "object",
            "properties": [{"key": "city", "label": "City", "type": "string", "required": True}],
        },
    ]
).actions[0]


def told(problems):
    assert {problem.code for problem in problems} <= {"required"}
    return [(problem.pointer, problem.message) for problem in problems]


@pytest.mark.parametrize(
    "config",
    [
        {"email_address": EMAIL, "audience_status": False},
        {"email_address": EMAIL, "audience_status": 0, "first_name": None},
        {"@path": "$.traits"},
        {"@merge": {}, "first_name": "Jane"},
        {"__segment_internal_directive": {"@merge": {}}, "first_name": "Jane"},
        [],
        None,
    ],
)
def test_a_config_that_may_map_everything_lacks_nothing(config):
    assert missing_required(CRM, config) == ()


@pytest.mark.parametrize(
    "config", [{}, {"email_address": "", "audience_status": None}, {"first_name": "Jane"}]
)
def test_every_required_field_without_a_value_is_told(config):
    assert told(missing_required(CRM, config)) == [
        ("/email_address", f"Email address is required. {MENDING}"),
        ("/audience_status", f"Audience status is required. {MENDING}"),
    ]


def test_one_field_of_a_group_is_enough():
    assert missing_required(TRACK_EVENT, {"eventName": "x", "userId": {"@path": "$.userId"}}) == ()
    assert told(missing_required(TRACK_EVENT, {"eventName": "x", "email": ""})) == [
        ("/email", f"Email or User ID is required. {MENDING}")
    ]


def test_a_null_counts_where_it_is_allowed():
    assert missing_required(NESTED, {"status": None}) == ()
    assert told(missing_required(NESTED, {})) == [("/status", f"Status is required. {MENDING}")]


def test_required_fields_inside_an_object_are_told_when_the_object_is_written_out():
    assert told(missing_required(NESTED, {"status": "x", "address": {"street": "y"}})) == [
        ("/address/city", f"City is required. {MENDING}")
    ]
    assert missing_required(NESTED, {"status": "x", "address": {"@path": "$.traits.address"}}) == ()


def test_a_payload_is_checked_for_fields_and_groups():
    payload = {"eventName": "", "createdAt": "yesterday", "plan": "free"}
    checked = check_action_payload(TRACK_EVENT, payload)
    assert [(problem.pointer, problem.code) for problem in checked.problems] == [
        ("/eventName", "required"),
        ("/createdAt", "type"),
        ("/email", "required"),
    ]
    assert [(change.pointer, change.kind) for change in checked.changes] == [
        ("/eventName", "removed_empty"),
        ("/plan", "removed_unknown"),
    ]


def test_a_webhook_takes_any_payload():
    action = get_definition("webhook").actions[0]
    assert check_action_payload(action, {"any": [1, {"thing": None}]}).problems == ()
    assert check_action_payload(action, {}).problems == ()


def test_a_payload_that_is_no_object_is_told_once():
    [problem] = check_action_payload(TRACK_EVENT, ["x"]).problems
    assert (problem.pointer, problem.code) == ("", "type")


def test_a_conditional_field_is_missing_when_the_condition_holds_whatever_the_event():
    rule = {"conditions": [{"field": "channel", "operator": "is", "value": "sms"}]}
    fields = [
        {"key": "phone", "label": "Phone", "type": "string", "required": rule},
        {"key": "channel", "label": "Channel", "type": "string"},
    ]
    action = make_definition(fields=fields).actions[0]
    assert told(missing_required(action, {"channel": "sms"})) == [
        ("/phone", f"Phone is required. {MENDING}")
    ]
    assert missing_required(action, {"channel": "email"}) == ()
    assert missing_required(action, {"channel": {"@path": "$.properties.channel"}}) == ()
    assert missing_required(action, {"channel": "sms", "phone": {"@path": "$.userId"}}) == ()
    assert missing_required(action, {"channel": ["x", {"@path": "$.userId"}]}) == ()
