"""Limits of flat objects; what they hold is in the cases."""

from mappings.engine.compiler import compile_mapping
from tests.engine.failing_events import problem_of

CONFIG = {"a": {"@flatten": {"value": {"@path": "$.x"}, "separator": "."}}}


def test_the_keys_have_a_limit_of_characters():
    event = {"x": {"k" * 100_000: dict.fromkeys(map(str, range(100)), 1)}}
    message = "The mapping builds more than 8,000,000 characters from this event."
    assert problem_of(CONFIG, event) == ("/a/@flatten", "too_large", message)


def test_an_event_that_repeats_itself_has_a_limit_of_values():
    config = {"a": {"@flatten": {"value": [{"@path": "$.x"}] * 2_000, "separator": "."}}}
    _, code, message = problem_of(config, {"x": [[]] * 300})
    assert (code, message) == (
        "too_large",
        "The mapping builds more than 500,000 values from this event.",
    )


def test_deep_objects_are_flattened():
    value, keys = 1, []
    for number in range(100):
        value = {f"k{number}": value}
        keys.insert(0, f"k{number}")
    assert compile_mapping(CONFIG).run({"x": value}) == {"a": {".".join(keys): 1}}
