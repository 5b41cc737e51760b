"""What a message must be to be taken, and what is stored of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mappings.services.event_times import format_time
from mappings.services.incoming_events import Envelope, IncomingEvent, Rejection, read_message

NOW = datetime(2026, 1, 1, 12, 0, 5, 250_000, tzinfo=UTC)
TRACK = {"type": "track", "userId": "user-123", "event": "Audience Entered"}


def read(item: Any, *, event_type: str = "", **envelope: Any) -> IncomingEvent | Rejection:
    shared = Envelope(received_at=NOW, **envelope)
    return read_message(item, index=0, event_type=event_type, envelope=shared)


def stored(item: Any, **options: Any) -> dict[str, Any]:
    found = read(item, **options)
    assert isinstance(found, IncomingEvent), found
    return found.event


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (None, "message_not_object"),
        ([TRACK], "message_not_object"),
        ({**TRACK, "type": None}, "invalid_type"),
        ({**TRACK, "type": "delete"}, "invalid_type"),
        ({**TRACK, "type": ["track"]}, "invalid_type"),
        ({**TRACK, "userId": None}, "no_user_anon_id"),
        ({**TRACK, "userId": ""}, "no_user_anon_id"),
        ({**TRACK, "userId": True}, "id_not_string"),
        ({**TRACK, "anonymousId": {}}, "id_not_string"),
        ({**TRACK, "event": None}, "event_not_defined"),
        ({**TRACK, "event": ""}, "event_not_defined"),
        ({**TRACK, "event": 7}, "event_not_string"),
        ({**TRACK, "properties": []}, "properties_not_object"),
        ({**TRACK, "traits": "a"}, "traits_not_object"),
        ({**TRACK, "context": 1}, "context_not_object"),
        ({**TRACK, "integrations": False}, "integrations_not_object"),
        ({**TRACK, "messageId": 7}, "message_id_not_string"),
        ({**TRACK, "messageId": "m" * 101}, "message_id_too_long"),
        ({**TRACK, "properties": {"a": "x" * 33_000}}, "event_too_large"),
        ({"type": "page", "userId": "u", "name": ""}, "name_not_string"),
        ({"type": "screen", "userId": "u", "category": 1}, "category_not_string"),
        ({"type": "group", "userId": "u"}, "group_id_required"),
        ({"type": "alias", "userId": "u"}, "id_required"),
    ],
)
def test_a_message_is_refused_with_its_code(item: Any, code: str) -> None:
    refused = read(item)

    assert isinstance(refused, Rejection)
    assert refused.code == code
    assert refused.message


def test_a_message_that_is_nested_too_deep_is_refused() -> None:
    deep: Any = 1
    for _ in range(64):
        deep = {"a": deep}

    assert read({**TRACK, "properties": deep}).code == "event_too_deep"  # type: ignore[union-attr]


def test_what_we_add_to_an_event_does_not_count_for_its_size() -> None:
    room = 32_768 - len('{"type":"track","userId":"u","event":"E","properties":{"a":""}}')
    full = {"type": "track", "userId": "u", "event": "E", "properties": {"a": "x" * room}}

    assert isinstance(read(full), IncomingEvent)
    full["properties"] = {"a": "x" * (room + 1)}
    assert isinstance(read(full), Rejection)


def test_a_missing_message_id_is_made() -> None:
    first, second = (stored(TRACK)["messageId"] for _ in range(2))

    assert first.startswith("server-")
    assert first != second


def test_the_address_says_what_a_message_is() -> None:
    assert stored({**TRACK, "type": "identify"}, event_type="track")["type"] == "track"


def test_a_number_may_name_a_user() -> None:
    found = read({**TRACK, "userId": 7})

    assert isinstance(found, IncomingEvent)
    assert (found.user_id, found.event["userId"]) == ("7", 7)


def test_long_names_are_cut_only_where_they_are_searched() -> None:
    found = read({**TRACK, "event": "e" * 500, "userId": "u" * 500})

    assert isinstance(found, IncomingEvent)
    assert (len(found.name), len(found.user_id)) == (200, 200)
    assert len(found.event["event"]) == 500


def test_the_message_itself_is_not_changed() -> None:
    item = {**TRACK, "writeKey": "k", "context": {"a": 1}}
    before = dict(item)

    stored(item, context={"b": 2})

    assert item == before


@pytest.mark.parametrize(
    ("times", "options", "timestamp"),
    [
        ({}, {}, "2026-01-01T12:00:05.250Z"),
        ({"timestamp": "2026-01-01T10:00:00Z"}, {}, "2026-01-01T10:00:00.000Z"),
        (
            {"timestamp": "2026-01-01T10:00:00Z", "sentAt": "2026-01-01T10:00:02Z"},
            {},
            "2026-01-01T12:00:03.250Z",
        ),
        (
            {"timestamp": "2026-01-01T10:00:00+02:00"},
            {"sent_at": "2026-01-01T08:00:01Z"},
            "2026-01-01T12:00:04.250Z",
        ),
        (
            {"timestamp": "2020-01-01", "sentAt": "2026-01-01T10:00:02Z"},
            {"is_historical": True},
            "2020-01-01T00:00:00.000Z",
        ),
        ({"originalTimestamp": "2026-01-01T10:00:00Z"}, {}, "2026-01-01T10:00:00.000Z"),
        ({"timestamp": "yesterday"}, {}, "2026-01-01T12:00:05.250Z"),
        ({"timestamp": 1_700_000_000}, {}, "2026-01-01T12:00:05.250Z"),
        (
            {"timestamp": "9999-12-31T23:59:59Z", "sentAt": "0001-01-01T00:00:00Z"},
            {},
            "2026-01-01T12:00:05.250Z",
        ),
    ],
)
def test_the_time_of_an_event_is_corrected_by_when_it_was_sent(
    times: dict[str, Any], options: dict[str, Any], timestamp: str
) -> None:
    assert stored({**TRACK, **times}, **options)["timestamp"] == timestamp


def test_all_four_times_are_kept() -> None:
    event = stored({**TRACK, "timestamp": "2026-01-01T10:00:00Z"}, sent_at="2026-01-01T10:00:01Z")

    assert event["originalTimestamp"] == "2026-01-01T10:00:00Z"
    assert event["sentAt"] == "2026-01-01T10:00:01Z"
    assert event["receivedAt"] == format_time(NOW)


def test_times_that_nobody_sent_are_left_out() -> None:
    assert not {"originalTimestamp", "sentAt"} & stored(TRACK).keys()
