"""What the headers of an answer say about the rate limit."""

import pytest

from mappings.catalog.answers import Answer
from mappings.catalog.rate_limits import wait_after
from mappings.catalog.schema import RateLimit

NOW_S = 1_795_000_000.0


@pytest.mark.parametrize(
    ("reset_in", "headers", "expected"),
    [
        ("seconds", {"X-Left": "0", "X-Reset": "30"}, 30.0),
        ("seconds", {"x-left": "0", "x-reset": "30"}, 30.0),
        ("milliseconds", {"X-Left": "0", "X-Reset": "1500"}, 1.5),
        ("unix_seconds", {"X-Left": "0", "X-Reset": "1795000030"}, 30.0),
        ("unix_milliseconds", {"X-Left": "0", "X-Reset": "1795000030500"}, 30.5),
        ("unix_seconds", {"X-Left": "0", "X-Reset": "1794999999"}, 0.0),
        ("seconds", {"X-Left": "0", "X-Reset": "1e9"}, 21_600.0),
        ("seconds", {"X-Left": "0"}, 10.0),
        ("seconds", {"X-Left": "0", "X-Reset": "soon"}, 10.0),
        ("seconds", {"X-Left": "-1", "X-Reset": "3"}, 3.0),
        ("seconds", {"X-Left": "1", "X-Reset": "30"}, None),
        ("seconds", {"X-Left": "nan", "X-Reset": "30"}, None),
        ("seconds", {"X-Reset": "30"}, None),
    ],
)
def test_the_wait_until_requests_are_welcome_again(reset_in, headers, expected):
    limit = RateLimit(100, 10, "X-Left", "X-Reset", reset_in)
    assert wait_after(limit, Answer(200, headers), now_s=NOW_S) == expected


def test_a_limit_without_headers_tells_no_wait():
    assert wait_after(RateLimit(100, 10), Answer(200, {"X-Left": "0"}), now_s=NOW_S) is None
