"""Test events over the API."""

from typing import Any

import pytest

from mappings import conf
from mappings.engine import limits
from mappings.models import TestEvent
from tests.api.calls import Api, assert_error, assert_problem
from tests.api.conftest import World
from tests.factories import TRACK_EVENT, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World) -> str:
    return f"test-events/{world.saved_event.pk}/"


def new_body(world: World, **changes: Any) -> dict[str, Any]:
    return {"name": "Second", "source": str(world.source.pk), "event": TRACK_EVENT, **changes}


def test_a_saved_event_is_read_as_it_was_sent(api: Api, path: str) -> None:
    told = api.get(path).json()

    assert told["event"] == TRACK_EVENT
    assert list(told["event"]) == list(TRACK_EVENT)


def test_an_event_is_saved_with_its_source(api: Api, world: World) -> None:
    response = api.post("test-events/", new_body(world))

    saved = TestEvent.objects.get(pk=response.json()["id"])
    assert response.status_code == 201
    assert (saved.source, saved.workspace) == (world.source, world.workspace)


def test_keys_like_those_of_objects_are_only_keys(api: Api, world: World) -> None:
    event = {"__proto__": {"a": 1}, "constructor": "x", "__class__": None, "": 0, "a.b": 1}

    assert api.post("test-events/", new_body(world, event=event)).json()["event"] == event


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": "Audience entered (Track)"}, "/name", "taken"),
        ({"name": ""}, "/name", "required"),
        ({"event": []}, "/event", "invalid"),
        ({"event": None}, "/event", "null"),
        ({"event": {"a": "x" * limits.MAX_EVENT_BYTES}}, "/event", "too_large"),
        ({"origin": "pasted"}, "/origin", "unknown_field"),
    ],
)
def test_a_wrong_value_is_told_at_its_place(
    changes: dict[str, Any], pointer: str, code: str, api: Api, world: World
) -> None:
    assert_problem(api.post("test-events/", new_body(world, **changes)), pointer, code)
    assert TestEvent.objects.count() == 1


def test_a_large_event_in_any_script_is_saved(api: Api, world: World) -> None:
    """The limit counts bytes of UTF-8, however our own text writes the characters."""
    event = {"a": "é" * (limits.MAX_EVENT_BYTES // 2 - 10)}

    created = api.post("test-events/", new_body(world, event=event))

    assert created.status_code == 201
    assert api.get(f"test-events/{created.json()['id']}/").json()["event"] == event


def test_a_saved_event_is_replaced_and_changed(api: Api, path: str) -> None:
    replaced = api.put(path, {"name": "Renamed", "event": {"type": "identify"}}).json()
    changed = api.patch(path, {"name": "Again"}).json()

    assert (replaced["name"], replaced["event"]) == ("Renamed", {"type": "identify"})
    assert (changed["name"], changed["event"]) == ("Again", {"type": "identify"})


def test_a_saved_event_stays_with_its_source(api: Api, path: str, world: World) -> None:
    other = make_source(world.workspace, "App")

    assert_problem(api.patch(path, {"source": str(other.pk)}), "/source", "read_only")


def test_a_saved_event_is_deleted(api: Api, path: str) -> None:
    assert api.delete(path).status_code == 204
    assert_error(api.get(path), 404, "not_found")


def test_saved_events_are_listed_by_source(api: Api, world: World) -> None:
    app = make_source(world.workspace, "App")
    api.post("test-events/", new_body(world, source=str(app.pk)))

    results = api.get(f"test-events/?source={app.pk}").json()["results"]

    assert [row["name"] for row in results] == ["Second"]


def test_the_limit_of_saved_events_is_told(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "MAX_TEST_EVENTS_PER_SOURCE", 1)

    assert_error(api.post("test-events/", new_body(world)), 409, "limit_reached")


def check(api: Api, text: bytes, content_type: str = "text/plain") -> Any:
    return api.send_bytes("POST", "test-events/check/", text, content_type)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/json", "application/octet-stream", "", "x/y; z"]
)
def test_a_text_is_checked_whatever_it_is_called(content_type: str, api: Api) -> None:
    assert check(api, b' {"type": "track"}\n', content_type).json() == {"event": {"type": "track"}}


def test_a_file_with_a_byte_order_mark_is_an_event(api: Api) -> None:
    assert check(api, b'\xef\xbb\xbf{"type": "track"}').status_code == 200


def test_broken_text_is_told_with_line_and_column(api: Api) -> None:
    error = assert_error(check(api, b'{\n  "a": 1,\n}'), 400, "invalid")

    problem = error["problems"][0]
    assert (problem["line"], problem["pointer"]) == (2, "")
    assert problem["message"].startswith("Line 2, column")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            b'[{"a": 1}, {"b": 1}, {}]',
            "A test event is one JSON object. This is a list of 3; use its first item?",
        ),
        (b"[]", "A test event is one JSON object. This is an empty list."),
        (b"[1]", "A test event is one JSON object. This is a list."),
        (b"null", "A test event is one JSON object. This is null."),
        (b"true", "A test event is one JSON object. This is true or false."),
        (b'"a"', "A test event is one JSON object. This is a text."),
        (b"1.5", "A test event is one JSON object. This is a number."),
    ],
)
def test_json_that_is_no_object_is_named(text: bytes, message: str, api: Api) -> None:
    assert assert_error(check(api, text), 400, "invalid")["message"] == message


def test_an_event_over_the_limit_is_told(api: Api) -> None:
    text = b'{"a": "' + b"x" * limits.MAX_EVENT_BYTES + b'"}'

    assert assert_error(check(api, text), 400, "invalid")["problems"][0]["code"] == "too_large"


def test_a_generated_event_fits_the_trigger(api: Api) -> None:
    body = {"event_type": "track", "audience_key": "vip", "is_entering": False}

    told = api.post("test-events/generate/", body).json()

    assert told["name"] == "Generated sample"
    assert told["event"]["properties"]["vip"] is False
    assert told["event"]["event"] == "Audience Exited"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"event_type": "page"}, "/event_type", "invalid_choice"),
        ({"audience_key": ""}, "/audience_key", "required"),
        ({"audience_key": "x" * 201}, "/audience_key", "too_long"),
        ({"audience_key": "a\nb"}, "/audience_key", "characters"),
        ({"is_entering": "yes"}, "/is_entering", "invalid"),
    ],
)
def test_a_wrong_wish_is_told_at_its_place(
    changes: dict[str, Any], pointer: str, code: str, api: Api
) -> None:
    body = {"event_type": "track", "audience_key": "vip", "is_entering": True, **changes}

    assert_problem(api.post("test-events/generate/", body), pointer, code)
