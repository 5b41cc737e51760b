"""Small configs that ask for boundless work: the event fails with a reason, soon and each time."""

import time
from functools import reduce

import pytest

from mappings.engine.compiler import compile_mapping
from tests.engine.failing_events import problem_of

NUMBERS = {"@literal": [0] * 200}
BIG = {
    "big": "x" * 900_000,
    "é": "é" * 400_000,
    "quotes": '"' * 1_000,
    "keys": dict.fromkeys(map(str, range(50_000)), 1),
    "list": list(range(130_000)),
}
MAX_S = 10  # of processor time; a run takes less than 1 s, without the count of covered lines


def looped(shape, levels=1):
    """The shape for each of 200 items, in as many lists in lists."""
    return reduce(lambda inner, _: {"@arrayPath": [NUMBERS, {"x": inner}]}, range(levels), shape)


def many(directive, times=500):
    return {"all": [directive] * times}


def wrapped(directive, around, times):
    return {"a": reduce(lambda inner, _: around(inner), range(times), directive)}


def merged(value):
    return {"@merge": {"direction": "right", "objects": [value, {"n": 1}]}}


def read(path):
    return {"@path": f"$.{path}"}


ATTACKS = {
    "lists in lists in lists": {"a": looped({"@literal": 1}, 3)},
    "texts in lists in lists": {"a": looped({"@template": "{{x}}" + "y" * 500}, 2)},
    "a large text in many templates": many({"@template": "{{big}}"}),
    "a large text many times in a template": {"a": {"@template": "{{big}}" * 1_000}},
    "a large list many times in a template": {"a": {"@template": "{{list}}" * 1_000}},
    "a large list in many templates": {f"f{i}": {"@template": "{{list}}" * 10} for i in range(200)},
    "templates made by templates": {"a": {"@template": "{{{big}}}" * 20}},
    "a large text in lower case": many({"@case": {"operator": "lower", "value": read("big")}}),
    "a large text replaced": many({"@replace": {"pattern": "q", "value": read("big")}}),
    "a large text replaced, in either case": many(
        {"@replace": {"pattern": "q", "value": read("é"), "ignorecase": True}}
    ),
    "replacing that grows in a list": {
        "a": looped(
            wrapped(
                {"@literal": "a" * 1_000},
                lambda value: {
                    "@replace": {"pattern": "a", "replacement": "a" * 10, "value": value}
                },
                2,
            )["a"]
        )
    },
    "an object encoded again and again": many({"@json": {"mode": "encode", "value": read("keys")}}),
    "what is encoded encoded": wrapped(
        read("quotes"), lambda value: {"@json": {"mode": "encode", "value": {"x": value}}}, 20
    ),
    "a text decoded again and again": many(
        {"@json": {"mode": "decode", "value": {"@literal": "[" + "[]," * 30_000 + "0]"}}}, 3
    )
    | {
        "b": looped(
            {"@json": {"mode": "decode", "value": {"@literal": "[" + "0," * 30_000 + "0]"}}}
        )
    },
    "an object flattened again and again": many(
        {"@flatten": {"separator": ".", "value": read("keys")}}
    ),
    "an object merged again and again": many(merged(read("keys"))),
    "a text merged again and again": many(merged(read("big"))),
    "nulls taken out again and again": many({"@excludeWhenNull": read("keys")}),
    "a value that doubles": wrapped(
        read("keys"),
        lambda value: {
            "@transform": {"apply": {"keys": [read("keys"), read("keys")]}, "mapping": value}
        },
        15,
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_small_config_cannot_ask_for_boundless_work(attack):
    started_at = time.process_time()
    pointer, code, _ = problem_of(ATTACKS[attack], BIG)
    assert time.process_time() - started_at < MAX_S
    assert pointer
    assert code in ("too_large", "too_long")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_trace_of_it_fails_in_the_same_place(attack):
    started_at = time.process_time()
    trace = compile_mapping(ATTACKS[attack]).trace(BIG)
    assert time.process_time() - started_at < MAX_S
    (problem,) = trace.problems
    assert (problem.pointer, problem.code, problem.message) == problem_of(ATTACKS[attack], BIG)


def test_a_config_full_of_placeholders_is_compiled_soon():
    config = {f"f{i}": {"@template": "{{t.zz}}" * 500} for i in range(60)}

    started_at = time.process_time()
    compiled = compile_mapping(config)

    assert time.process_time() - started_at < MAX_S
    assert compiled.run({"t": {"zz": 1}}) == {f"f{i}": "1" * 500 for i in range(60)}
    assert compiled.reads == ("t.zz",)
