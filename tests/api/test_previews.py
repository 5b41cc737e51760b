"""Previews over the API: what is wrong with trigger or config is part of the answer."""

from typing import Any

import pytest

from mappings.engine import limits
from mappings.models import Destination
from mappings.services.destinations import update_destination
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.api.test_access_matrix import stored
from tests.factories import (
    SECRET,
    TRACK_CONFIG,
    TRACK_EVENT,
    TRACK_PAYLOAD,
    TRACK_TRIGGER,
    make_mapping,
    make_webhook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World) -> str:
    return f"mappings/{world.mapping.pk}/preview/"


def preview(api: Api, path: str, **body: Any) -> Any:
    response = api.post(path, {"event": TRACK_EVENT, **body})
    assert response.status_code == 200, response.content
    return response.json()


def test_the_guides_track_event_becomes_the_guides_payload(api: Api, path: str) -> None:
    told = preview(api, path)

    assert told["payload"] == TRACK_PAYLOAD
    assert told["problems"] == []
    assert told["trigger"]["matches"] is True
    assert told["trigger"]["reason"] == "Test event matches"
    assert told["trigger"]["reads"] == ["type", "properties.browse_abandoners"]
    assert told["duration_ms"] >= 0


def test_the_request_is_shown_with_its_secret_masked(api: Api, path: str) -> None:
    response = api.post(path, {"event": TRACK_EVENT})

    request = response.json()["request"]
    assert SECRET not in response.content.decode()
    assert request["headers"]["Authorization"] == "Bearer ••••9f2c"
    assert (request["method"], request["url"]) == ("POST", "https://crm.example.com/api/contacts")
    assert request["body"] == TRACK_PAYLOAD


def test_a_secret_in_an_event_is_masked_in_the_request(api: Api, path: str) -> None:
    told = preview(api, path, config={**TRACK_CONFIG, "external_id": SECRET})

    assert SECRET not in str(told["request"])


def test_the_batch_that_holds_the_payload_is_shown_beside_it(api: Api, path: str) -> None:
    batch = preview(api, path)["batch"]

    assert batch["payload"] == TRACK_PAYLOAD
    assert batch["differences"] == batch["problems"] == batch["changes"] == []
    assert (batch["max_items"], batch["max_bytes"], batch["key"]) == (1_000, 4_000_000, [])
    assert batch["request"]["url"] == "https://crm.example.com/api/contacts/batch"
    assert batch["request"]["body"] == {"contacts": [TRACK_PAYLOAD]}


def test_a_secret_is_masked_in_the_request_of_a_batch(api: Api, path: str) -> None:
    config = {**TRACK_CONFIG, "external_id": f"id-{SECRET}"}

    request = preview(api, path, config=config)["batch"]["request"]

    assert SECRET not in str(request)
    assert request["headers"]["Authorization"] == "Bearer ••••9f2c"
    assert request["body"]["contacts"][0]["external_id"] == "id-••••9f2c"


def test_a_batch_keeps_an_empty_text_and_says_so(api: Api, path: str) -> None:
    told = preview(api, path, config={**TRACK_CONFIG, "last_name": ""})

    assert "last_name" not in told["request"]["body"]
    assert told["batch"]["request"]["body"]["contacts"][0]["last_name"] == ""
    assert told["batch"]["differences"] == [
        "Last name: on its own it is left out; in a batch it is sent as the empty text."
    ]


@pytest.mark.parametrize("body", [{"config": {"@path": "$.none"}}, {"event": None}])
def test_a_batch_without_a_payload_still_says_what_it_may_hold(
    api: Api, path: str, body: Any
) -> None:
    given = {"event": TRACK_EVENT, **body}
    told = api.post(path, {key: value for key, value in given.items() if value is not None}).json()

    assert (told["batch"]["payload"], told["batch"]["request"]) == (None, None)
    assert told["batch"]["max_items"] == 1_000


def test_an_action_without_a_batch_has_none(api: Api, world: World) -> None:
    webhook = make_mapping(make_webhook(world.source))

    assert preview(api, f"mappings/{webhook.pk}/preview/", config={"a": 1})["batch"] is None


def test_changes_are_tried_without_being_stored(api: Api, path: str) -> None:
    before = stored()

    told = preview(api, path, config={"first_name": "Ada"}, trigger='type = "identify"')

    assert told["payload"] == {"first_name": "Ada"}
    assert told["trigger"]["matches"] is False
    assert stored() == before


def test_a_mapping_need_not_be_stored(api: Api, world: World) -> None:
    told = preview(
        api,
        "preview/",
        destination=str(world.destination.pk),
        action="upsert_contact",
        trigger=TRACK_TRIGGER,
        config=TRACK_CONFIG,
    )

    assert told["payload"] == TRACK_PAYLOAD


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (
            {**TRACK_EVENT, "properties": {"browse_abandoners": False}},
            "properties.browse_abandoners is false.",
        ),
        (
            {**TRACK_EVENT, "properties": {"browse_abandoners": "true"}},
            'properties.browse_abandoners is the text "true", not true.',
        ),
        ({**TRACK_EVENT, "properties": {}}, "no browse_abandoners in properties."),
        (
            {"type": "identify", "traits": {"browse_abandoners": True}},
            "This is an Identify event, but the mapping is for Track.",
        ),
    ],
)
def test_the_verdict_says_why(event: Any, reason: str, api: Api, path: str) -> None:
    trigger = preview(api, path, event=event)["trigger"]

    assert (trigger["matches"], trigger["reason"]) == (False, reason)


def test_a_condition_tells_what_it_found(api: Api, path: str) -> None:
    event = {"type": "track", "traits": {"browse_abandoners": True}, "properties": {}}

    condition = preview(api, path, event=event)["trigger"]["conditions"][1]

    assert condition["found"] is None
    assert condition["found_type"] == "missing"
    assert condition["path"] == "properties.browse_abandoners"
    assert "traits.browse_abandoners" in condition["hint"]


def field(api: Api, path: str, key: str, value: Any, event: Any = TRACK_EVENT) -> Any:
    return preview(api, path, config={key: value}, event=event)["fields"][key]


def test_a_mapped_field_shows_value_and_type(api: Api, path: str) -> None:
    told = field(api, path, "first_name", {"@path": "$.properties.first_name"})

    assert told.pop("parts")
    assert told == {
        "state": "mapped",
        "value": "Jane",
        "type": "text",
        "outcome": "kept",
        "changes": [],
        "explanation": "Takes properties.first_name.",
        "messages": [],
    }


def test_a_field_tells_what_each_place_of_its_config_gave(api: Api, path: str) -> None:
    choice = {
        "exists": {"@path": "$.properties.nick"},
        "then": {"@path": "$.properties.nick"},
        "else": {"@path": "$.properties.first_name"},
    }

    told = field(api, path, "first_name", {"@if": choice})

    assert [(p["at"], p["used"], p.get("value"), p["type"]) for p in told["parts"]] == [
        ("/first_name/@if/exists", True, None, "missing"),
        ("/first_name/@if/else", True, "Jane", "text"),
        ("/first_name/@if/then", False, None, "missing"),
        ("/first_name", True, "Jane", "text"),
    ]
    assert told["parts"][1]["directive"] == "@path"
    assert told["parts"][1]["reads"] == [
        {"path": "properties.first_name", "value": "Jane", "type": "text"}
    ]


def test_a_field_tells_what_the_payload_check_made_of_it(api: Api, path: str) -> None:
    config = {**TRACK_CONFIG, "audience_status": "true", "first_name": {"@template": "{{none}}"}}

    fields = preview(api, path, config=config)["fields"]

    [converted] = fields["audience_status"]["changes"]
    assert (converted["kind"], converted["pointer"]) == ("converted", "/audience_status")
    assert (fields["audience_status"]["value"], fields["audience_status"]["outcome"]) == (
        "true",
        "kept",
    )
    assert fields["first_name"]["outcome"] == "dropped"
    assert [change["pointer"] for change in fields["first_name"]["changes"]] == ["/first_name"]
    assert fields["last_name"]["changes"] == []


def test_a_field_that_fails_tells_where_and_the_others_are_mapped(api: Api, path: str) -> None:
    config = {**TRACK_CONFIG, "first_name": {"@path": {"@path": "$.properties"}}}

    told = preview(api, path, config=config)

    assert told["payload"] is None
    assert told["fields"]["last_name"]["value"] == "Doe"
    failed = told["fields"]["first_name"]
    assert (failed["state"], failed["outcome"]) == ("failed", "failed")
    assert failed["parts"][-1]["problem"] == "@path: expected string, got object"


def test_a_field_that_gives_nothing_is_dropped(api: Api, path: str) -> None:
    assert field(api, path, "first_name", {"@path": "$.none"})["outcome"] == "dropped"


def test_a_field_that_does_not_compile_leaves_the_others_their_parts(api: Api, path: str) -> None:
    fields = preview(api, path, config={**TRACK_CONFIG, "first_name": {"@nope": 1}})["fields"]

    assert (fields["first_name"]["outcome"], fields["first_name"]["parts"]) == ("not_run", [])
    assert [part["at"] for part in fields["last_name"]["parts"]] == ["/last_name"]


def test_parts_tell_the_item_that_they_are_of(api: Api, path: str) -> None:
    shape = {"@arrayPath": ["$.properties.list", {"a": {"@path": "$.a"}}]}
    event = {**TRACK_EVENT, "properties": {"list": [{"a": 1}, {}]}}

    parts = field(api, path, "first_name", shape, event)["parts"]

    assert [(p["at"], p.get("item"), p.get("value")) for p in parts[1:4]] == [
        ("/first_name/@arrayPath/1/a", [0], 1),
        ("/first_name/@arrayPath/1", [0], {"a": 1}),
        ("/first_name/@arrayPath/1/a", [1], None),
    ]


def test_a_config_that_is_one_directive_tells_its_parts(api: Api, path: str) -> None:
    merged = {"@merge": {"direction": "right", "objects": [{"first_name": {"@path": "$.none"}}]}}

    told = preview(api, path, config=merged)

    assert [(part["at"], part.get("value")) for part in told["parts"]] == [
        ("/@merge/objects/0/first_name", None),
        ("/@merge/objects/0", {}),
        ("", {}),
    ]


@pytest.mark.parametrize(
    ("key", "value", "state", "code", "severity", "text"),
    [
        (
            "first_name",
            {"@path": "$.properties.nick"},
            "no_value",
            "no_value",
            "amber",
            "This test event has no value at properties.nick.",
        ),
        (
            "audience_status",
            {"@path": "$.event"},
            "type",
            "type",
            "amber",
            'Audience status expects true/false; this gives text "Audience Entered".',
        ),
        (
            "audience_status",
            "yes",
            "type",
            "type",
            "red",
            'Audience status expects true/false; this gives text "yes".',
        ),
        (
            "email_address",
            "not-an-email",
            "format",
            "format",
            "red",
            '"not-an-email" does not look like an e-mail address.',
        ),
        (
            "email_address",
            {"@path": "$.properties.first_name"},
            "format",
            "format",
            "amber",
            '"Jane" does not look like an e-mail address.',
        ),
        (
            "nonsense",
            1,
            "failed",
            "unknown_field",
            "red",
            'Create or update contact has no field "nonsense". Remove it.',
        ),
    ],
)
def test_a_field_says_what_is_wrong(
    key: str, value: Any, state: str, code: str, severity: str, text: str, api: Api, path: str
) -> None:
    told = field(api, path, key, value)

    assert told["state"] == state
    assert told["messages"] == [{"code": code, "severity": severity, "text": text}]


def test_a_field_without_a_value_has_no_value_key(api: Api, path: str) -> None:
    told = field(api, path, "first_name", {"@path": "$.properties.nick"})

    assert "value" not in told
    assert told["type"] == "missing"


def test_null_is_a_value(api: Api, path: str) -> None:
    told = field(api, path, "first_name", None)

    assert told["value"] is None
    assert told["type"] == "null"


def test_empty_fields_are_quiet_unless_they_are_required(api: Api, path: str) -> None:
    fields = preview(api, path, config={})["fields"]

    assert fields["first_name"] == {
        "state": "empty",
        "type": "missing",
        "outcome": "not_run",
        "parts": [],
        "changes": [],
        "explanation": "",
        "messages": [],
    }
    assert fields["email_address"]["state"] == "required"
    assert fields["email_address"]["messages"][0]["text"] == (
        "Email address is required. Pick an event field or type a value."
    )


def test_one_broken_field_leaves_the_others_readable(api: Api, path: str) -> None:
    told = preview(api, path, config={**TRACK_CONFIG, "last_name": {"@nonsense": 1}})

    assert told["payload"] is None
    assert told["request"] is None
    assert [problem["pointer"] for problem in told["problems"]] == ["/config/last_name"]
    assert told["fields"]["last_name"]["state"] == "failed"
    assert told["fields"]["first_name"]["value"] == "Jane"


def test_a_template_that_cannot_be_read_is_named_with_its_line(api: Api, path: str) -> None:
    told = preview(api, path, config={"first_name": {"@liquid": "{% if a %}"}})

    assert told["problems"][0]["message"] == 'Line 1: "endif" is missing.'


def test_a_config_of_one_directive_is_judged_by_its_payload(api: Api, path: str) -> None:
    told = preview(api, path, config={"@path": "$.properties"})

    assert told["payload"] == {"first_name": "Jane", "last_name": "Doe"}
    assert told["fields"]["first_name"]["value"] == "Jane"
    assert told["fields"]["email_address"]["state"] == "no_value"


@pytest.mark.parametrize(
    "changes",
    [
        {"trigger": "x ="},
        {"trigger": None},
        {"trigger": 5},
        {"config": None},
        {"config": []},
        {"config": "x"},
        {"config": {"a": {"@path": "["}}},
        {"event": {}},
        {"event": {"type": 5, "properties": [], "context": None}},
        {"event": {"properties": {"browse_abandoners": {"deep": [1]}}}},
        {"event": {"__proto__": 1, "constructor": {"prototype": 1}}},
    ],
)
def test_whatever_is_wrong_is_an_answer_or_a_plain_refusal(
    changes: dict[str, Any], api: Api, path: str
) -> None:
    response = api.post(path, {"event": TRACK_EVENT, **changes})

    if response.status_code != 200:
        assert_error(response, 400, "invalid")


def test_an_event_that_is_no_object_is_refused(api: Api, path: str) -> None:
    assert_problem(api.post(path, {"event": [TRACK_EVENT]}), "/event", "invalid")


def test_an_unknown_key_is_refused(api: Api, path: str) -> None:
    assert_problem(api.post(path, {"event": {}, "name": "x"}), "/name", "unknown_field")


def test_settings_that_no_longer_fit_are_told(api: Api, path: str, world: World) -> None:
    Destination.objects.update(settings={})

    told = preview(api, path)

    assert told["payload"] == TRACK_PAYLOAD
    assert told["request"] is None
    assert told["problems"][0]["pointer"].startswith("/destination")
    assert told["batch"]["request"] is None
    assert told["batch"]["problems"] == told["problems"]


def test_secrets_that_cannot_be_read_are_told(api: Api, path: str, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = ["NDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU="]

    told = preview(api, path)

    assert told["request"] is None
    assert [problem["code"] for problem in told["problems"]] == ["secrets_locked"]
    assert told["batch"]["request"] is None


def test_a_preview_reads_the_destinations_own_settings(api: Api, path: str, world: World) -> None:
    update_destination(
        destination=world.destination,
        changes={"settings": {"base_url": "https://other.example/v2/"}},
    )

    assert preview(api, path)["request"]["url"] == "https://other.example/v2/contacts"


def test_an_empty_text_where_a_value_is_required_is_no_value(api: Api, path: str) -> None:
    event = {**TRACK_EVENT, "context": {"traits": {"email": ""}}}

    told = field(api, path, "email_address", {"@path": "$.context.traits.email"}, event)

    assert (told["state"], told["value"]) == ("no_value", "")
    assert told["messages"][0]["severity"] == "amber"


@pytest.mark.parametrize(
    ("event", "code"),
    [([TRACK_EVENT], "invalid"), ("text", "invalid"), (None, "null"), (5, "invalid")],
)
def test_what_is_no_event_is_refused(api: Api, path: str, event: Any, code: str) -> None:
    assert_problem(api.post(path, {"event": event}), "/event", code)


def test_an_event_that_is_too_large_is_refused(api: Api, path: str) -> None:
    event = {**TRACK_EVENT, "note": "x" * limits.MAX_EVENT_BYTES}
    assert_problem(api.post(path, {"event": event}), "/event", "too_large")
