"""Limits of lists in another shape; what they give is in the cases."""

from collections import OrderedDict

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.limits import MAX_RUN_VALUES
from tests.engine.failing_events import problem_of

PLACE = "/a/@arrayPath"


def shaped(members):
    return {"a": {"@arrayPath": ["$.x", dict.fromkeys(map(str, range(members)), 0)]}}


def test_items_in_a_large_shape_have_a_limit():
    event = {"x": [0] * 2_001}
    message = "The mapping builds more than 500,000 values from this event."
    assert problem_of(shaped(249), event) == (PLACE, "too_large", message)


def test_a_list_as_long_as_an_event_can_hold_may_take_a_new_shape():
    compiled = compile_mapping({"a": {"@arrayPath": ["$.x", {"@path": "$."}]}})
    assert len(compiled.run({"x": [0] * (MAX_RUN_VALUES // 2)})["a"]) == MAX_RUN_VALUES // 2


def test_the_config_may_change_after_it_was_compiled():
    config = {"a": {"@arrayPath": ["$.x", {"b": {"@path": "$.c"}}]}}
    compiled = compile_mapping(config)
    config["a"]["@arrayPath"][1]["b"]["@path"] = "$.d"
    assert compiled.run({"x": [{"c": 1, "d": 2}]}) == {"a": [{"b": 1}]}


def test_each_item_has_its_own_objects_of_raw_values():
    compiled = compile_mapping({"a": {"@arrayPath": ["$.x", {"b": []}]}})
    first, second = compiled.run({"x": [{}, {}]})["a"]
    first["b"].append(1)
    assert second == {"b": []}


def test_items_that_are_no_objects_stand_between_those_that_are():
    config = {"a": {"@arrayPath": ["$.x", {"b": {"@path": "$.c"}, "n": {"@path": "$.length"}}]}}
    items = [{"c": 1}, 5, "text", None, [0, 0], OrderedDict(c=2, length=3)]
    assert compile_mapping(config).run({"x": items})["a"] == [
        {"b": 1},
        {},
        {"n": 4},
        {"b": None, "n": None},
        {"n": 2},
        {"b": 2, "n": 3},
    ]


def test_an_item_without_a_new_shape_is_null():
    compiled = compile_mapping({"a": {"@arrayPath": ["$.x", {"@path": "$.c"}]}})
    assert compiled.run({"x": [{"c": 1}, {}, 5, {"c": 2}]}) == {"a": [1, None, None, 2]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"c": 1}, {"a": [{"b": 1}]}),
        ((), {"a": ()}),
        ("text", {"a": "text"}),
        (None, {"a": None}),
        ([], {"a": []}),
    ],
)
def test_what_is_no_list_is_one_item_or_stays(value, expected):
    compiled = compile_mapping({"a": {"@arrayPath": ["$.x", {"b": {"@path": "$.c"}}]}})
    assert compiled.run({"x": value}) == expected
    assert compiled.run({}) == {}


def test_a_list_in_a_list_has_its_items_shaped_too():
    inner = {"@arrayPath": ["$.lines", {"sku": {"@template": "{{id}}-{{size}}"}}]}
    compiled = compile_mapping({"a": {"@arrayPath": ["$.x", {"lines": inner}]}})
    event = {"x": [{"lines": [{"id": "a", "size": "s"}, {"id": "b", "size": 7}]}, {}]}
    assert compiled.run(event) == {"a": [{"lines": [{"sku": "a-s"}, {"sku": "b-7"}]}, {}]}
