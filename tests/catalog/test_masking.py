"""No form of a secret is left in a request that people look at."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest

from mappings.catalog.masking import mask_request, mask_secret
from mappings.catalog.schema import Request
from tests.catalog.builders import SECRET, make_definition, setting

ODD_SECRET = "p/ä+s&s wörd?0123456789"


def request_with(*, url="https://example.com/", headers=None, body=None):
    return Request("POST", url, headers or {}, body)


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("sk_live_12345678", "••••5678"),
        ("123456789012", "••••9012"),
        ("12345678901", "••••"),
        ("hunter2", "••••"),
        ("", "••••"),
    ],
)
def test_the_last_four_characters_are_shown_when_enough_stays_hidden(secret, shown):
    assert mask_secret(secret) == shown


def test_a_secret_is_masked_wherever_it_stands():
    request = request_with(
        url=f"https://example.com/{SECRET}/hook?key={SECRET}",
        headers={"X-Key": SECRET, "Authorization": f"Bearer {SECRET}"},
        body={"auth": {SECRET: [f"key={SECRET}", 5, None, True]}},
    )
    masked = mask_request(request, secrets=[SECRET])
    assert masked == request_with(
        url="https://example.com/••••6789/hook?key=••••6789",
        headers={"X-Key": "••••6789", "Authorization": "Bearer ••••6789"},
        body={"auth": {"••••6789": ["key=••••6789", 5, None, True]}},
    )


@pytest.mark.parametrize(
    "form",
    [
        quote(ODD_SECRET),
        quote(ODD_SECRET, safe=""),
        quote(ODD_SECRET, safe="").lower(),
        quote_plus(ODD_SECRET),
        b64encode(ODD_SECRET.encode()).decode(),
        urlsafe_b64encode(ODD_SECRET.encode()).decode().rstrip("="),
    ],
)
def test_an_encoded_secret_is_masked_in_the_url(form):
    masked = mask_request(
        request_with(url=f"https://example.com/?key={form}&a=b"), secrets=[ODD_SECRET]
    )
    assert masked.url == "https://example.com/?key=••••6789&a=b"


@pytest.mark.parametrize("user", ["u", "us", "use"])
def test_a_password_in_basic_authentication_is_masked(user):
    word = b64encode(f"{user}:{SECRET}".encode()).decode()
    request = request_with(headers={"Authorization": f"Basic {word}"})
    masked = mask_request(request, secrets=[SECRET])
    assert masked.headers == {"Authorization": "Basic ••••6789"}


def test_basic_authentication_of_a_definition_is_masked():
    from mappings.catalog.requests import build_request

    tool = make_definition(
        settings=(setting("user"), setting("password", is_secret=True)),
        authentication={
            "scheme": "basic",
            "username_setting": "user",
            "password_setting": "password",
        },
    )
    settings = {"user": "jane", "password": "ä?>" + SECRET}
    request = build_request(tool, tool.actions[0], settings=settings, payload={})
    masked = mask_request(request, secrets=[settings["password"]])
    assert masked.headers == {"Authorization": "Basic ••••6789"}


def test_other_headers_stay_as_they_are():
    headers = {
        "Content-Type": "application/json",
        "X-Note": "bm90aGluZyBzZWNyZXQ=",
        "X-Id": "abcde",
    }
    assert mask_request(request_with(headers=headers), secrets=[SECRET]).headers == headers


def test_a_secret_that_holds_another_is_masked_as_a_whole():
    long, short = "abcdefgh-ijklmnop", "ijklmnop"
    masked = mask_request(request_with(headers={"X-Key": long}), secrets=[short, long])
    assert masked.headers == {"X-Key": "••••mnop"}


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_secrets_nothing_is_masked(secrets):
    request = request_with(url="https://example.com/?a=b", headers={"A": "b"}, body=["c"])
    assert mask_request(request, secrets=secrets) == request


def test_the_request_itself_stays_as_it_is():
    body = {"key": SECRET}
    mask_request(request_with(body=body), secrets=[SECRET])
    assert body == {"key": SECRET}
