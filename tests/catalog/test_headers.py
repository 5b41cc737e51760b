"""No header changes how a message is read."""

import pytest

from mappings.catalog.headers import RESERVED_NAMES, header_name_fault, header_value_fault
from mappings.catalog.limits import MAX_HEADER_VALUE_CHARS

BREAK = "holds a line break or NUL, which would start another header"
CHARACTER = "holds a character that headers cannot carry"


@pytest.mark.parametrize("name", ["Api-Key", "X-Custom", "x_1", "ETag", "Content-Type"])
def test_a_plain_name_has_no_fault(name):
    assert header_name_fault(name) is None


@pytest.mark.parametrize("name", ["", "X Key", "X:Key", "X-Key\r\nHost", "Ключ", "X-Key\n"])
def test_what_is_no_header_name_is_refused(name):
    assert header_name_fault(name) == "is not a header name"


@pytest.mark.parametrize(
    "name", ["Host", "content-length", "TRANSFER-ENCODING", *sorted(RESERVED_NAMES)]
)
def test_headers_of_the_connection_are_refused(name):
    assert header_name_fault(name) == "is set by the connection itself and cannot be given"


@pytest.mark.parametrize("value", ["", "a", "a\tb", "Bearer abc.def-ghi_jkl/+=", '{"a": 1}'])
def test_a_plain_value_has_no_fault(value):
    assert header_value_fault(value) is None


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("x\r\nHost: evil.example", BREAK),
        ("x\rHost: evil.example", BREAK),
        ("x\nHost: evil.example", BREAK),
        ("x\n", BREAK),
        ("x\x00y", BREAK),
        ("x\x0by", CHARACTER),
        ("x\x85y", CHARACTER),
        ("x\u2028y", CHARACTER),
        ("café", CHARACTER),
        ("x\x7f", CHARACTER),
        (" x", "starts or ends with a space"),
        ("x\t", "starts or ends with a space"),
        ("x" * (MAX_HEADER_VALUE_CHARS + 1), "has 8,001 characters; the limit is 8,000"),
    ],
)
def test_a_value_that_could_end_the_header_is_refused(value, fault):
    assert header_value_fault(value) == fault
