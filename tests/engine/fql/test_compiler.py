"""What a compiled trigger promises, beyond the operators of the cases."""

import pytest

from mappings.engine.fql import compile_trigger, parse_trigger


@pytest.mark.parametrize("event", [None, [], "x", 5, True])
def test_what_is_no_object_never_matches(event):
    assert compile_trigger(parse_trigger("userId = null"))(event) is False
    assert compile_trigger(parse_trigger('type != "x"'))(event) is False


@pytest.mark.parametrize(
    ("fql", "matching"),
    [
        ('type = "a" and event = "b" or name = "c"', ["ab-", "--c", "abc", "a-c", "-bc"]),
        ('type = "a" and (event = "b" or name = "c")', ["ab-", "a-c", "abc"]),
        (
            '(type = "a" or event = "b") and (event = "b" or name = "c")',
            ["ab-", "a-c", "abc", "-b-", "-bc"],
        ),
        (
            'type = "a" or event = "b" or name = "c"',
            ["a--", "ab-", "a-c", "abc", "-b-", "-bc", "--c"],
        ),
        ('!(type = "a" or event = "b")', ["---", "--c"]),
    ],
)
def test_groups_combine(fql, matching):
    matches = compile_trigger(parse_trigger(fql))
    found = [
        type_ + event + name
        for type_ in "-a"
        for event in "-b"
        for name in "-c"
        if matches({"type": type_, "event": event, "name": name})
    ]
    assert sorted(found) == sorted(matching)


@pytest.mark.parametrize(
    ("fql", "event"),
    [
        ("properties.a.b = 1", {"properties": {"a": {"b": 1}}}),
        ("properties.a[1].b = 1", {"properties": {"a": [0, {"b": 1}]}}),
        ("properties.a.1.b = 1", {"properties": {"a": [0, {"b": 1}]}}),
        ("properties.a.length = 2", {"properties": {"a": "xy"}}),
        ("properties.a.b = false", {"properties": {"a": False}}),
        ("properties.a.b = null", {"properties": {"a": None}}),
        ("properties.it\\'s = 1", {"properties": {"it's": 1}}),
        ('properties["a.b"] = 1', {"properties": {"a.b": 1}}),
        ('properties["a.b"] = 1', {"properties": {'"a': {'b"': 1}}}),
        ("traits.a = true", {"traits": {"a": True}}),
        ("context.a.b = true", {"context": {"a": {"b": True}}}),
    ],
)
def test_a_name_is_found(fql, event):
    assert compile_trigger(parse_trigger(fql))(event)


@pytest.mark.parametrize("number", [10**400, -(10**400)])
def test_numbers_beyond_a_double_are_compared(number):
    event = {"properties": {"a": number}}
    assert compile_trigger(parse_trigger("properties.a > 0"))(event) is (number > 0)
    assert not compile_trigger(parse_trigger("properties.a in (0)"))(event)


@pytest.mark.parametrize("event", [{"type": "a"}, {"properties": None}])
def test_a_wrong_guess_changes_no_answer(event):
    matches = compile_trigger(parse_trigger('type = "a" and properties.b != 5.5 or event = "c"'))
    for each in (event, {"type": "a", "properties": {"b": 1}}, event, {"event": "c"}):
        again = compile_trigger(parse_trigger('type = "a" and properties.b != 5.5 or event = "c"'))
        assert matches(each) is again(each)


def test_the_most_conditions_compile():
    trigger = parse_trigger(" and ".join(['(event = "a" or properties.b = 1)'] * 50))
    assert compile_trigger(trigger)({"event": "a"})
    assert not compile_trigger(trigger)({"event": "b"})
