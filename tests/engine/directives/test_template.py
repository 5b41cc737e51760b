"""Limits of templates; what they render is in the cases."""

import time

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError
from mappings.engine.limits import MAX_TEMPLATE_OUTPUT_CHARS


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
