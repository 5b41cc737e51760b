"""OAuth 2: how a token is asked for, and what is read of the answer."""

import json

import pytest

from mappings.catalog.answers import Answer
from mappings.catalog.bodies import encode_body
from mappings.catalog.errors import RequestError, TokenError
from mappings.catalog.registry import get_definition
from mappings.catalog.requests import build_request
from mappings.catalog.tokens import Token, read_token, token_request
from tests.catalog.builders import SECRET, make_definition, setting

SETTINGS = {"id": "client-1", "secret": SECRET}
CLIENT = {
    "scheme": "oauth2_client_credentials",
    "token_url": "https://example.com/oauth2/token",
    "client_id_setting": "id",
    "client_secret_setting": "secret",
}


def oauth_tool(**authentication):
    return make_definition(
        settings=(
            setting("id"),
            setting("secret", is_secret=True),
            setting("refresh", is_secret=True),
            setting("account"),
        ),
        authentication=CLIENT | authentication,
        request={
            "headers": {
                "X-Account": {"@path": "$.settings.account"},
                "X-Refresh": {"@if": {"exists": {"@path": "$.settings.refresh"}, "then": "yes"}},
            }
        },
    )


def test_client_credentials_are_sent_as_a_form():
    """Source: RFC 6749 §4.4.2, with the credentials in the body as §2.3.1 allows."""
    request = token_request(oauth_tool(scopes=["read", "write"]), SETTINGS)
    assert (request.method, request.url) == ("POST", "https://example.com/oauth2/token")
    assert request.headers == {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert (
        encode_body(request)
        == (
            f"grant_type=client_credentials&client_id=client-1&client_secret={SECRET}"
            "&scope=read+write"
        ).encode()
    )


def test_client_credentials_go_into_basic_authentication_encoded():
    """Source: RFC 6749 §2.3.1: both are written as in forms first."""
    request = token_request(oauth_tool(credentials_in="basic"), {**SETTINGS, "id": "a:b c"})
    assert request.headers["Authorization"] == "Basic YSUzQWIrYzpzM2NyZXQtdmFsdWUtMDEyMzQ1Njc4OQ=="
    assert request.body == {"grant_type": "client_credentials"}


def test_a_token_call_may_be_json_with_parameters_of_its_own():
    tool = oauth_tool(
        body_format="json",
        token_url={"@template": "https://{{settings.account}}.example.com/v2/token"},
        parameters={"account_id": {"@path": "$.settings.account"}},
    )
    request = token_request(tool, {**SETTINGS, "account": "123"})
    assert request.url == "https://123.example.com/v2/token"
    assert json.loads(encode_body(request)) == {
        "grant_type": "client_credentials",
        "client_id": "client-1",
        "client_secret": SECRET,
        "account_id": "123",
    }


def test_a_refresh_token_is_exchanged():
    """Source: RFC 6749 §6."""
    tool = oauth_tool(scheme="oauth2_refresh_token", refresh_token_setting="refresh")
    request = token_request(tool, {**SETTINGS, "refresh": "tGzv3JOkF0XG5Qx2TlKWIA"})
    assert request.body["grant_type"] == "refresh_token"
    assert request.body["refresh_token"] == "tGzv3JOkF0XG5Qx2TlKWIA"


def test_there_is_no_token_call_without_oauth_or_without_credentials():
    crm = {"base_url": "https://example.com", "api_key": SECRET}
    assert token_request(get_definition("crm"), crm) is None
    assert token_request(oauth_tool(), {"id": "client-1"}) is None


def test_settings_that_cannot_be_used_give_no_token_call():
    with pytest.raises(RequestError) as caught:
        token_request(oauth_tool(), {**SETTINGS, "id": 5})
    assert str(caught.value) == "/settings/id: Id expects text; this is a number."


def test_a_token_url_that_a_setting_breaks_is_refused():
    tool = oauth_tool(token_url={"@template": "https://{{settings.account}}/token"})
    with pytest.raises(RequestError) as caught:
        token_request(tool, {**SETTINGS, "account": "a/../b@evil.example"})
    assert caught.value.problems[0].pointer == "/request/url"


def test_a_request_has_the_access_token():
    tool = oauth_tool()
    action = tool.actions[0]
    request = build_request(tool, action, settings=SETTINGS, payload={}, access_token="at-1")
    assert request.headers == {"Authorization": "Bearer at-1"}
    assert build_request(tool, action, settings=SETTINGS, payload={}).headers == {}
    unfilled = build_request(tool, action, settings={}, payload={}, access_token="at-1")
    assert unfilled.headers == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"access_token": "at-1", "expires_in": 3600}, Token("at-1", 3600)),
        ({"access_token": "at-1", "expires_in": "3600"}, Token("at-1", 3600)),
        ({"access_token": "at-1", "expires_in": 0}, Token("at-1")),
        ({"access_token": "at-1", "expires_in": "soon"}, Token("at-1")),
        ({"access_token": "at-1", "expires_in": "9" * 5000}, Token("at-1")),
        ({"access_token": "at-1", "refresh_token": "rt-2"}, Token("at-1", None, "rt-2")),
        ({"access_token": "at-1", "refresh_token": ""}, Token("at-1")),
    ],
)
def test_a_token_is_read(body, expected):
    assert read_token(Answer(200, {}, json.dumps(body).encode())) == expected


@pytest.mark.parametrize(
    ("status", "body", "means", "words"),
    [
        (401, b'{"error": "invalid_client"}', "credentials", "invalid_client"),
        (
            400,
            b'{"error": "invalid_grant", "error_description": "Token expired."}',
            "credentials",
            "Token expired",
        ),
        (200, b'{"error": "x"}', "credentials", "x"),
        (200, b"[]", "credentials", "the answer was 200"),
        (302, b"", "credentials", "the answer was 302"),
        (429, b"slow down", "retry", "slow down"),
        (503, b"", "retry", "the answer was 503"),
    ],
)
def test_an_answer_without_a_token_says_what_to_do(status, body, means, words):
    with pytest.raises(TokenError) as caught:
        read_token(Answer(status, {}, body))
    assert caught.value.means == means
    assert str(caught.value) == f"/token: No access token was given: {words}."


def test_the_repr_of_a_token_does_not_hold_it():
    assert repr(Token("at-1", 60)) == "Token(expires_in_s=60)"
