"""Limits of lists in another shape; what they give is in the cases."""

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
