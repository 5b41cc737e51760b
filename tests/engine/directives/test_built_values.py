"""Limits of what directives build: nothing grows without end."""

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.limits import MAX_BUILT_DEPTH
from tests.engine.failing_events import problem_of


def nested(levels):
    value = {}
    for _ in range(levels):
        value = {"x": value}
    return value


def multiplied(times, apply):
    config = {"@path": "$."}
    for _ in range(times):
        config = {"@transform": {"apply": {"a": apply}, "mapping": config}}
    return config


@pytest.mark.parametrize(
    ("apply", "text", "message"),
    [
        (
            {key: {"@path": "$.a"} for key in "abcdefghij"},
            "x",
            "The mapping builds more than 500,000 values from this event.",
        ),
        (
            [{"@path": "$.a"}] * 4,
            "x" * 1_000,
            "The mapping builds more than 8,000,000 characters from this event.",
        ),
    ],
)
def test_values_that_multiply_fail_the_event(apply, text, message):
    _, code, found = problem_of(multiplied(25, apply), {"a": text})
    assert (code, found) == ("too_large", message)


@pytest.mark.parametrize(
    "config",
    [
        {"@merge": {"direction": "right", "objects": [{"x": {"y": {"@path": "$."}}}]}},
        {"@excludeWhenNull": {"@path": "$."}},
        {"@flatten": {"value": {"@path": "$."}, "separator": "."}},
        {"@json": {"mode": "encode", "value": {"@path": "$."}}},
        {"@transform": {"apply": {"@path": "$."}, "mapping": {"@path": "$."}}},
    ],
)
def test_values_nested_too_deep_fail_the_event(config):
    compile_mapping(config).run(nested(MAX_BUILT_DEPTH - 3))
    _, code, message = problem_of(config, nested(5_000))
    assert (code, message) == ("too_deep", "The value is nested deeper than 192 levels.")


def test_texts_that_are_merged_have_a_limit():
    config = {"a": {"@merge": {"direction": "right", "objects": [{"@path": "$.x"}]}}}
    message = "The mapping builds more than 500,000 values from this event."
    assert problem_of(config, {"x": "x" * 500_001}) == ("/a/@merge", "too_large", message)
