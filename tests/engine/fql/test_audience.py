"""Triggers of audiences."""

import pytest

from mappings.engine.errors import TriggerError
from mappings.engine.fql import (
    audience_flag_of,
    compile_trigger,
    event_trait_trigger,
    event_type_of,
    format_trigger,
    parse_trigger,
)

CONTAINER = {"identify": "traits", "track": "properties"}


@pytest.mark.parametrize("event_type", CONTAINER)
@pytest.mark.parametrize("is_entering", [True, False])
@pytest.mark.parametrize("key", ["browse_abandoners", "a.b", 'odd "key"', "a[0]", "0", "é", "\\"])
def test_the_flag_is_read_where_the_event_type_keeps_it(event_type, is_entering, key):
    trigger = event_trait_trigger(event_type=event_type, audience_key=key, is_entering=is_entering)
    container = CONTAINER[event_type]
    matches = compile_trigger(trigger)
    assert matches({"type": event_type, container: {key: is_entering}})
    assert not matches({"type": event_type, container: {key: not is_entering}})
    assert parse_trigger(format_trigger(trigger)) == trigger
    assert event_type_of(trigger) == event_type


def test_the_trigger_of_the_guide():
    trigger = event_trait_trigger(
        event_type="track", audience_key="browse_abandoners", is_entering=False
    )
    assert format_trigger(trigger) == 'type = "track" and properties.browse_abandoners = false'


@pytest.mark.parametrize(
    ("event_type", "key", "pointer"), [("page", "a", "/event_type"), ("track", "", "/audience_key")]
)
def test_other_input_is_refused(event_type, key, pointer):
    with pytest.raises(TriggerError) as caught:
        event_trait_trigger(event_type=event_type, audience_key=key, is_entering=True)
    assert caught.value.problems[0].pointer == pointer


@pytest.mark.parametrize(
    ("fql", "event_type"),
    [
        ('type = "track"', "track"),
        ('event = "a" and (name = "b" and type = "identify")', "identify"),
        ('type = "track" or type = "track"', "track"),
        ('type = "track" or type = "identify"', None),
        ('type = "track" or event = "a"', None),
        ('type != "track"', None),
        ("userId != null", None),
        ('event = "a" and (type = "track" or userId = null)', None),
    ],
)
def test_the_event_type_that_a_trigger_demands(fql, event_type):
    assert event_type_of(parse_trigger(fql)) == event_type


@pytest.mark.parametrize(
    ("fql", "flag"),
    [
        ('type = "track" and properties.vip = true', (("vip",), True)),
        ('type = "identify" and (traits.vip = false and userId != null)', (("vip",), False)),
        ('properties["a.b"] = true and properties.c = false', (("a.b",), True)),
        ("properties.vip = true or properties.gold = true", None),
        ('context.vip = true and properties.plan = "gold"', None),
    ],
)
def test_the_audience_flag_that_a_trigger_demands(fql, flag):
    assert audience_flag_of(parse_trigger(fql)) == flag
