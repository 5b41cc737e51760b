"""Values with which conditions match: whatever is given does match."""

import pytest

from mappings.engine.fql import Condition, Group, compile_trigger, parse_trigger, satisfying_values
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.paths import MISSING
from tests.engine.cases import cases


@pytest.mark.parametrize(
    ("fql", "value"),
    [
        ('properties.plan = "gold"', "gold"),
        ('properties.plan != "gold"', "example"),
        ('properties.plan != "example"', "other"),
        ("properties.total = 5", 5),
        ("properties.total != 5", 6),
        ("properties.total > 5", 6),
        ("properties.total < 5", 4),
        ('contains(properties.plan, "go")', "go"),
        ('!contains(properties.plan, "e")', ""),
        ("properties.plan != null", "example"),
        ("properties.plan = null", MISSING),
        ("properties.vip = true", True),
        ("properties.vip = false", False),
        ('properties.plan in ("gold", 5)', "gold"),
        ('includes(properties.tags, "a")', ["a"]),
        ('!includes(properties.tags, "a")', []),
        ('before(properties.at, "2026-01-31")', "2026-01-30"),
        ('after(properties.at, "2026-01-31")', "2026-02-01"),
        ('matches_regex(properties.plan, "gold")', "gold"),
        ('type != "identify"', "track"),
    ],
)
def test_the_most_natural_value_is_taken(fql, value):
    assert satisfying_values(parse_trigger(fql)) == {"/children/0": value}


@pytest.mark.parametrize(
    "fql",
    [
        'matches_regex(properties.plan, "^a+b$")',
        'before(properties.at, "0001-01-01")',
        'after(properties.at, "9999-12-31")',
    ],
)
def test_where_none_is_found_none_is_given(fql):
    assert satisfying_values(parse_trigger(fql)) == {}


def test_conditions_in_groups_are_told_by_their_pointer():
    trigger = parse_trigger('type = "track" and (userId = "a" or event != null)')

    assert satisfying_values(trigger) == {
        "/children/0": "track",
        "/children/1/children/0": "a",
        "/children/1/children/1": "example",
    }


@pytest.mark.parametrize("case", cases("triggers/operators"))
def test_what_is_given_matches(case):
    value = case.get("value")
    fql_value = tuple(value) if isinstance(value, list) else value
    trigger = Group("and", (Condition("event-property", case["operator"], fql_value, "p"),))
    for found in satisfying_values(trigger).values():
        event = {"properties": {} if found is MISSING else {"p": found}}
        assert compile_trigger(trigger)(event)


def test_every_operator_is_in_the_cases():
    assert {case.values[0]["operator"] for case in cases("triggers/operators")} == {*OPERATORS}
