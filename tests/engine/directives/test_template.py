"""Limits of templates; what they render is in the cases."""

import time

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError
from mappings.engine.limits import MAX_TEMPLATE_OUTPUT_CHARS
from tests.engine.failing_events import problem_of


def test_a_rendered_text_has_a_limit_of_length():
    compiled = compile_mapping({"a": {"@template": "{{x}}" * 3}})
    with pytest.raises(EventError) as caught:
        compiled.run({"x": "x" * (MAX_TEMPLATE_OUTPUT_CHARS // 2)})
    problem = caught.value.problems[0]
    assert (problem.pointer, problem.code) == ("/a/@template", "too_long")
    assert problem.message == "The text grows longer than 1,000,000 characters."


def test_values_that_hold_placeholders_cannot_grow_without_limit():
    compiled = compile_mapping({"a": {"@template": "{{{x}}}"}})
    with pytest.raises(EventError):
        compiled.run({"x": "{{y}}" * 100_000, "y": "y" * 100_000})


@pytest.mark.parametrize("text", ["{" * 300_000, "{{" * 150_000 + "}", "{{a} " * 60_000])
def test_braces_that_never_close_take_linear_time(text):
    compiled = compile_mapping({"a": {"@template": "{{{x}}}"}})
    started_at = time.perf_counter()
    assert compiled.run({"x": text}) == {"a": text}
    assert time.perf_counter() - started_at < 2


def test_lists_too_deep_for_a_text_fail_the_event():
    value = []
    for _ in range(200):
        value = [value]
    with pytest.raises(EventError) as caught:
        compile_mapping({"a": {"@template": "{{x}}"}}).run({"x": value})
    assert caught.value.problems[0].code == "too_deep"


@pytest.mark.parametrize("places", [2, 9])
def test_texts_that_are_too_long_together_fail_the_event(places):
    event = {"a": "x" * 600_000}
    message = "The text grows longer than 1,000,000 characters."
    config = {"t": {"@template": "{{a}}" * places}}
    assert problem_of(config, event) == ("/t/@template", "too_long", message)


def test_a_text_of_its_own_between_places_stays_as_written():
    template = "100 % {of} {{a}}{{b}} %s \\ ${{a}}\n"
    compiled = compile_mapping({"t": {"@template": template}})
    assert compiled.run({"a": "{x}", "b": "%d"}) == {"t": "100 % {of} {x}%d %s \\ ${x}\n"}
    assert compiled.run({"a": 1}) == {"t": "100 % {of} 1 %s \\ $1\n"}
