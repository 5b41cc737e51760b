"""No form of a secret is left in a request that people look at."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.catalog.masking import mask_request, mask_secret, mask_text
from mappings.catalog.requests import build_request
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


SCHEMES = {
    "bearer": {"scheme": "bearer", "setting": "password"},
    "basic": {
        "scheme": "basic",
        "username_setting": "user",
        "password_setting": "password",
    },
    "header": {"scheme": "header", "name": "X-Key", "setting": "password"},
    "query": {"scheme": "query", "name": "key", "setting": "password"},
}
TOOLS = [
    make_definition(
        settings=(setting("user"), setting("password", is_secret=True)),
        authentication=authentication,
        request={
            "headers": {"X-User": {"@path": "$.settings.user"}},
            "body": {"key": {"@path": "$.settings.password"}, "data": {"@path": "$.payload"}},
        },
    )
    for authentication in SCHEMES.values()
]


@pytest.mark.parametrize("tool", TOOLS, ids=SCHEMES.keys())
@given(
    user=st.text("abcdef", max_size=7),
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40),
)
def test_no_form_of_any_secret_is_left(tool, user, secret):
    request = build_request(
        tool,
        tool.actions[0],
        settings={"user": user, "password": secret},
        payload={"note": f"key: {secret}", quote(secret): secret},
    )
    masked = mask_request(request, secrets=[secret])
    shown = [masked.url, *masked.headers.values(), json.dumps(masked.body)]
    basic_word = b64encode(f"{user}:{secret}".encode()).decode()
    for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1], basic_word):
        assert not [text for text in shown if form in text]


def test_basic_authentication_of_a_definition_is_masked():
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


def test_a_letter_that_lower_case_spells_with_two_hides_nothing_of_the_secret():
    masked = mask_request(request_with(body="key: Straße-01234567"), secrets=["Straße-01234567"])
    assert masked.body == "key: ••••4567"


def test_a_short_secret_is_masked_where_it_stands_alone_and_garbles_nothing_else():
    """Stored before secrets had a least length: dots in every "e" would spell it out."""
    word = b64encode(b"jane:e").decode()
    request = request_with(
        url="https://example.com/hook?key=e&name=e.g.",
        headers={"Authorization": "Bearer e", "X-Key": "e", "X-Basic": word, "Accept": "text/*"},
        body={"key": "e", "name": "Jane Doe", "e": "here"},
    )
    masked = mask_request(request, secrets=["e"])
    assert masked == request_with(
        url="https://example.com/hook?key=••••&name=e.g.",
        headers={
            "Authorization": "Bearer ••••",
            "X-Key": "••••",
            "X-Basic": "••••",
            "Accept": "text/*",
        },
        body={"key": "••••", "name": "Jane Doe", "••••": "here"},
    )


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_secrets_nothing_is_masked(secrets):
    request = request_with(url="https://example.com/?a=b", headers={"A": "b"}, body=["c"])
    assert mask_request(request, secrets=secrets) == request


def test_the_request_itself_stays_as_it_is():
    body = {"key": SECRET}
    mask_request(request_with(body=body), secrets=[SECRET])
    assert body == {"key": SECRET}


def test_an_answer_that_repeats_a_secret_is_masked():
    token = b64encode(f"user:{SECRET}".encode()).decode()
    answer = mask_text(f'{{"error": "{SECRET} is wrong", "sent": "{token}"}}', secrets=[SECRET])
    assert answer == '{"error": "••••6789 is wrong", "sent": "••••6789"}'
