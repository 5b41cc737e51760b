"""Triggers have limits, as texts and as trees."""

import pytest

from mappings.engine.errors import TriggerError
from mappings.engine.fql import parse_trigger, read_trigger
from mappings.engine.limits import (
    MAX_TRIGGER_CHARS,
    MAX_TRIGGER_CONDITIONS,
    MAX_TRIGGER_DEPTH,
)

CONDITION = {"type": "event", "operator": "=", "value": "a"}


def codes(read, trigger):
    with pytest.raises(TriggerError) as caught:
        read(trigger)
    return [problem.code for problem in caught.value.problems]


def group(*children):
    return {"type": "group", "operator": "or", "children": list(children)}


def test_a_text_has_a_limit_of_length():
    text = f'event = "{"x" * (MAX_TRIGGER_CHARS - 10)}"'
    parse_trigger(text)
    assert codes(parse_trigger, text + " ") == ["too_long"]


def test_a_trigger_has_a_limit_of_conditions():
    text = " or ".join(['event = "a"'] * MAX_TRIGGER_CONDITIONS)
    tree = group(*[CONDITION] * MAX_TRIGGER_CONDITIONS)
    assert parse_trigger(text) == read_trigger(tree)
    assert codes(parse_trigger, f'{text} or event = "a"') == ["too_many_conditions"]
    assert codes(read_trigger, group(tree, CONDITION)) == ["too_many_conditions"]


def test_a_trigger_has_a_limit_of_depth():
    tree = group(CONDITION, CONDITION)
    for _ in range(MAX_TRIGGER_DEPTH - 1):
        tree = group(tree, CONDITION)
    read_trigger(tree)
    for _ in range(500):
        tree = group(tree, CONDITION)
    assert set(codes(read_trigger, tree)) == {"too_deep"}


@pytest.mark.parametrize("opening", ["(", "!", "not ", "!("])
def test_openings_without_end_are_refused(opening):
    assert codes(parse_trigger, opening * 2_000) == ["too_deep"]
