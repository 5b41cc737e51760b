"""Access tokens: asked for when needed, kept while they are good, replaced when refused."""

import json
import threading
from uuid import uuid4

import pytest

from mappings.catalog.errors import RequestError
from mappings.delivery.access_tokens import AccessTokens, NoTokenError
from mappings.delivery.messages import Answer, Failure
from tests.catalog.builders import make_definition, setting
from tests.delivery.shop import Answers

CLIENT = {"client_id": "client-1", "client_secret": "client-secret-12345"}
REFRESHING = {**CLIENT, "refresh_token": "refresh-token-1"}
ID = uuid4()


def definition(scheme="oauth2_client_credentials", **authentication):
    keys = ["client_id", "client_secret"]
    if scheme == "oauth2_refresh_token":
        keys.append("refresh_token")
        authentication["refresh_token_setting"] = "refresh_token"
    return make_definition(
        settings=tuple(
            setting(key, required=True, **({} if key == "client_id" else {"is_secret": True}))
            for key in keys
        ),
        authentication={
            "scheme": scheme,
            "token_url": "https://auth.example.com/token",
            "client_id_setting": "client_id",
            "client_secret_setting": "client_secret",
            **authentication,
        },
    )


TOOL = definition()
REFRESHING_TOOL = definition("oauth2_refresh_token")


def token(value, **more):
    return Answer(200, {}, json.dumps({"access_token": value, **more}).encode())


class Kept(list):
    def __call__(self, destination_id, key, *, used, new):
        self.append((destination_id, key, used, new))


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


def tokens(*answers, clock=None):
    send, kept = Answers(*answers), Kept()
    return AccessTokens(send=send, keep=kept, clock=clock or Clock()), send, kept


def test_a_token_is_asked_for_as_the_definition_says():
    source, send, _ = tokens(token("token-1", expires_in=3600))
    assert source.get(ID, TOOL, CLIENT) == "token-1"
    (request,) = send.requests
    assert (request.method, request.url) == ("POST", "https://auth.example.com/token")
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert b"grant_type=client_credentials" in request.body


def test_a_tool_without_tokens_is_not_asked():
    source, send, _ = tokens()
    assert source.get(ID, make_definition(), {}) is None
    assert send.requests == []


@pytest.mark.parametrize(("expires_in", "good_for_s"), [(3600, 3540), (60, 54), (None, 10_000_000)])
def test_a_token_is_used_again_until_shortly_before_its_end(expires_in, good_for_s):
    clock = Clock()
    more = {"expires_in": expires_in} if expires_in else {}
    source, send, _ = tokens(token("token-1", **more), token("token-2"), clock=clock)
    source.get(ID, TOOL, CLIENT)
    clock.now_s = good_for_s - 0.1
    assert source.get(ID, TOOL, CLIENT) == "token-1"
    if expires_in:
        clock.now_s = good_for_s + 0.1
        assert source.get(ID, TOOL, CLIENT) == "token-2"
    assert len(send.requests) == (2 if expires_in else 1)


def test_each_destination_has_its_own():
    source, _, _ = tokens(token("token-1"), token("token-2"))
    assert source.get(ID, TOOL, CLIENT) == "token-1"
    assert source.get(uuid4(), TOOL, CLIENT) == "token-2"
    assert source.get(ID, TOOL, CLIENT) == "token-1"


def test_other_credentials_need_another_token():
    source, _, _ = tokens(token("token-1"), token("token-2"))
    source.get(ID, TOOL, CLIENT)
    assert source.get(ID, TOOL, {**CLIENT, "client_id": "client-2"}) == "token-2"


def test_a_token_that_was_refused_is_replaced():
    source, send, _ = tokens(token("token-1"), token("token-2"))
    first = source.get(ID, TOOL, CLIENT)
    source.forget(ID, first)
    assert source.get(ID, TOOL, CLIENT) == "token-2"
    source.forget(ID, first)  # of a request that was on its way with the old one
    assert source.get(ID, TOOL, CLIENT) == "token-2"
    assert len(send.requests) == 2


def test_many_threads_ask_for_one_token():
    source, send, _ = tokens(token("token-1"), token("token-2"))
    got = []
    barrier = threading.Barrier(8)

    def ask():
        barrier.wait()
        got.append(source.get(ID, TOOL, CLIENT))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (set(got), len(send.requests)) == ({"token-1"}, 1)


def test_a_refresh_token_that_is_replaced_is_kept_and_used_next():
    source, send, kept = tokens(
        token("token-1", refresh_token="refresh-token-2"),
        token("token-2", refresh_token="refresh-token-3"),
        token("token-3"),
    )
    for number in (1, 2, 3):
        got = source.get(ID, REFRESHING_TOOL, REFRESHING)  # as a job has them that runs long
        assert got == f"token-{number}"
        source.forget(ID, got)
    assert [b"refresh-token-%d" % n in send.requests[n - 1].body for n in (1, 2, 3)] == [True] * 3
    assert [(key, used, new) for _, key, used, new in kept] == [
        ("refresh_token", "refresh-token-1", "refresh-token-2"),
        ("refresh_token", "refresh-token-2", "refresh-token-3"),
    ]


def test_the_settings_with_the_new_refresh_token_know_the_same_access_token():
    source, send, _ = tokens(token("token-1", refresh_token="refresh-token-2"))
    source.get(ID, REFRESHING_TOOL, REFRESHING)
    stored = {**REFRESHING, "refresh_token": "refresh-token-2"}
    assert source.get(ID, REFRESHING_TOOL, stored) == "token-1"
    assert len(send.requests) == 1


def test_the_same_refresh_token_again_is_nothing_new():
    source, _, kept = tokens(token("token-1", refresh_token="refresh-token-1"))
    source.get(ID, REFRESHING_TOOL, REFRESHING)
    assert kept == []


@pytest.mark.parametrize(
    ("answer", "verdict", "reason", "text"),
    [
        (
            Answer(401, {}, b'{"error": "invalid_client"}'),
            "credentials",
            "token_refused",
            "No access token was given: invalid_client.",
        ),
        (
            Answer(400, {}, b'{"error": "invalid_grant", "error_description": "Revoked."}'),
            "credentials",
            "token_refused",
            "No access token was given: Revoked.",
        ),
        (
            Answer(200, {}, b"<html>"),
            "credentials",
            "token_refused",
            "No access token was given: <html>.",
        ),
        (
            Answer(503, {"retry-after": "9"}),
            "retry",
            "no_token",
            "No access token was given: the answer was 503.",
        ),
        (Failure("timeout", "Too late."), "retry", "timeout", "Too late."),
    ],
    ids=repr,
)
def test_no_token_is_told_with_its_reason(answer, verdict, reason, text):
    source, _, _ = tokens(answer, token("token-1"))
    with pytest.raises(NoTokenError) as caught:
        source.get(ID, TOOL, CLIENT)
    assert (caught.value.outcome.verdict, caught.value.outcome.reason) == (verdict, reason)
    assert caught.value.text == text
    assert source.get(ID, TOOL, CLIENT) == "token-1"


def test_a_busy_token_server_is_given_the_time_that_it_asks_for():
    source, _, _ = tokens(Answer(429, {"retry-after": "90"}))
    with pytest.raises(NoTokenError) as caught:
        source.get(ID, TOOL, CLIENT)
    assert caught.value.outcome.pause_s == 90


def test_settings_that_are_not_complete_are_told():
    source, send, _ = tokens()
    with pytest.raises(RequestError):
        source.get(ID, TOOL, {})
    assert send.requests == []
