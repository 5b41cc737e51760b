"""Bodies made to break a server that takes events in, and what becomes of each.

Shape:
    ``{"1e400 in properties": Poison(b"…", 400), "deep": …}``
"""

import json
from dataclasses import dataclass
from typing import Any

from tests.api.test_poison_bodies import BROKEN, STRANGE

GOOD = {"userId": "user-123", "event": "Audience Entered", "properties": {"a": 1}}

# Values of every kind, put in turn where a track call has something.
VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "number": 12,
    "fraction": 0.1,
    "huge": 10**30,
    "empty text": "",
    "blank": "   ",
    "list": [],
    "nested list": [[[[]]]],
    "object": {"a": {"b": 1}},
    "control characters": "a\r\nb",
    "turned text": "a\u202eb",
    "emoji": "👩‍💻",
    "line separator": "a\u2028b",
    "html": "</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE mappings_event; --",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "format": "{0.__class__.__mro__}%s%n",
    "spreadsheet": '=HYPERLINK("https://example.com")',
}

_IS_TEXT = {key for key, value in VALUES.items() if isinstance(value, str) and value}
_IS_OBJECT = {"null", "object"}
_IS_ID = {*_IS_TEXT, "number", "fraction", "huge"}
_IS_LOOSE = set(VALUES)

# Which of the values each place takes; the others are refused.
PLACES: dict[str, set[str]] = {
    "userId": _IS_ID,
    "event": _IS_TEXT,
    "properties": _IS_OBJECT,
    "traits": _IS_OBJECT,
    "context": _IS_OBJECT,
    "integrations": _IS_OBJECT,
    "messageId": {*_IS_TEXT, "null", "empty text"},
    "timestamp": _IS_LOOSE,
    "sentAt": _IS_LOOSE,
    "unknown": _IS_LOOSE,
    "writeKey": _IS_LOOSE,
}

# What the list and the object around events allow, but no event may hold.
SPECIAL: dict[str, tuple[bytes, int]] = {
    "64 levels": (
        b'{"userId":"u","event":"e","properties":{"a":' + b"[" * 62 + b"]" * 62 + b"}}",
        200,
    ),
    "65 levels": (
        b'{"userId":"u","event":"e","properties":{"a":' + b"[" * 63 + b"]" * 63 + b"}}",
        400,
    ),
    "66 levels": (
        b'{"userId":"u","event":"e","properties":{"a":' + b"[" * 64 + b"]" * 64 + b"}}",
        400,
    ),
    "65 levels of objects": (
        b'{"userId":"u","event":"e","properties":' + b'{"a":' * 64 + b"1" + b"}" * 64 + b"}",
        400,
    ),
    "33 KB": (json.dumps({**GOOD, "properties": {"a": "x" * 33_000}}).encode(), 400),
    "32 KB of keys": (
        json.dumps({**GOOD, "properties": {f"k{n}": n for n in range(6_000)}}).encode(),
        400,
    ),
    "31 KB": (json.dumps({**GOOD, "properties": {"a": "x" * 31_000}}).encode(), 200),
    "600 KB": (json.dumps({**GOOD, "properties": {"a": "x" * 600_000}}).encode(), 400),
    "message id of 100": (json.dumps({**GOOD, "messageId": "m" * 100}).encode(), 200),
    "message id of 101": (json.dumps({**GOOD, "messageId": "m" * 101}).encode(), 400),
    "user id of 5,000": (json.dumps({**GOOD, "userId": "u" * 5_000}).encode(), 200),
    "event name of 5,000": (json.dumps({**GOOD, "event": "e" * 5_000}).encode(), 200),
    "nobody": (b'{"event":"e"}', 400),
    "empty ids": (b'{"userId":"","anonymousId":"","event":"e"}', 400),
    "a number past 64 bits": (
        b'{"userId":"u","event":"e","properties":{"a":' + b"9" * 400 + b"}}",
        400,
    ),
    "a number of 20 digits": (
        b'{"userId":"u","event":"e","properties":{"a":' + b"9" * 20 + b"}}",
        200,
    ),
    "a number that a double rounds": (
        b'{"userId":"u","event":"e","properties":{"a":9007199254740993}}',
        200,
    ),
    "-0 and 1e-400": (b'{"userId":"u","event":"e","properties":{"a":-0.0,"b":1e-400}}', 200),
    "keys given twice": (b'{"userId":"a","userId":"u","event":"e","event":"f"}', 200),
    "time of year 1": (json.dumps({**GOOD, "timestamp": "0001-01-01T00:00:00Z"}).encode(), 200),
    "time of year 9999": (
        json.dumps({**GOOD, "timestamp": "9999-12-31T23:59:59Z", "sentAt": "0001-01-01"}).encode(),
        200,
    ),
    "time past its zone": (
        json.dumps({**GOOD, "timestamp": "0001-01-01T00:00:00+14:00"}).encode(),
        200,
    ),
    "a prototype": (b'{"userId":"u","event":"e","__proto__":{"a":1},"constructor":{"b":2}}', 200),
    "reserved keys": (b'{"userId":"u","event":"e","type":"identify","receivedAt":{"a":1}}', 200),
}


@dataclass(frozen=True)
class Poison:
    body: bytes
    status: int


def _everywhere() -> dict[str, Poison]:
    return {
        f"{place}: {name}": Poison(
            json.dumps({**GOOD, place: value}).encode(), 200 if name in fitting else 400
        )
        for place, fitting in PLACES.items()
        for name, value in VALUES.items()
    }


CORPUS: dict[str, Poison] = {
    **{name: Poison(body, 400) for name, body in {**BROKEN, **STRANGE}.items()},
    **{name: Poison(body, status) for name, (body, status) in SPECIAL.items()},
    **_everywhere(),
}
