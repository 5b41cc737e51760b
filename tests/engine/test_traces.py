"""Traces: what each place of a config gave, in one run that gives the payload, too."""

from copy import deepcopy

import pytest
from hypothesis import given

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EngineError
from mappings.engine.limits import MAX_TRACED_STEPS
from mappings.engine.paths import MISSING
from tests.engine.cases import cases
from tests.engine.test_properties import CONFIG, EVENT


def trace_of(config, event):
    return compile_mapping(config).trace(event)


def step_as_json(step):
    """The step as the cases write it: what is empty, usual or missing is left out."""
    told = {
        "directive": step.directive,
        "reads": {
            reading.path: "(missing)" if reading.value is MISSING else reading.value
            for reading in step.reads
        },
        "unused": not step.is_used,
        "item": list(step.item),
        "problem": step.problem.message if step.problem else "",
    }
    value = {} if step.value is MISSING else {"value": step.value}
    return {"at": step.at, **value, **{key: part for key, part in told.items() if part}}


@pytest.mark.parametrize("case", cases("mappings/traced"))
def test_a_trace_tells_the_steps(case):
    event = deepcopy(case["event"])
    [traced] = trace_of(case["config"], event).fields.values()
    assert [step_as_json(step) for step in traced.steps] == case["steps"]
    assert event == case["event"]


@pytest.mark.parametrize("case", cases("mappings/valid"))
def test_a_traced_run_gives_the_payload(case):
    compiled = compile_mapping(case["config"])
    for run in case["runs"]:
        assert repr(compiled.trace(run["event"]).payload) == repr(run.get("payload", MISSING))


def outcome_of(config, event):
    """Payload and problems of a run and of a trace; None for a config that does not compile."""
    try:
        compiled = compile_mapping(config)
    except EngineError:
        return None
    trace = compiled.trace(event)
    try:
        return (compiled.run(event), ()), (trace.payload, trace.problems)
    except EngineError as err:
        return (MISSING, err.problems), (trace.payload, trace.problems)


@given(CONFIG, CONFIG, EVENT)
def test_a_trace_gives_what_the_run_gives_and_fails_where_it_fails(one, other, event):
    for config in ({"one": one, "other": other}, one):
        if outcome := outcome_of(config, event):
            run, traced = outcome
            assert repr(run) == repr(traced)


def test_a_field_that_fails_leaves_the_others_their_traces():
    config = {"a": {"@path": {"@path": "$.n"}}, "b": {"@path": "$.n"}, "c": {"@path": "$.x"}}
    trace = trace_of(config, {"n": 1})
    assert trace.payload is MISSING
    assert [problem.pointer for problem in trace.problems] == ["/a/@path"]
    assert {key: traced.value for key, traced in trace.fields.items()} == {
        "a": MISSING,
        "b": 1,
        "c": MISSING,
    }
    assert trace.fields["c"].reads == ("x",)


def test_the_first_field_that_fails_names_the_problem_of_the_event():
    fails = {"@path": {"@path": "$.n"}}
    trace = trace_of({"a": fails, "b": fails, "c": {"@path": "$.n"}}, {"n": 1})
    assert [problem.pointer for problem in trace.problems] == ["/a/@path"]
    assert [problem.pointer for problem in trace.fields["b"].problems] == ["/b/@path"]
    assert trace.fields["c"].value == 1


def test_an_event_that_is_no_object_has_no_trace():
    trace = trace_of({"a": {"@path": "$.n"}}, [])
    assert (trace.payload, trace.fields) == (MISSING, {})
    assert trace.problems[0].message == "An event is one JSON object; this is an empty list."


def test_a_config_that_is_one_directive_has_one_trace():
    config = {
        "__segment_internal_directive": {"@transform": {"apply": {"x": {"@path": "$.a"}}}},
        "b": {"@path": "$.x"},
    }
    trace = trace_of(config, {"a": 1})
    assert (trace.payload, trace.fields) == ({"b": 1}, {})
    assert [step.at for step in trace.whole.steps] == [
        "/__segment_internal_directive/@transform/apply/x",
        "/__segment_internal_directive/@transform/apply",
        "/b",
        "/__segment_internal_directive/@transform/mapping",
        "/__segment_internal_directive",
    ]


def test_a_field_has_a_limit_of_steps():
    config = {"a": [{"@path": "$.x"}] * (MAX_TRACED_STEPS + 5)}
    traced = trace_of(config, {"x": 1}).fields["a"]
    assert len(traced.steps) == MAX_TRACED_STEPS
    assert len(traced.value) == MAX_TRACED_STEPS + 5
