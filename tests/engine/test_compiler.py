"""What a compiled mapping promises, beyond the payloads of the cases."""

import threading
from collections import UserDict

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError, MappingError, Problem
from mappings.engine.limits import MAX_CONFIG_FIELDS, MAX_CONFIG_VALUES, MAX_JSON_DEPTH


class EventDict(dict):
    pass


def problems_of(config):
    with pytest.raises(MappingError) as caught:
        compile_mapping(config)
    return caught.value.problems


def test_a_config_tells_the_paths_it_reads_once_and_in_its_order():
    config = {
        "a": {"@path": "$.properties.total"},
        "b": {"@template": "{{ userId }} {{{traits['user.email']}}} {{userId}}"},
        "c": {"@if": {"blank": {"@path": "x"}, "then": {"@path": "y"}, "else": {"@path": "z"}}},
        "d": [{"@path": {"@template": "$.{{which}}"}}],
        "e": {"@path": '$.traits["a.b"]'},
        "f": {"@path": "$.properties.total"},
    }
    assert compile_mapping(config).reads == (
        "properties.total",
        "userId",
        'traits["user.email"]',
        "x",
        "y",
        "z",
        "which",
        'traits["a.b"]',
    )


def test_what_a_directive_reads_is_told_by_its_path_in_the_event():
    config = {
        "a": {"@case": {"operator": "lower", "value": {"@path": "$.case"}}},
        "b": {"@replace": {"pattern": "-", "value": {"@template": "{{replace}}"}}},
        "c": {"@arrayPath": ["$.properties.products", {"sku": {"@path": "$.id"}}]},
        "d": {"@arrayPath": [{"@path": "$.list"}, {"x": {"@path": "$.item"}}]},
        "e": {"@arrayPath": ['$.traits["a.b"]']},
        "f": {
            "@merge": {
                "direction": "left",
                "objects": [{"@path": "$.one"}, {"x": {"@path": "$.two"}}],
            }
        },
        "g": {"@flatten": {"separator": ".", "value": {"@path": "$.flat"}}},
        "h": {"@json": {"mode": "encode", "value": {"@path": "$.json"}}},
        "i": {"@excludeWhenNull": {"@path": "$.null"}},
        "j": {"@transform": {"apply": {"x": {"@path": "$.applied"}}, "mapping": {"@path": "$.x"}}},
    }
    assert compile_mapping(config).reads == (
        "case",
        "replace",
        "properties.products",
        "list",
        'traits["a.b"]',
        "one",
        "two",
        "flat",
        "json",
        "null",
        "applied",
    )


def test_a_root_transform_reads_what_it_applies():
    config = {
        "__segment_internal_directive": {"@transform": {"apply": {"x": {"@path": "$.applied"}}}},
        "a": {"@path": "$.x"},
    }
    assert compile_mapping(config).reads == ("applied",)


def test_a_config_without_directives_reads_nothing():
    assert compile_mapping({"a": "$.x", "b": {"@literal": [1]}}).reads == ()


def test_changing_the_config_afterwards_changes_nothing():
    config = {"a": {"b": [1]}, "c": {"@path": "$.x"}}
    compiled = compile_mapping(config)
    config["a"]["b"].append(2)
    config["c"]["@path"] = "$.y"
    assert compiled.run({"x": 1, "y": 2}) == {"a": {"b": [1]}, "c": 1}


def test_each_run_makes_its_own_objects_of_raw_values():
    compiled = compile_mapping({"a": {"b": []}})
    compiled.run({})["a"]["b"].append(1)
    assert compiled.run({}) == {"a": {"b": []}}


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ({"h": {"k": 1, "length": 5}}, {"a": 1, "t": "5", "h": {"k": 1, "length": 5}}),
        ({"h": EventDict(k=1)}, {"a": 1, "t": "", "h": {"k": 1}}),
        ({"h": {}}, {"t": "", "h": {}}),
        ({"h": None}, {"a": None, "t": "", "h": None}),
        ({"h": False}, {"a": False, "t": "false", "h": False}),
        ({"h": "abc"}, {"t": "3", "h": "abc"}),
        ({"h": [0]}, {"t": "1", "h": [0]}),
        ({"h": 7}, {"t": "", "h": 7}),
        ({}, {"t": ""}),
    ],
)
def test_what_holds_a_value_may_be_no_object_or_missing(event, payload):
    config = {
        "a": {"@path": "$.h.k"},
        "t": {"@template": "{{h.length}}"},
        "h": {"@path": "$.h"},
    }
    compiled = compile_mapping(config)
    assert compiled.run(event) == payload
    assert compiled.run({"h": {"k": 2}}) == {"a": 2, "t": "", "h": {"k": 2}}
    assert compiled.run(event) == payload


def test_an_event_that_lacks_something_changes_nothing_for_the_next():
    compiled = compile_mapping({"a": {"@path": "$.p.x"}, "b": [{"@path": "$.p"}], "c": 1})
    whole = {"p": {"x": 1}}
    expected = {"a": 1, "b": [{"x": 1}], "c": 1}
    assert compiled.run(whole) == expected
    assert compiled.run({"p": "text"}) == {"b": ["text"], "c": 1}
    assert compiled.run(whole) == expected
    assert compiled.run({}) == {"b": [None], "c": 1}


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (None, "An event is one JSON object; this is null."),
        ([], "An event is one JSON object; this is an empty list."),
        ("x", 'An event is one JSON object; this is text "x".'),
        (5, "An event is one JSON object; this is number 5."),
    ],
)
def test_what_is_no_object_is_no_event(event, message):
    with pytest.raises(EventError) as caught:
        compile_mapping({}).run(event)
    assert caught.value.problems == (Problem("", message, "type"),)


def test_a_subclass_of_dict_is_an_event():
    event = EventDict(a=EventDict(b=1))
    assert compile_mapping({"x": {"@path": "$.a.b"}}).run(event) == {"x": 1}


@pytest.mark.parametrize(
    ("event", "found"),
    [({"p": 5}, "number"), ({"p": None}, "null"), ({}, "undefined"), ({"p": []}, "array")],
)
@pytest.mark.parametrize("name", ["@path", "@template"])
def test_a_directive_that_gives_no_text_fails_the_event(name, event, found):
    compiled = compile_mapping({"a": {name: {"@path": "$.p"}}})
    with pytest.raises(EventError) as caught:
        compiled.run(event)
    message = f"{name}: expected string, got {found}"
    assert caught.value.problems == (Problem(f"/a/{name}", message, "type"),)


def test_a_batch_keeps_the_order_of_its_events():
    compiled = compile_mapping({"a": {"@path": "$.x"}})
    assert compiled.run_batch([{"x": 1}, {}, {"x": 3}]) == [{"a": 1}, {}, {"a": 3}]
    assert compiled.run_batch([{"x": 1}, {"x": 2}]) == [{"a": 1}, {"a": 2}]


def test_a_batch_of_events_that_have_everything_runs_as_one_loop():
    compiled = compile_mapping({"a": {"@path": "$.x.y"}, "b": 1})
    for _ in range(2):
        payloads = compiled.run_batch([{"x": {"y": number}} for number in range(3)])
        assert payloads == [{"a": number, "b": 1} for number in range(3)]
    assert compiled.run_batch([]) == []


def test_a_batch_without_anything_to_guess_runs_event_by_event():
    compiled = compile_mapping({"a": {"@template": "{{x}}"}})
    assert compiled.run_batch([{"x": 1}, {}]) == [{"a": "1"}, {"a": ""}]


def test_an_event_that_is_no_object_fails_a_batch_that_has_everything():
    compiled = compile_mapping({"a": {"@path": "$.x.y"}})
    events = [{"x": {"y": 1}}, UserDict({"x": {"y": 1}})]
    with pytest.raises(EventError) as caught:
        compiled.run_batch(events)
    assert str(caught.value).startswith("Event 2 of 2: ")


def test_a_batch_says_which_event_failed():
    with pytest.raises(EventError) as caught:
        compile_mapping({}).run_batch([{}, 5, {}])
    message = "Event 2 of 3: An event is one JSON object; this is number 5."
    assert caught.value.problems == (Problem("", message, "type"),)


def test_threads_share_a_compiled_mapping():
    compiled = compile_mapping({"a": {"@template": "{{x}}-{{{y.z}}}"}, "b": {"@path": "$.y.z"}})
    wrong = []

    def run(number):
        for _ in range(300):
            payload = compiled.run({"x": number, "y": {"z": number}})
            if payload != {"a": f"{number}-{number}", "b": number}:
                wrong.append(payload)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_error_text_is_the_first_problem_with_its_place_and_how_many_more():
    with pytest.raises(MappingError) as caught:
        compile_mapping({"a": {"@path": 5}, "b": {"@path": 5}})
    text = "/a/@path should be a string or a mapping directive but it is a number. (and 1 more)"
    assert str(caught.value) == text


def test_a_config_has_a_limit_of_fields():
    config = dict.fromkeys(map(str, range(MAX_CONFIG_FIELDS)))
    assert len(compile_mapping(config).run({})) == MAX_CONFIG_FIELDS
    assert problems_of({**config, "one more": 1})[0].code == "too_many_fields"


def test_a_config_has_a_limit_of_values():
    config = {"a": list(range(MAX_CONFIG_VALUES - 2))}
    assert len(compile_mapping(config).run({})["a"]) == MAX_CONFIG_VALUES - 2
    config["a"] += [1, 2, 3]
    assert [problem.code for problem in problems_of(config)] == ["too_large"]


@pytest.mark.parametrize("wrap", [lambda x: {"a": x}, lambda x: [x], lambda x: {"@literal": x}])
def test_a_config_has_a_limit_of_depth(wrap):
    config = {"@path": "$.x"}
    for _ in range(MAX_JSON_DEPTH - 2):
        config = wrap(config)
    compile_mapping({"a": config}).run({"x": 1})
    for _ in range(5_000):
        config = wrap(config)
    assert {problem.code for problem in problems_of({"a": config})} == {"too_deep"}


def test_a_config_of_transforms_has_the_same_limit_of_depth():
    config = {"a": {"@path": "$.a"}}
    for _ in range(5_000):
        config = {"@transform": {"apply": config, "mapping": {"@path": "$.a"}}}
    assert {problem.code for problem in problems_of(config)} == {"too_deep"}


@pytest.mark.parametrize(
    ("name", "limit", "count"), [("@path", "1,000", 1_001), ("@template", "10,000", 10_001)]
)
def test_texts_in_a_config_have_a_limit_of_length(name, limit, count):
    assert problems_of({"a": {name: "x" * count}}) == (
        Problem(f"/a/{name}", f"Has {count:,} characters; the limit is {limit}.", "too_long"),
    )


def test_a_text_that_an_event_gives_has_the_same_limit():
    compiled = compile_mapping({"a": {"@path": {"@path": "$.p"}}})
    with pytest.raises(EventError) as caught:
        compiled.run({"p": "x" * 1_001})
    assert caught.value.problems[0].code == "too_long"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ((1,), "Should be a JSON value but it is a Python tuple."),
        (float("nan"), "Should be a JSON value but it is a Python float."),
        (float("inf"), "Should be a JSON value but it is a Python float."),
        ({1: 2}, "Should have only texts as keys."),
    ],
)
def test_what_is_no_json_is_refused(value, message):
    assert problems_of({"a": value}) == (Problem("/a", message, "not_json"),)
