"""The trigger cases: text to tree to text, what is refused, and what is explained."""

import pytest

from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql import (
    compile_trigger,
    describe_trigger,
    explain_trigger,
    format_trigger,
    parse_trigger,
    read_trigger,
    trigger_to_json,
)
from mappings.engine.paths import MISSING
from tests.engine.cases import cases, problems_as_json


@pytest.mark.parametrize("case", cases("triggers/read"))
def test_a_trigger_goes_both_ways(case):
    trigger = parse_trigger(case.get("written", case["fql"]))
    assert trigger_to_json(trigger) == case["tree"]
    assert read_trigger(case["tree"]) == trigger
    assert format_trigger(trigger) == case["fql"]
    assert parse_trigger(case["fql"]) == trigger
    assert describe_trigger(trigger) == case["words"]


@pytest.mark.parametrize("case", cases("triggers/refused"))
def test_a_refused_text_says_where_and_what_to_write(case):
    with pytest.raises(TriggerError) as caught:
        parse_trigger(case["fql"])
    expected = Problem("", case["message"], case["code"], case["line"], case["column"])
    assert caught.value.problems == (expected,)


@pytest.mark.parametrize("case", cases("triggers/refused_trees"))
def test_a_refused_tree_is_told_all_its_problems(case):
    with pytest.raises(TriggerError) as caught:
        read_trigger(case["tree"])
    assert problems_as_json(caught.value.problems) == case["problems"]


@pytest.mark.parametrize("case", cases("triggers/operators"))
def test_an_operator_matches_as_in_segment(case):
    condition = {"type": "event-property", "name": "a", "operator": case["operator"]}
    if "value" in case:
        condition["value"] = case["value"]
    trigger = read_trigger({"type": "group", "operator": "and", "children": [condition]})
    matches = compile_trigger(trigger)
    expected = [(value, True) for value in case["matches"]]
    expected += [(value, False) for value in case["misses"]]
    for value, answer in expected:
        assert matches({"properties": {"a": value}}) is answer, value
        assert explain_trigger(trigger, {"properties": {"a": value}}).matches is answer
    for event in ({}, {"properties": {}}, {"properties": []}, {"properties": "text"}):
        assert matches(event) is case["is_missing_matched"]


@pytest.mark.parametrize("case", cases("triggers/explained"))
def test_an_answer_is_explained(case):
    trigger = parse_trigger(case["fql"])
    verdict = explain_trigger(trigger, case["event"])
    assert verdict.matches is case["matches"]
    assert verdict.matches is compile_trigger(trigger)(case["event"])
    assert verdict.reason == case["reason"]
    assert [condition.hint for condition in verdict.conditions] == case["hints"]


def test_each_condition_has_its_verdict():
    trigger = parse_trigger('event = "x" or (userId != null and properties.a = true)')
    verdict = explain_trigger(trigger, {"event": 5, "userId": None})
    event, user, flag = verdict.conditions
    assert verdict.reads == ("event", "userId", "properties.a")
    assert (event.pointer, event.path, event.found, event.found_type) == (
        "/children/0",
        "event",
        5,
        "number",
    )
    assert (user.pointer, user.text, user.found_type) == (
        "/children/1/children/0",
        "userId exists",
        "null",
    )
    assert (flag.text, flag.found, flag.found_type) == (
        "properties.a is true",
        MISSING,
        "missing",
    )
    assert not any(condition.matches for condition in verdict.conditions)
