"""Limits of replaced texts; what they give is in the cases."""

import time

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.limits import MAX_REPLACED_CHARS
from tests.engine.failing_events import problem_of

MESSAGE = "The text grows longer than 1,000,000 characters."


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [("x", "y" * 10), ("x" * 10, "$&" * 5), ("x", "$`" * 5), ("x", "$'" * 5)],
)
def test_a_replaced_text_has_a_limit_of_length(pattern, replacement):
    config = {
        "a": {
            "@replace": {"pattern": pattern, "replacement": replacement, "value": {"@path": "$.x"}}
        }
    }
    assert problem_of(config, {"x": "x" * 300_000}) == ("/a/@replace", "too_long", MESSAGE)


@pytest.mark.parametrize("ignores_case", [True, False])
def test_long_texts_take_linear_time(ignores_case):
    options = {"pattern": "aaaaaaaaab", "replacement": "$$", "ignorecase": ignores_case}
    compiled = compile_mapping({"a": {"@replace": {**options, "value": {"@path": "$.x"}}}})
    text = "a" * MAX_REPLACED_CHARS
    started_at = time.perf_counter()
    assert compiled.run({"x": text}) == {"a": text}
    assert time.perf_counter() - started_at < 5
