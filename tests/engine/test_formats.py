"""Formats of texts: what they take and what not."""

import time

import pytest

from mappings.engine.formats import FORMATS

ACCEPTED = {
    "email": ["user@example.com", "a.b+c@x-y.co", "A@B.CD", "o'neil@example.com"],
    "uri": ["https://example.com", "https://example.com:80/a?b=c#d", "mailto:a@b.c", "urn:x:y",
            "http://[::1]/", "https://example.com/%C3%A9"],
    "uri-reference": ["/a/b?c", "a", "", "#x", "https://example.com", "?q"],
    "hostname": ["example.com", "localhost", "a-b.example.com.", "1.2"],
    "ipv4": ["127.0.0.1", "255.255.255.255"],
    "ipv6": ["::1", "2001:db8::ff00:42:8329", "::ffff:1.2.3.4"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000",
             "URN:UUID:123E4567-E89B-12D3-A456-426614174000"],
    "date": ["2026-01-31", "2024-02-29", "0000-02-29"],
    "time": ["09:30:00Z", "23:59:60Z", "09:30:00.123+02:00", "09:30:00", "09:30:00+02"],
    "date-time": ["2026-01-31T09:30:00Z", "2026-01-31 09:30:00", "2026-01-31t09:30:00.5+0200"],
    "date-like": ["1700000000", "-1", "0.5", "1700000000000", "2026-01-31", "2026-1-5 9:30", "2026",
                  "2023-13-45", "2026-01-31T09:30:00Z", "Jan 15 2023",
                  "January 15, 2023", "01/15/2023", "Sat, 31 Jan 2026 09:30:00 GMT"],
}  # fmt: skip
REFUSED = {
    "email": ["", "x", "@example.com", "a@", "a@b", "a b@example.com", "a@-x.com", "a@x-.com",
              "a..b@example.com", ".a@example.com", "a@b@c.de", "é@example.com", "a@x..de",
              "a" * 310 + "@example.com"],
    "uri": ["", "x:?a", "example.com", "//example.com", "http:", "http://a b", "http://[::1",
            "http://[::1]0:80/x", "https://example.com/é", "a:b#c#d", "http://x/%zz",
            "http://x/[a]"],
    "uri-reference": ["a b", "\\", "http://[x]/"],
    "hostname": ["", "-a", "a_b", "a..b", "a" * 64, ".".join(["a" * 60] * 5)],
    "ipv4": ["", "1.2.3", "256.1.1.1", "1.2.3.4.5"],
    "ipv6": ["", "1.2.3.4", "::g", "1::2::3"],
    "uuid": ["", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g"],
    "date": ["", "2026-1-31", "2026-02-29", "2026-13-01", "31.01.2026", "2026-01-31\n"],
    "time": ["", "24:00:00Z", "09:60:00Z", "09:30:61Z", "9:30", "22:59:60Z"],
    "date-time": ["", "2026-01-31", "2026-01-31T25:00:00Z", "2026-02-31T09:30:00Z", "x T y"],
    "date-like": ["", "soon", "15/01/2023", "1e400", "x" * 200,
                  "2026-01-31T99:99:99+02:00"],
}  # fmt: skip


def pairs(table):
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), pairs(ACCEPTED))
def test_a_format_takes(name, text):
    assert FORMATS[name].accepts(text)


@pytest.mark.parametrize(("name", "text"), pairs(REFUSED))
def test_a_format_refuses(name, text):
    assert not FORMATS[name].accepts(text)


def test_every_format_is_tried_both_ways():
    assert set(ACCEPTED) == set(REFUSED) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "text", ["a" * 200_000, "a." * 100_000, "a@" + "a-" * 100_000, "%" * 200_000]
)
def test_long_texts_take_linear_time(name, text):
    started_at = time.perf_counter()
    FORMATS[name].accepts(text)
    assert time.perf_counter() - started_at < 2
