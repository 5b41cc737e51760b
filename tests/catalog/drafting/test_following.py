"""A request that names its fields follows them; one that sends the whole payload has no need to."""

import pytest

from mappings.catalog.drafting.following import follow_fields

WHOLE = {"@path": "$.payload"}


def path(key):
    return {"@path": f"$.payload.{key}"}


@pytest.mark.parametrize(
    ("body", "renamed", "added", "expected"),
    [
        (WHOLE, {"a": "b"}, ["c"], WHOLE),
        ([WHOLE], {"a": "b"}, ["c"], [WHOLE]),
        ({"a": path("a")}, {"a": "b"}, [], {"b": path("b")}),
        ({"name": path("a")}, {"a": "b"}, [], {"name": path("b")}),
        ({"a": path("a"), "b": path("b")}, {"a": None}, [], {"b": path("b")}),
        ({"a": path("a")}, {}, ["b"], {"a": path("a"), "b": path("b")}),
        ({"a": path("a")}, {}, ["a"], {"a": path("a")}),
        (
            {"k": {"@path": "$.settings.k"}, "n": 5, "m": {"@path": 5}},
            {"k": "x"},
            [],
            {"k": {"@path": "$.settings.k"}, "n": 5, "m": {"@path": 5}},
        ),
    ],
)
def test_a_body_follows_its_fields(body, renamed, added, expected):
    assert follow_fields({"url": "u", "body": body}, renamed=renamed, added=added) == {
        "url": "u",
        "body": expected,
    }


def test_query_and_headers_follow_and_gain_nothing():
    request = {"query": {"id": path("a")}, "headers": {"X-Id": path("a")}}
    followed = follow_fields(request, renamed={"a": "b"}, added=["c"])
    assert followed == {"query": {"id": path("b")}, "headers": {"X-Id": path("b")}}
