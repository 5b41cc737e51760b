"""Bodies made to break a server: each is refused with our error, and nothing of it is stored.

Source:
    Bodies that answered 500 in plain Django and DRF: 1e400, U+0000, a lone surrogate, deep nesting.
"""

import json
from typing import Any

import pytest

from mappings import conf
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.api.routes import WRITING_BODIES, Route
from tests.api.test_access_matrix import stored

pytestmark = pytest.mark.django_db

DEEP = 10_000

# Not a JSON object in UTF-8 at all: refused wherever it is sent.
BROKEN: dict[str, bytes] = {
    "empty": b"",
    "blank": b"   ",
    "open object": b"{",
    "open list": b"[",
    "open text": b'"abc',
    "open key": b'{"name',
    "key only": b'{"name"}',
    "no value": b'{"name":}',
    "trailing comma": b'{"name": "a",}',
    "leading comma": b'{,"name": "a"}',
    "missing comma": b'{"name": "a" "b": 1}',
    "single quotes": b"{'name': 'a'}",
    "bare key": b'{name: "a"}',
    "comment": b'{"name": "a"} // done',
    "two objects": b'{"name": "a"}{"name": "b"}',
    "two lines of objects": b'{"name": "a"}\n{"name": "b"}',
    "trailing text": b'{"name": "a"} x',
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": Infinity}',
    "minus Infinity": b'{"name": -Infinity}',
    "1e400": b'{"name": 1e400}',
    "-1e400": b'{"name": -1e400}',
    "1e999999999": b'{"name": 1e999999999}',
    "leading zero": b'{"name": 01}',
    "plus sign": b'{"name": +1}',
    "hexadecimal": b'{"name": 0x10}',
    "point without digits": b'{"name": 1.}',
    "True": b'{"name": True}',
    "undefined": b'{"name": undefined}',
    "escaped NUL": b'{"name": "a\\u0000b"}',
    "escaped NUL in a key": b'{"a\\u0000b": 1}',
    "raw NUL": b'{"name": "a\x00b"}',
    "raw newline in a text": b'{"name": "a\nb"}',
    "raw tab in a text": b'{"name": "a\tb"}',
    "raw escape character": b'{"name": "\x1b[2J"}',
    "high surrogate": b'{"name": "\\ud800"}',
    "low surrogate": b'{"name": "\\udc00"}',
    "swapped surrogates": b'{"name": "\\udc00\\ud800"}',
    "surrogate in a key": b'{"\\ud800": 1}',
    "two high surrogates": b'{"name": "\\ud800\\ud800"}',
    "bad escape": b'{"name": "\\x41"}',
    "short escape": b'{"name": "\\u00"}',
    "ending backslash": b'{"name": "\\',
    "byte order mark": b'\xef\xbb\xbf{"name": "a"}',
    "UTF-16 with mark": '{"name": "a"}'.encode("utf-16"),
    "UTF-16 little": '{"name": "a"}'.encode("utf-16-le"),
    "UTF-32": '{"name": "a"}'.encode("utf-32"),
    "Latin-1": '{"name": "é"}'.encode("latin-1"),
    "overlong slash": b'{"name": "\xc0\xaf"}',
    "overlong NUL": b'{"name": "\xc0\x80"}',
    "encoded surrogate": b'{"name": "\xed\xa0\x80"}',
    "cut character": b'{"name": "\xe2\x82"}',
    "bytes": bytes(range(256)),
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "form": b"name=a&source=b",
    "XML": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>',
    "pickle": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os.",
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep open lists": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep in a field": b'{"name":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "65 levels": b"[" * 65 + b"]" * 65,
}

# A body that holds the document of a tool may be larger than others.
MOST_BYTES = {"own_definition_draft": conf.MAX_FORM_BYTES}

# JSON, but no object that any of our endpoints knows.
STRANGE: dict[str, bytes] = {
    "null": b"null",
    "true": b"true",
    "number": b"1",
    "text": b'"name"',
    "list": b"[]",
    "list of objects": b'[{"name": "a"}]',
    "unknown key": b'{"unknown": 1}',
    "empty key": b'{"": 1}',
    "__proto__": b'{"__proto__": {"role": "owner"}}',
    "__class__": b'{"__class__": "x"}',
    "non_field_errors": b'{"non_field_errors": ["x"]}',
    "60,000 keys": json.dumps({f"k{number}": number for number in range(60_000)}).encode(),
    "1 MB key": b'{"' + b"k" * 1_000_000 + b'": 1}',
    "huge integer": b'{"unknown": ' + b"9" * 5_000 + b"}",
    "64 levels": b'{"unknown":' + b"[" * 63 + b"]" * 63 + b"}",
}

# Values of every kind, put in turn into every field that a body may have.
WRONG_VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "number": 1,
    "fraction": 0.1,
    "huge": 10**30,
    "list": [],
    "nested list": [[[[]]]],
    "empty object": {},
    "object": {"a": {"b": 1}},
    "empty text": "",
    "blank text": "   ",
    "control characters": "a\r\nb",
    "turned text": "a\u202eb",
    "long text": "x" * 300_000,
    "html": "</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE mappings_mapping; --",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "format": "{0.__class__.__mro__}%s%n",
    "directive": {"@path": ["a"]},
    "unknown directive": {"@system": "id"},
    "deep directive": {"@if": {"exists": {"@path": "$" + ".a" * 3_000}}},
}

CORPUS = BROKEN | STRANGE


@pytest.mark.parametrize("route", WRITING_BODIES, ids=str)
def test_no_body_of_the_corpus_is_taken_or_breaks_the_server(
    route: Route, api: Api, world: World
) -> None:
    before, path = stored(), route.path_in(world)
    most = MOST_BYTES.get(route.name, conf.MAX_BODY_BYTES)
    bodies = CORPUS | {"too large": b'{"name": "' + b"x" * most + b'"}'}
    statuses = {
        name: refused_status(api.send_bytes(route.method, path, body))
        for name, body in bodies.items()
    }

    assert {name: status for name, status in statuses.items() if status not in (400, 413)} == {}
    assert [name for name, status in statuses.items() if status == 413] == ["too large"]
    assert stored() == before


@pytest.mark.parametrize("route", WRITING_BODIES, ids=str)
def test_no_value_of_a_field_breaks_the_server(route: Route, api: Api, world: World) -> None:
    """Some of these are good values somewhere: an answer is 2xx, or an error of ours."""
    good, path = route.body_in(world), route.path_in(world)
    for key in good:
        for name, value in WRONG_VALUES.items():
            response = api.send(route.method, path, {**good, key: value})
            if response.status_code >= 300:
                assert refused_status(response) in (400, 409), (key, name, response.content[:300])


def test_the_check_of_an_event_answers_every_text(api: Api) -> None:
    """Saying what is wrong is its purpose: all but an object gets an error of ours."""
    for name, text in CORPUS.items():
        response = api.send_bytes("POST", "test-events/check/", text, "text/plain")

        if response.status_code == 200:
            assert isinstance(response.json()["event"], dict), name
        else:
            assert refused_status(response) in (400, 413), name


def refused_status(response: Any) -> int:
    """The status of an error, once its shape is as promised."""
    error = response.json().get("error", {})
    assert_error(response, response.status_code, error.get("code", ""))
    return int(response.status_code)


def test_of_a_key_given_twice_the_last_value_counts(api: Api) -> None:
    response = api.send_bytes("POST", "sources/", b'{"name": "first", "name": "second"}')

    assert response.json()["name"] == "second"


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CORPUS) >= 60
