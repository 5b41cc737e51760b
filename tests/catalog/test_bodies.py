"""The bytes of a body."""

import pytest

from mappings.catalog.bodies import encode_body
from mappings.catalog.schema import Request


@pytest.mark.parametrize(
    ("body", "body_format", "expected"),
    [
        (None, "json", None),
        ({"a": [1, 2.5], "b": "é"}, "json", b'{"a":[1,2.5],"b":"\\u00e9"}'),
        ({}, "form", b""),
        ({"To": "+15551230000", "Body": "Hi there & é"}, "form", None),
        ({"a": [1, None, "x"], "b": True, "c": None, "d": 2.5}, "form", b"a=1&a=x&b=true&d=2.5"),
    ],
)
def test_a_body_becomes_bytes(body, body_format, expected):
    found = encode_body(Request("POST", "https://example.com/", {}, body, body_format))
    if isinstance(body, dict) and "To" in body:
        expected = b"To=%2B15551230000&Body=Hi+there+%26+%C3%A9"
    assert found == expected
