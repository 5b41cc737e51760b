"""Destination filters: drop, sample, take keys out, keep only some."""

import copy
from typing import Any

import pytest

from mappings.engine.errors import FilterError
from mappings.engine.filters import Dropped, compile_filters, filter_problems
from mappings.engine.fql import parse_trigger, trigger_to_json

EVENT: dict[str, Any] = {
    "type": "identify",
    "messageId": "m-1",
    "userId": "user-123",
    "traits": {"email": "user@example.com", "address": {"city": "Paris", "street": "Rue 1"}},
    "context": {"ip": "192.0.2.1", "traits": {"email": "user@example.com"}},
}


def one(action: str, *, condition: str = "", **rest: Any) -> dict[str, Any]:
    tree = trigger_to_json(parse_trigger(condition)) if condition else None
    return {"title": action, "condition": tree, "action": action, **rest}


def run(*filters: dict[str, Any], event: dict[str, Any] | None = None) -> Any:
    return compile_filters(list(filters))(event or EVENT)


def test_without_filters_the_event_stays_as_it_is() -> None:
    assert run() is EVENT


def test_an_event_that_a_filter_drops_goes_no_further() -> None:
    dropped = run(one("drop", condition='type = "identify"'), one("drop"))

    assert dropped == Dropped("filter_drop", "drop")


def test_a_filter_whose_condition_does_not_hold_does_nothing() -> None:
    assert run(one("drop", condition='type = "track"')) is EVENT


@pytest.mark.parametrize(
    ("fields", "container", "expected"),
    [
        ({"traits": ["email"]}, "traits", {"address": {"city": "Paris", "street": "Rue 1"}}),
        (
            {"traits": ["address.street"]},
            "traits",
            {"email": "user@example.com", "address": {"city": "Paris"}},
        ),
        ({"traits": ["email", "address"]}, "traits", {}),
        ({"traits": ["phone", "email.domain", "address.zip"]}, "traits", EVENT["traits"]),
        ({"context": ["traits.email"]}, "context", {"ip": "192.0.2.1", "traits": {}}),
        ({"properties": ["email"]}, "traits", EVENT["traits"]),
        ({"properties": [], "context": ["ip"]}, "traits", EVENT["traits"]),
    ],
)
def test_keys_are_taken_out(fields: Any, container: str, expected: Any) -> None:
    assert run(one("drop_properties", fields=fields))[container] == expected


@pytest.mark.parametrize(
    ("fields", "container", "expected"),
    [
        ({"traits": ["email"]}, "traits", {"email": "user@example.com"}),
        ({"traits": ["address.city"]}, "traits", {"address": {"city": "Paris"}}),
        (
            {"traits": ["address", "address.city"]},
            "traits",
            {"address": EVENT["traits"]["address"]},
        ),
        ({"traits": ["phone", "email.domain", "address.zip"]}, "traits", {}),
        ({"traits": ["email"]}, "context", EVENT["context"]),
    ],
)
def test_only_some_keys_stay(fields: Any, container: str, expected: Any) -> None:
    assert run(one("allow_properties", fields=fields))[container] == expected


@pytest.mark.parametrize("action", ["drop_properties", "allow_properties"])
def test_a_key_that_is_written_with_dots_is_found(action: str) -> None:
    event = {"properties": {"a.b": 1, "c": 2}}

    left = run(one(action, fields={"properties": ["a.b"]}), event=event)["properties"]

    assert left == ({"c": 2} if action == "drop_properties" else {"a.b": 1})


def test_a_container_that_is_no_object_stays() -> None:
    event = {"traits": None, "properties": [1]}
    fields = {"traits": ["a"], "properties": ["0"], "context": ["ip"]}

    assert run(one("drop_properties", fields=fields), event=event) == event


def test_each_filter_sees_what_the_ones_before_it_left() -> None:
    hide = one("drop_properties", fields={"traits": ["email"]})
    drop = one("drop", condition="traits.email != null")

    assert isinstance(run(drop, hide), Dropped)
    assert "email" not in run(hide, drop)["traits"]


def test_the_event_itself_is_not_changed() -> None:
    before = copy.deepcopy(EVENT)

    run(
        one("drop_properties", fields={"traits": ["address.street"], "context": ["traits.email"]}),
        one("allow_properties", fields={"traits": ["address.city"]}),
    )

    assert before == EVENT


def passing(percent: float, path: str, events: list[dict[str, Any]]) -> list[int]:
    run_filters = compile_filters([one("sample", percent=percent, path=path)])
    return [at for at, event in enumerate(events) if isinstance(run_filters(event), dict)]


USERS = [{"messageId": f"m-{n}", "userId": f"user-{n % 500}"} for n in range(2_000)]


@pytest.mark.parametrize(("percent", "count"), [(0, 0), (100, 2_000)])
def test_a_sample_may_be_nothing_or_all(percent: float, count: int) -> None:
    assert len(passing(percent, "userId", USERS)) == count


def test_a_sample_has_about_its_share_and_is_the_same_each_time() -> None:
    first = passing(25, "", USERS)

    assert 400 < len(first) < 600
    assert passing(25, "", USERS) == first
    assert set(first) < set(passing(50, "", USERS))


def test_a_sample_by_user_takes_all_events_of_a_user_or_none() -> None:
    taken = {USERS[at]["userId"] for at in passing(25, "userId", USERS)}

    assert len(passing(25, "userId", USERS)) == 4 * len(taken)


def test_where_the_path_finds_nothing_messages_are_sampled() -> None:
    found = passing(25, "context.device.id", USERS)

    assert found == passing(25, "messageId", USERS)
    assert passing(25, "userId", [{"messageId": "m-1", "userId": None}]) in ([], [0])


def test_a_dropped_sample_says_so() -> None:
    assert run(one("sample", percent=0)) == Dropped("filter_sample", "sample")


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({}, "", "type"),
        ([one("drop")] * 11, "", "too_many_filters"),
        ([1], "/0", "type"),
        ([one("drop"), one("delete")], "/1/action", "choice"),
        ([{"action": "drop", "condition": {"type": "nothing"}}], "/0/condition", None),
        ([one("sample")], "/0/percent", "type"),
        ([one("sample", percent=True)], "/0/percent", "type"),
        ([one("sample", percent=101)], "/0/percent", "range"),
        ([one("sample", percent=1, path=7)], "/0/path", "type"),
        ([one("sample", percent=1, path="a" * 1_001)], "/0/path", "too_long"),
        ([one("drop_properties")], "/0/fields", "required"),
        ([one("drop_properties", fields={"traits": []})], "/0/fields", "required"),
        ([one("drop_properties", fields={"user": ["a"]})], "/0/fields/user", "choice"),
        ([one("allow_properties", fields={"traits": "a"})], "/0/fields/traits", "type"),
        ([one("allow_properties", fields={"traits": [""]})], "/0/fields/traits", "type"),
        ([one("allow_properties", fields={"traits": ["."]})], "/0/fields/traits", "type"),
        (
            [one("allow_properties", fields={"traits": ["a"] * 201})],
            "/0/fields/traits",
            "too_many_keys",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(document: Any, pointer: str, code: str) -> None:
    problem = filter_problems(document)[0]

    assert problem.pointer.startswith(pointer)
    assert code in (problem.code, None)
    with pytest.raises(FilterError):
        compile_filters(document)
