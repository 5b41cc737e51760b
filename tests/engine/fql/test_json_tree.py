"""Trees that mean the same as simpler ones become those."""

import pytest

from mappings.engine.fql import format_trigger, parse_trigger, read_trigger

TRACK = {"type": "event-type", "operator": "=", "value": "track"}
PAGE = {"type": "event-type", "operator": "=", "value": "page"}


def group(operator, *children):
    return {"type": "group", "operator": operator, "children": list(children)}


def property_(operator, value):
    return {"type": "event-property", "name": "a", "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("tree", "fql"),
    [
        (group("or", TRACK, group("and", PAGE)), 'type = "track" or type = "page"'),
        (group("and", group("or", TRACK, PAGE)), 'type = "track" or type = "page"'),
        (group("and", group("or", group("and", TRACK))), 'type = "track"'),
        (group("and", property_("=", True)), 'properties.a = "true"'),
        (group("and", property_("=", False)), 'properties.a = "false"'),
        (group("and", property_("=", 5)), 'properties.a = "5"'),
        (group("and", property_("contains", 1.5)), 'contains(properties.a, "1.5")'),
        (group("and", property_("starts_with", 1.0)), 'match(properties.a, "1*")'),
        (group("and", property_("=", 1e21)), 'properties.a = "1e+21"'),
        (group("and", property_("<", "5.50")), "properties.a < 5.5"),
        (group("and", property_("number_equals", "456.0")), "properties.a = 456"),
        (group("and", property_("ends_with", "")), 'match(properties.a, "*")'),
        (group("and", property_("not_ends_with", "")), '!match(properties.a, "*")'),
        (group("and", property_("is_true", "ignored")), "properties.a = true"),
    ],
)
def test_a_tree_is_read_as(tree, fql):
    trigger = read_trigger(tree)
    assert format_trigger(trigger) == fql
    assert parse_trigger(fql) == trigger


def test_any_of_one_condition_stays_any():
    assert read_trigger(group("or", TRACK)).operator == "or"
