"""JSON and YAML: what is written is read back, byte for byte the same again."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.errors import Problem
from mappings.exchange.errors import ExchangeError
from mappings.exchange.limits import MAX_IMPORT_BYTES
from mappings.exchange.texts import read_text, with_lines, write_text

TRICKY = [
    "", " ", "yes", "No", "on", "y", "null", "Null", "~", "true", "True", "1", "-1", "+1", "007",
    "1e3", "0x1F", "0o17", "0b11", "1_000", ".5", ".inf", ".NaN", "12:30:45", "2024-01-01",
    "2024-01-01T00:00:00Z", "<<", "=", "-", "- a", "? a", ": a", "a: b", "a #b", "# a", "&a", "*a",
    "!a", "!!str a", "%a", "@a", "`a", "'a'", '"a"', "{a}", "[a]", "a\nb", "a\n\nb\n", "\n", "\ta",
    " a ", "a\\b", "é", "日本", "🛒", "a\u2028b", "a\u0085b", "a\x07b", "a\x7fb", "\ufeffa", "---",
    "...", "a" * 300, "word " * 80, "$.properties['a b']", "{{traits.plan}}", "|", ">", "a\r\nb",
]  # fmt: skip
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
) | st.sampled_from(TRICKY)
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize("text", TRICKY)
def test_a_text_stays_a_text(form, text):
    document = {"key": text, text: 1, "list": [text, {text: text}]}
    assert read_text(write_text(document, form)) == document


@pytest.mark.parametrize("form", ["json", "yaml"])
@given(value=VALUES)
def test_any_value_comes_back_and_is_written_alike_again(form, value):
    document = {"value": value}
    text = write_text(document, form)
    read = read_text(text)

    assert _same(read, document)
    assert write_text(read, form) == text


def _same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other and (one != 0 or math.copysign(1, one) == math.copysign(1, other))


def test_a_value_that_is_there_twice_is_written_twice():
    shared = {"@path": "$.email"}
    assert "&" not in write_text({"a": shared, "b": shared}, "yaml")


def test_a_text_that_cannot_be_read_is_refused_with_its_place():
    with pytest.raises(ExchangeError) as caught:
        read_text("format: engage-mapper/1\nkind: [\n")
    assert caught.value.problems[0].line == 3


def test_a_text_that_is_too_large_is_not_read():
    with pytest.raises(ExchangeError) as caught:
        read_text("a: " + "x" * MAX_IMPORT_BYTES)
    assert caught.value.problems[0].code == "too_large"


@pytest.mark.parametrize(
    ("text", "pointer", "line", "column"),
    [
        ("a: 1\nb:\n- c: 2\n", "/b/0/c", 3, 6),
        ("a: 1\nb:\n- c: 2\n", "/b/0/d", 3, 3),
        ("a: 1\nb:\n- c: 2\n", "/b/7", 3, 1),
        ("a: 1\n", "", 1, 1),
        ('{\n  "a": [1,\n  2]}', "/a/1", 3, 3),
        ('{"a/b~c": 1}', "/a~1b~0c", 1, 11),
    ],
)
def test_a_pointer_leads_to_a_line(text, pointer, line, column):
    (placed,) = with_lines([Problem(pointer, "x", "x")], text)
    assert (placed.line, placed.column) == (line, column)


def test_where_no_line_can_be_found_there_is_none():
    (placed,) = with_lines([Problem("/a", "x", "x")], "{\n\t'a\n")
    assert placed.line is None
