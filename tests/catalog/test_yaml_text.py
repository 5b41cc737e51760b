"""YAML becomes what JSON can hold; bombs, cycles and everything else that JSON lacks is refused."""

import pytest

from mappings.catalog.yaml_text import read_yaml
from mappings.engine.errors import JsonTextError

LEVELS = 64


def problems_of(text):
    with pytest.raises(JsonTextError) as caught:
        read_yaml(text)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# a comment", None),
        ("~", None),
        ("Null", None),
        ("true", True),
        ("FALSE", False),
        ("NO", "NO"),
        ("yes", "yes"),
        ("2026-11-24", "2026-11-24"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("+1", 1),
        ("-0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("3.0", 3.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("3.0.3", "3.0.3"),
        ("18446744073709551615", 18446744073709551615),
        ("18446744073709551616", 18446744073709551616.0),
        ("'5'", "5"),
        ('"true"', "true"),
        ("!!str 5", "5"),
        ("! 5", "5"),
        ("!!int 5", 5),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("!!seq [a, {b: 1}]", ["a", {"b": 1}]),
    ],
)
def test_a_value_is_what_the_core_schema_says(text, value):
    read = read_yaml(text)
    assert (read, type(read)) == (value, type(value))


def test_keys_become_texts_as_they_are_written():
    assert read_yaml("200: a\ntrue: b\n~: c\n1.50: d") == {
        "200": "a",
        "true": "b",
        "~": "c",
        "1.50": "d",
    }


def test_an_alias_is_its_anchor():
    assert read_yaml("a: &x {b: [1]}\nc: *x") == {"a": {"b": [1]}, "c": {"b": [1]}}


def test_an_alias_of_a_number_can_be_a_key():
    assert read_yaml("a: &x 5\n*x : b") == {"a": 5, "5": "b"}


@pytest.mark.parametrize(
    ("merged", "value"),
    [
        ("*a", {"x": 1, "y": 3}),
        ("[*a, *b]", {"x": 1, "z": 2, "y": 3}),
        ("[*b, *a]", {"x": 2, "z": 2, "y": 3}),
    ],
)
def test_a_merge_key_adds_what_is_not_there(merged, value):
    text = f"a: &a {{x: 1, y: 0}}\nb: &b {{x: 2, z: 2}}\nc: {{y: 3, <<: {merged}}}"
    assert read_yaml(text)["c"] == value


def test_a_quoted_merge_key_is_a_key():
    assert read_yaml("'<<': 1") == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: b: c",
            "Line 1, column 5: this is not YAML: mapping values are not allowed in this context.",
        ),
        ("a: *x", 'Line 1, column 4: this is not YAML: there is no anchor "x" before this alias.'),
        ("a: &x [*x]", 'Line 1, column 8: "x" holds itself.'),
        ("a: 1\na: 2", 'Line 2, column 1: the key "a" is there twice.'),
        (
            f"{'k' * 90}: 1\n{'k' * 90}: 2",
            f'Line 2, column 1: the key "{"k" * 59}…" is there twice.',
        ),
        ("a: !Ref x", "Line 1, column 4: found the tag !Ref; expected none."),
        ("a: !!binary x", "Line 1, column 4: found the tag !!binary; expected none."),
        (
            "!!python/object/apply:os.system [ls]",
            "Line 1, column 1: found the tag !!python/object/apply:os.system; expected none.",
        ),
        ("a: .inf", "Line 1, column 4: found .inf; expected a number that JSON can hold."),
        ("a: 1e999", "Line 1, column 4: this number is too large."),
        ("a: 0x" + "F" * 40, "Line 1, column 4: this number is too large."),
        ("[a]: 1", "Line 1, column 1: a key is a text; this is an object or a list."),
        ("<<: 1", "Line 1, column 5: expected an object to merge, or a list of them."),
        ('"\\0"', "Line 1, column 1: this text holds a character that cannot be stored."),
        (
            "a: 1\n---\nb: 2",
            "Line 2, column 1: another document starts here; expected one document in the text.",
        ),
        ("x\0y", "This holds a character that YAML does not allow. Remove it."),
    ],
)
def test_what_json_cannot_hold_is_told_with_its_place(text, message):
    assert problems_of(text) == [message]


def test_everything_that_is_wrong_is_told_at_once():
    assert len(problems_of("a: !x 1\nb: .nan\nb: 2")) == 3


@pytest.mark.parametrize("opened", ["[", "{a: ", "- "])
def test_a_text_that_is_nested_too_deep_is_refused_where_it_starts(opened):
    [message] = problems_of(opened * 100_000)
    assert message.endswith(f"this is nested deeper than {LEVELS} levels.")


def test_aliases_cannot_nest_deeper_either():
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, LEVELS + 1))
    assert problems_of(text) == [
        f"Line {LEVELS}, column 12: this is nested deeper than {LEVELS} levels."
    ]


def test_a_bomb_of_aliases_is_refused_before_it_is_built():
    tenfold = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    [message] = problems_of(f"a0: &a0 lollollol\n{tenfold}")
    assert message.endswith("larger than 8,000,000 values and characters.")
