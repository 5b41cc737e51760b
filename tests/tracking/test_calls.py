"""The calls of the tracking API: who may send, how bodies travel, and what senders are told."""

import gzip
import io
import json
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from mappings import conf
from mappings.models import Delivery, Event, Mapping, Source, SourceRate
from mappings.services import intake_limits
from mappings.services.write_keys import end_old_write_key, rotate_write_key
from mappings.tracking import urls, views
from tests.factories import TRACK_EVENT, make_member
from tests.tracking.conftest import Sender, basic

pytestmark = pytest.mark.django_db

IDENTIFY = {"userId": "user-123", "traits": {"email": "user@example.com"}}
CALLS: dict[str, dict[str, Any]] = {
    "identify": IDENTIFY,
    "track": {"userId": "user-123", "event": "Audience Entered"},
    "page": {"anonymousId": "anon-test-1", "name": "Home"},
    "screen": {"anonymousId": "anon-test-1"},
    "group": {"userId": "user-123", "groupId": "group-1"},
    "alias": {"userId": "user-123", "previousId": "anon-test-1"},
}


@pytest.mark.parametrize("event_type", CALLS)
@pytest.mark.parametrize("is_short", [False, True])
def test_each_call_stores_its_event(event_type: str, is_short: bool, sender: Sender) -> None:
    call = event_type[0] if is_short else event_type

    response = sender.post(call, CALLS[event_type])

    assert response.status_code == 200
    assert response.json() == {"success": True, "accepted": 1, "duplicates": 0, "rejected": []}
    assert Event.objects.get().type == event_type


@pytest.mark.parametrize("call", ["batch", "b", "import", "batch/"])
def test_a_batch_stores_its_events(call: str, sender: Sender) -> None:
    batch = [{"type": event_type, **body} for event_type, body in CALLS.items()]

    response = sender.post(call, {"batch": batch})

    assert response.json()["accepted"] == 6
    assert set(Event.objects.values_list("type", flat=True)) == set(CALLS)


def test_each_message_of_a_batch_has_its_result(sender: Sender, running: Mapping) -> None:
    nobody = {"type": "track", "event": "E", "messageId": "m-1"}
    response = sender.post("batch", {"batch": [TRACK_EVENT, nobody, {"type": "noise"}]})

    assert response.status_code == 200
    told = response.json()
    assert (told["success"], told["accepted"], told["duplicates"]) == (True, 1, 0)
    assert told["rejected"] == [
        {
            "index": 1,
            "messageId": "m-1",
            "code": "no_user_anon_id",
            "message": "userId or anonymousId is required.",
        },
        {
            "index": 2,
            "messageId": "",
            "code": "invalid_type",
            "message": "type must be one of identify, track, page, screen, group, alias.",
        },
    ]
    assert Delivery.objects.count() == 1


def test_a_request_of_which_nothing_can_be_taken_is_refused(sender: Sender) -> None:
    response = sender.post("track", {"event": "E"})

    assert response.status_code == 400
    assert response.json()["success"] is False
    assert response.json()["rejected"][0]["code"] == "no_user_anon_id"


def test_a_known_message_counts_as_taken(sender: Sender) -> None:
    message = CALLS["track"] | {"messageId": "m-1"}
    sender.post("track", message)

    response = sender.post("track", message)

    assert response.status_code == 200
    assert response.json()["duplicates"] == 1


def test_the_write_key_may_travel_in_the_body_and_is_not_kept(source: Source) -> None:
    body = CALLS["track"] | {"writeKey": source.write_key}
    response = Client().post("/v1/t", json.dumps(body), "text/plain")

    assert response.status_code == 200
    assert source.write_key not in Event.objects.get().text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, {}),
        ({}, {"writeKey": ""}),
        ({}, {"writeKey": "unknown"}),
        ({}, {"writeKey": ["x"]}),
        ({}, {"writeKey": "k" * 5_000}),
        ({"Authorization": basic("unknown")}, {}),
        ({"Authorization": "Basic %%%"}, {}),
        ({"Authorization": "Basic w6k="}, {}),
        ({"Authorization": "Bearer token"}, {}),
    ],
)
def test_without_a_known_write_key_nothing_is_taken(
    source: Source, headers: dict[str, str], body: Any
) -> None:
    answer = Client().post(
        "/v1/track", json.dumps(CALLS["track"] | body), "application/json", headers=headers
    )

    assert answer.status_code == 401
    assert not Event.objects.exists()


def test_a_wrong_key_in_the_header_is_not_mended_by_the_body(source: Source) -> None:
    body = CALLS["track"] | {"writeKey": source.write_key}
    headers = {"Authorization": basic("unknown")}
    response = Client().post("/v1/track", json.dumps(body), "application/json", headers=headers)

    assert response.status_code == 401


def test_a_key_that_was_replaced_is_good_for_a_while(source: Source) -> None:
    old = Sender(source.write_key)
    rotated = rotate_write_key(source=source)

    statuses = [
        one.post("track", CALLS["track"]).status_code for one in (old, Sender(rotated.write_key))
    ]
    end_old_write_key(source=rotated)

    assert statuses == [200, 200]
    assert old.post("track", CALLS["track"]).status_code == 401


def test_a_key_that_was_replaced_ends(source: Source) -> None:
    old = Sender(source.write_key)
    rotate_write_key(source=source)
    Source.objects.update(old_write_key_ends_at="2026-01-01T00:00:00Z")

    assert old.post("track", CALLS["track"]).status_code == 401


def test_a_packed_body_is_unpacked(sender: Sender) -> None:
    data = gzip.compress(json.dumps({"batch": [TRACK_EVENT]}).encode())

    response = sender.post_bytes("batch", data, Content_Encoding="gzip")

    assert response.json()["accepted"] == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(b" " * 50_000_000), "body_too_large"),
        (gzip.compress(b'{"userId": "u"}')[:-4], "invalid_gzip"),
        (gzip.compress(b"{}") + b"rest", "invalid_gzip"),
        (gzip.compress(b"{}") * 2, "invalid_gzip"),
        (gzip.compress(gzip.compress(b"{}")), "invalid_json"),
        (b"plain", "invalid_gzip"),
        (b"\x1f\x8b", "invalid_gzip"),
    ],
    ids=["bomb", "cut", "rest", "two", "nested", "plain", "head"],
)
def test_a_bad_package_is_refused(sender: Sender, data: bytes, code: str) -> None:
    response = sender.post_bytes("track", data, Content_Encoding="gzip")

    assert (response.status_code, response.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", "text/plain;charset=utf-8", ""]
)
def test_bodies_come_as_json_or_as_browsers_send_them(sender: Sender, kind: str) -> None:
    assert sender.post_bytes("track", json.dumps(TRACK_EVENT).encode(), kind).status_code == 200


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("application/x-www-form-urlencoded", ""),
        ("multipart/form-data; boundary=x", ""),
        ("application/xml", ""),
        ("application/json; charset=utf-16", ""),
        ("application/json", "br"),
        ("application/json", "deflate"),
        ("application/json", "gzip, gzip"),
    ],
)
def test_other_bodies_are_refused(sender: Sender, kind: str, encoding: str) -> None:
    data = json.dumps(TRACK_EVENT).encode()

    assert sender.post_bytes("track", data, kind, Content_Encoding=encoding).status_code == 415


def test_a_body_without_a_length_is_read_where_the_server_tells_its_end(sender: Sender) -> None:
    response = send_without_length(sender, **{"wsgi.input_terminated": True})

    assert response.json()["accepted"] == 1


def test_a_body_without_a_length_is_refused_where_its_end_is_unknown(sender: Sender) -> None:
    response = send_without_length(sender, **{"wsgi.input_terminated": False})

    assert response.status_code == 411


def test_an_endless_body_is_read_up_to_the_limit(sender: Sender) -> None:
    class Endless(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size
            assert 0 < size <= conf.MAX_INCOMING_BODY_BYTES + 1
            self.given += size
            return b" " * size

    endless = Endless()
    response = send_without_length(sender, **{"wsgi.input_terminated": True, "wsgi.input": endless})

    assert response.json()["error"]["code"] == "body_too_large"
    assert endless.given == conf.MAX_INCOMING_BODY_BYTES + 1


def send_without_length(sender: Sender, **environ: Any) -> Any:
    data = json.dumps(TRACK_EVENT).encode()
    return sender.client.generic(
        "POST",
        "/v1/track",
        data,
        "application/json",
        headers={"Authorization": sender.authorization, "Transfer-Encoding": "chunked"},
        **{"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(data), **environ},
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "batch_not_list"),
        ({"batch": {}}, "batch_not_list"),
        ({"batch": [TRACK_EVENT], "context": []}, "context_not_object"),
        ({"batch": [TRACK_EVENT], "integrations": 1}, "integrations_not_object"),
        ({"batch": [{}] * 2_501}, "too_many_events"),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused(sender: Sender, body: Any, code: str) -> None:
    response = sender.post("batch", body)

    assert (response.status_code, response.json()["error"]["code"]) == (400, code)


def test_an_empty_batch_is_taken(sender: Sender) -> None:
    assert sender.post("batch", {"batch": []}).json()["success"] is True


def test_what_a_batch_says_holds_for_each_of_its_messages(sender: Sender) -> None:
    message = {"type": "track", "userId": "u", "event": "E", "context": {"ip": "192.0.2.1"}}
    context = {"ip": "192.0.2.9", "app": {"name": "Shop"}}
    sender.post("batch", {"batch": [message], "context": context, "integrations": {"All": True}})

    event = Event.objects.get().event
    assert event["context"] == {"ip": "192.0.2.1", "app": {"name": "Shop"}}
    assert event["integrations"] == {"All": True}


def test_a_browser_may_ask_from_any_site(client: Client) -> None:
    response = client.options("/v1/t", headers={"Origin": "https://shop.example"})

    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in response["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response


def test_every_answer_may_be_read_by_any_site(sender: Sender) -> None:
    good, bad = sender.post("track", TRACK_EVENT), sender.post("track", {})

    assert {answer["Access-Control-Allow-Origin"] for answer in (good, bad)} == {"*"}


def test_other_methods_are_refused(client: Client) -> None:
    response = client.get("/v1/track")

    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")


def test_an_unknown_call_is_told_as_json(client: Client) -> None:
    response = client.post("/v1/nothing", "{}", "application/json")

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_measurements_of_the_browser_library_are_let_go(client: Client) -> None:
    assert client.post("/v1/m", '{"series": []}', "text/plain").status_code == 200


def test_cookies_are_neither_read_nor_set(source: Source, sender: Sender) -> None:
    sender.client.force_login(
        make_member(source.workspace).user, backend="django.contrib.auth.backends.ModelBackend"
    )

    response = sender.post("track", TRACK_EVENT)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_every_call_has_an_address(db: None) -> None:
    addresses = {reverse(pattern.name) for pattern in urls.urlpatterns if pattern.name}
    assert addresses == {f"{urls.PREFIX}{name}" for name in urls.CALLS}


def test_a_source_that_sends_too_fast_is_told_to_wait(
    source: Source, sender: Sender, settings: Any
) -> None:
    settings.MAX_EVENTS_PER_S = 2
    batch = [CALLS["track"] | {"type": "track"}] * 3
    assert sender.post("batch", {"batch": batch}).status_code == 200

    response = sender.post("track", CALLS["track"])

    assert (response.status_code, response["Retry-After"]) == (429, "1")
    assert Event.objects.count() == 3


def test_a_source_that_waited_may_send_again(source: Source, sender: Sender, settings: Any) -> None:
    settings.MAX_EVENTS_PER_S = 1
    sender.post("track", CALLS["track"])
    assert sender.post("track", CALLS["track"]).status_code == 429
    SourceRate.objects.update(filled_at_s=0)

    assert sender.post("track", CALLS["track"]).status_code == 200


def test_while_too_much_waits_nothing_is_taken(
    sender: Sender, running: Mapping, settings: Any
) -> None:
    settings.MAX_PENDING_DELIVERIES = 1
    sender.post("track", TRACK_EVENT)
    intake_limits.forget_what_was_seen()

    response = sender.post("track", TRACK_EVENT)

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert Event.objects.count() == 1


@pytest.mark.skipif(
    "sqlite3" not in django_settings.DATABASES["default"]["ENGINE"],
    reason="with PostgreSQL the data lies on another machine's disk",
)
def test_while_the_disk_is_full_nothing_is_taken(sender: Sender, settings: Any) -> None:
    settings.MIN_FREE_DISK_MB = 10**9
    intake_limits.forget_what_was_seen()

    response = sender.post("track", TRACK_EVENT)

    assert response.status_code == 503
    assert not Event.objects.exists()


def test_a_database_that_is_away_is_told_as_such(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(views, "receive_events", fail)

    response = sender.post("track", TRACK_EVENT)

    assert (response.status_code, response.json()["error"]["code"]) == (503, "unavailable")
    assert response["Retry-After"]
