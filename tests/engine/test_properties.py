"""What holds for every config, trigger and event: hypothesis makes them up."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EngineError
from mappings.engine.fields import Field
from mappings.engine.fql import (
    compile_trigger,
    describe_trigger,
    explain_trigger,
    format_trigger,
    parse_trigger,
    read_trigger,
    trigger_to_json,
)
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.payload import compile_payload_check

KEY = st.sampled_from(["a", "b", "traits", "a.b", "", "0", "it's", '"', "@path", "_metadata"])
SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "a", "{{a}}", "{{{b}}}", "$.a.b", "true", "5"]),
)


def containers(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3)


VALUE = st.recursive(SCALAR, containers, max_leaves=8)
EVENT = st.dictionaries(st.sampled_from(["a", "b", "traits", "type", "event"]), VALUE)
TEXT_SOURCE = st.sampled_from(["$.a", "a.b", "traits['a.b'].a", "{{a}}", "{{{b}}}-{{a.b}}", ""])


SHORT = st.sampled_from(["a", "$", "$`$&$'$$", "A", "é", "😀", "", "too long for it"])


def objects_taken(inner):
    """Directives that take an object, mostly with the keys they need."""
    members = {
        "@case": {"operator": st.sampled_from(["lower", "upper", "Lower"]), "value": inner},
        "@replace": {"pattern": SHORT, "value": inner, "replacement": SHORT},
        "@merge": {
            "direction": st.sampled_from(["left", "right"]),
            "objects": st.lists(inner, max_size=3),
        },
        "@flatten": {"separator": st.sampled_from([".", ""]), "value": inner},
        "@json": {"mode": st.sampled_from(["encode", "decode", "ENCODE"]), "value": inner},
        "@transform": {"apply": inner, "mapping": inner},
    }
    optional = {
        "@replace": {"ignorecase": st.booleans(), "global": st.booleans(), "pattern2": SHORT},
        "@flatten": {"omitArrays": inner},
    }
    return st.one_of(
        st.builds(
            lambda argument, name=name: {name: argument},
            st.fixed_dictionaries(members[name], optional=optional.get(name, {})) | inner,
        )
        for name in members
    )


def directives(inner):
    branches = st.fixed_dictionaries(
        {}, optional={"exists": inner, "blank": inner, "then": inner, "else": inner}
    )
    return st.one_of(
        objects_taken(inner),
        st.builds(lambda value: {"@path": value}, TEXT_SOURCE | inner),
        st.builds(lambda value: {"@template": value}, TEXT_SOURCE | inner),
        st.builds(lambda value: {"@literal": value}, inner),
        st.builds(lambda value: {"@if": value}, branches | inner),
        st.builds(lambda value: {"@excludeWhenNull": value}, inner),
        st.builds(lambda *value: {"@arrayPath": list(value)}, TEXT_SOURCE | inner, inner),
        containers(inner),
    )


CONFIG = st.recursive(SCALAR | st.builds(lambda text: {"@path": text}, TEXT_SOURCE), directives)

DATE = st.sampled_from(["2026-01-31", "2026-02-01T10:00:00Z", "2026-01-31T23:30:00-01:00"])
REGEX = st.sampled_from(["", "^a+$", "(?i)A|é", "(?=a)", "a(", '"'])
TRIGGER_VALUE = st.one_of(
    st.text(), st.text(alphabet="*[]a\"'"), st.integers(), st.floats(), DATE, REGEX
)
CONDITION = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["event-type", "event", "userId", "event-property", "event-trait", "event-context"]
        ),
        "operator": st.sampled_from(sorted(OPERATORS)),
    },
    optional={
        "name": st.text(min_size=1) | st.text(alphabet="ab.[]\"'\\0- ", min_size=1),
        "value": TRIGGER_VALUE | st.lists(TRIGGER_VALUE, max_size=3),
    },
)


def groups(inner):
    return st.fixed_dictionaries(
        {
            "type": st.just("group"),
            "operator": st.sampled_from(["and", "or"]),
            "children": st.lists(inner, min_size=1, max_size=3),
        }
    )


TREE = groups(st.recursive(CONDITION, groups, max_leaves=5))


def answer_of(function, *arguments):
    """What a function gives or the problems it raises; any other error fails the test."""
    try:
        return function(*arguments)
    except EngineError as err:
        return err.problems


@given(CONFIG, EVENT)
def test_a_run_changes_nothing_and_raises_only_engine_errors(config, event):
    config_before, event_before = copy.deepcopy(config), copy.deepcopy(event)
    answer_of(lambda: compile_mapping(config).run(event))
    assert repr(config) == repr(config_before)
    assert repr(event) == repr(event_before)


@given(CONFIG, EVENT)
def test_a_config_compiled_twice_gives_the_same(config, event):
    once = answer_of(lambda: compile_mapping({"x": config}).run(event))
    again = answer_of(lambda: compile_mapping({"x": config}).run(event))
    assert repr(once) == repr(again)


@given(CONFIG, st.lists(EVENT, max_size=3))
def test_a_batch_gives_what_the_events_give_one_by_one(config, events):
    compiled = answer_of(compile_mapping, {"x": config, "y": {"@path": "$.a"}})
    if isinstance(compiled, tuple):
        return
    together = answer_of(compiled.run_batch, events)
    alone = answer_of(lambda: [compiled.run(event) for event in events])
    if isinstance(alone, list):
        assert repr(together) == repr(alone)
    else:
        assert [problem.code for problem in together] == [problem.code for problem in alone]


@given(CONFIG, EVENT)
def test_a_payload_holds_no_missing(config, event):
    payload = answer_of(lambda: compile_mapping({"x": config}).run(event))
    assert "MISSING" not in repr(payload)


@given(CONFIG, CONFIG, EVENT)
def test_fields_do_not_depend_on_their_neighbours(one, other, event):
    try:
        both = compile_mapping({"one": one, "other": other}).run(event)
        alone = compile_mapping({"one": one}).run(event)
    except EngineError:
        return
    assert repr(both.get("one", "nothing")) == repr(alone.get("one", "nothing"))


@given(TREE)
def test_tree_to_text_to_tree(tree):
    trigger = answer_of(read_trigger, tree)
    if isinstance(trigger, tuple):
        return
    text = format_trigger(trigger)
    again = parse_trigger(text)
    assert again.children == trigger.children
    assert format_trigger(again) == text
    assert read_trigger(trigger_to_json(trigger)) == trigger
    assert describe_trigger(trigger)


@given(st.text() | st.text(alphabet="type =!()\"'\\.and or5,[]properties"))
def test_a_text_is_a_trigger_or_refused_with_its_place(text):
    trigger = answer_of(parse_trigger, text)
    if isinstance(trigger, tuple):
        assert trigger[0].line
        assert trigger[0].column
    else:
        assert parse_trigger(format_trigger(trigger)).children == trigger.children


@given(TREE, EVENT)
def test_the_explanation_agrees_with_the_answer(tree, event):
    trigger = answer_of(read_trigger, tree)
    if isinstance(trigger, tuple):
        return
    before = copy.deepcopy(event)
    verdict = explain_trigger(trigger, event)
    assert verdict.matches is compile_trigger(trigger)(event)
    assert (verdict.reason == "Test event matches") is verdict.matches
    assert repr(event) == repr(before)


@given(VALUE)
def test_any_payload_can_be_checked(payload):
    fields = [
        Field("a", "A", "string", format="email", minimum=1),
        Field("b", "B", "object", properties=(Field("a", "A", "datetime", required=True),)),
        Field("traits", "T", "integer", multiple=True, maximum=3),
    ]
    before = copy.deepcopy(payload)
    check = compile_payload_check(fields)
    for checked in (check.check(payload), *check.check_batch([payload])):
        assert all(problem.message and problem.reference for problem in checked.problems)
        assert all(change.sentence for change in checked.changes)
    assert repr(payload) == repr(before)
