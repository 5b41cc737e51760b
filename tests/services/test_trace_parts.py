"""Parts of a field as a preview tells them: never more than one looks at."""

from mappings import conf
from mappings.engine.directives.tracing import FieldTrace, Reading, Step
from mappings.engine.paths import MISSING
from mappings.services.trace_parts import parts_of


def trace_of(*values: object, reads: tuple[Reading, ...] = ()) -> FieldTrace:
    steps = tuple(Step(f"/{at}", "", value, reads) for at, value in enumerate(values))
    return FieldTrace(None, steps, ())


def test_a_value_too_large_to_look_at_is_left_out() -> None:
    large = "x" * (conf.MAX_FOUND_CHARS + 1)

    [part] = parts_of(trace_of(large, reads=(Reading("a", large),)))

    assert (part["type"], "value" in part) == ("text", False)
    assert part["reads"] == [{"path": "a", "type": "text"}]


def test_many_values_are_shown_until_they_are_too_much() -> None:
    parts = parts_of(trace_of(*["x" * 9_000] * 7))

    assert ["value" in part for part in parts] == [True] * 2 + [False] * 5


def test_a_field_has_a_limit_of_parts() -> None:
    parts = parts_of(trace_of(*range(conf.MAX_SHOWN_PARTS + 1)))

    assert len(parts) == conf.MAX_SHOWN_PARTS


def test_what_is_missing_in_a_value_is_told_as_json_has_it() -> None:
    [part] = parts_of(trace_of({"a": MISSING, "b": [MISSING, {"c": 1}]}))

    assert part["value"] == {"b": [None, {"c": 1}]}
