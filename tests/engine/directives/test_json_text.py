"""Limits of JSON texts; what they give is in the cases."""

import math

import pytest

from mappings.engine.compiler import compile_mapping
from tests.engine.failing_events import problem_of

ENCODE = {"a": {"@json": {"mode": "encode", "value": {"@path": "$.x"}}}}
DECODE = {"a": {"@json": {"mode": "decode", "value": {"@path": "$.x"}}}}


def test_a_text_nested_too_deep_fails_the_event():
    pointer, code, message = problem_of(DECODE, {"x": "[" * 65 + "]" * 65})
    assert (pointer, code) == ("/a/@json", "too_deep")
    assert message.startswith("The JSON text cannot be decoded. ")


def test_a_text_too_long_fails_the_event():
    _, code, message = problem_of(DECODE, {"x": "1" * 4_000_001})
    assert code == "too_large"
    assert (
        message
        == "The JSON text cannot be decoded. This is 4,000,001 bytes; the limit is 4,000,000."
    )


def test_a_text_that_grows_with_each_encoding_fails_the_event():
    config = {"@path": "$.x"}
    for _ in range(20):
        config = {"@json": {"mode": "encode", "value": config}}
    _, code, message = problem_of({"a": config}, {"x": '"' * 1_000})
    assert (code, message) == ("too_long", "The JSON text grows longer than 4,000,000 characters.")


def test_texts_that_repeat_in_a_value_have_the_same_limit():
    config = {"a": {"@json": {"mode": "encode", "value": [{"@path": "$.x"}] * 1_000}}}
    _, code, _ = problem_of(config, {"x": "x" * 900_000})
    assert code == "too_long"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            {"e": "1e-07", "x": 1e-07, 'é"5e-10': 0.00001},
            '{"e":"1e-07","x":1e-7,"é\\"5e-10":0.00001}',
        ),
        (
            [1e15, 1e16, -1e20, 10**22],
            "[1000000000000000,10000000000000000,-100000000000000000000,1e+22]",
        ),
    ],
)
def test_numbers_are_written_as_javascript_does_and_texts_stay(value, text):
    assert compile_mapping(ENCODE).run({"x": value}) == {"a": text}


def test_what_is_missing_has_no_text():
    config = {"a": {"@json": {"mode": "encode", "value": {"@path": {"@literal": "$.x"}}}}}
    assert compile_mapping(config).run({}) == {}


def test_constants_and_values_of_the_event_are_written_together():
    config = {"a": {"@json": {"mode": "encode", "value": {"b": 1, "c": {"@path": "$.x"}}}}}
    compiled = compile_mapping(config)
    assert compiled.run({"x": "é"}) == {"a": '{"b":1,"c":"é"}'}
    assert compiled.run({"x": "1.0 2e5"}) == {"a": '{"b":1,"c":"1.0 2e5"}'}
    assert compiled.run({"x": {"a1": 1.5, "2": 1.0}}) == {"a": '{"b":1,"c":{"2":1,"a1":1.5}}'}


def test_a_text_of_the_event_has_the_same_limit():
    _, code, _ = problem_of(ENCODE, {"x": "x" * 4_000_000})
    assert code == "too_long"


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 10**400])
def test_numbers_that_json_does_not_have_are_null(number):
    assert compile_mapping(ENCODE).run({"x": [number]}) == {"a": "[null]"}


def test_a_mode_in_capitals_needs_its_value_all_the_same():
    config = {"a": {"@json": {"mode": "ENCODE", "value": {"@path": {"@path": "$.x"}}}}}
    _, _, message = problem_of(config, {})
    assert message == "@path: expected string, got undefined"
