"""Where Segment reads a trigger otherwise than we do."""

import pytest

from mappings.engine.errors import TriggerError
from mappings.engine.fql import (
    DIFFERENCE_TEXTS,
    explain_compatibility,
    parse_trigger,
    read_trigger,
)
from mappings.engine.limits import MAX_TRIGGER_CHARS
from tests.engine.cases import cases


def condition(operator, value=None, name="a"):
    found = {"type": "event-property", "name": name, "operator": operator}
    return found if value is None else {**found, "value": value}


def tree(*children, operator="and"):
    return {"type": "group", "operator": operator, "children": list(children)}


def codes(compatibility):
    return [f"{each.line}:{each.column} {each.code}" for each in compatibility.differences]


@pytest.mark.parametrize("case", cases("triggers/compatibility"))
def test_each_place_that_segment_reads_otherwise_is_told(case):
    told = explain_compatibility(case["fql"])
    assert told.is_same is (not case["differences"])
    assert codes(told) == case["differences"]
    assert told.segment_reading == case["reading"]
    assert told.instead == case["instead"]


@pytest.mark.parametrize("case", cases("triggers/compatibility"))
def test_what_to_write_instead_is_read_alike(case):
    if case["instead"]:
        assert explain_compatibility(case["instead"]).is_same


def test_every_difference_has_a_case():
    told = {
        text.split()[1]
        for case in cases("triggers/compatibility")
        for text in case.values[0]["differences"]
    }
    of_trees = {"quoted_name"}
    assert told | of_trees == set(DIFFERENCE_TEXTS)


def test_a_refusal_is_told_at_its_place():
    (difference,) = explain_compatibility("properties.a != true").differences
    assert difference.ours.startswith("Refused: Column 14: != true is not read")
    assert difference.segment.startswith("Compares with the text")


@pytest.mark.parametrize("text", ["x" * (MAX_TRIGGER_CHARS + 1), "(" * 200, "\\" * 3])
def test_a_text_that_is_refused_is_never_the_same(text):
    with pytest.raises(TriggerError):
        parse_trigger(text)
    assert not explain_compatibility(text).is_same


@pytest.mark.parametrize(
    ("given", "expected", "is_tree_same"),
    [
        (tree(condition("is_true")), [], True),
        (tree(condition("is_true", name='["a.b"]')), ["quoted_name /children/0"], False),
        (tree(condition("=", 'say "hi"')), ["quotes /children/0"], True),
        (
            tree(condition("exists"), condition("in", ["x", 5])),
            ["beyond_segment /children/1"],
            False,
        ),
        (
            tree(condition("exists", name="toString"), condition("exists", name="b")),
            ["inherited_key /children/0"],
            False,
        ),
        (
            tree(
                condition("=", "x"),
                tree(
                    condition("is_true", name="b"),
                    tree(condition("=", "x"), condition("<", 5)),
                    operator="or",
                ),
            ),
            ["nested_parentheses /children/1/children/0"],
            True,
        ),
        (
            tree(
                tree(condition("contains", "x"), condition("<", 5), operator="or"),
                condition("exists"),
            ),
            [
                "function_in_parentheses /children/0/children/0",
                "mixed_and_or /children/0/children/1",
            ],
            True,
        ),
    ],
)
def test_a_tree_is_judged_by_its_conditions(given, expected, is_tree_same):
    told = explain_compatibility(read_trigger(given))
    assert [f"{each.code} {each.pointer}" for each in told.differences] == expected
    assert told.is_tree_same is is_tree_same


def test_what_cannot_be_multiplied_out_within_the_limits_has_no_other_words():
    deep = tree(
        *[
            tree(
                condition("=", str(number)),
                tree(condition("=", "x"), condition("exists")),
                operator="or",
            )
            for number in range(30)
        ]
    )
    for given in (deep, tree(deep, condition("exists", name="b"), operator="or")):
        assert explain_compatibility(read_trigger(given)).instead == ""
