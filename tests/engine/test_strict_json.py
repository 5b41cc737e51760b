"""JSON texts: what is read, what is refused and how that is said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.strict_json import dump_json, parse_json
from tests.engine.cases import cases

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner
        )
    ),
)


def problem_of(text, **limits):
    with pytest.raises(JsonTextError) as caught:
        parse_json(text, **limits)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("case", cases("texts/refused"))
def test_a_refused_text_says_where_and_what_to_do(case):
    expected = Problem("", case["message"], case["code"], case["line"], case["column"])
    assert problem_of(case["text"]) == expected
    assert problem_of(case["text"].encode()) == expected


@given(JSON)
def test_any_json_comes_back_as_it_was(value):
    text = dump_json(value)
    assert text.isascii()
    assert repr(parse_json(text)) == repr(value)
    assert repr(parse_json(text.encode())) == repr(value)


def parse_int(digits):
    """Whole numbers of more than 64 bits are read as the nearest double."""
    number = int(digits)
    return number if -(2**63) <= number < 2**64 else float(number)


def refuse_constant(name):
    raise ValueError(name)


@given(st.text(alphabet="{}[]\":,\\ \n0123456789.eE+-truefalsn'u"))
def test_a_text_is_read_as_json_reads_it_or_refused(text):
    try:
        expected = json.loads(text, parse_int=parse_int, parse_constant=refuse_constant)
    except (ValueError, OverflowError):
        assert problem_of(text).message
        return
    try:
        assert parse_json(text) == expected
    except JsonTextError as err:
        assert err.problems[0].code in ("json", "lone_surrogate", "null_character")  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"\xef\xbb\xbf{}", {}),
        ('{"a":1,"a":2}', {"a": 2}),
        (r'{"a":"\\u0000"}', {"a": "\\u0000"}),
        (r'"\ud83d\ude00"', "😀"),
        (" \t\r\n1 ", 1),
        ("12345678901234567890123", 12345678901234567890123.0),
        ("[" * 64 + "]" * 64, None),
        ('"' + "[" * 100 + '"', "[" * 100),
    ],
)
def test_odd_but_good_texts_are_read(text, value):
    assert value is None or parse_json(text) == value
    parse_json(text)


def test_a_text_has_a_limit_of_bytes():
    assert parse_json('"éé"', max_bytes=6) == "éé"
    message = "This is 6 bytes; the limit is 5."
    assert problem_of('"éé"', max_bytes=5) == Problem("", message, "too_large")


@pytest.mark.parametrize("depth", [10_000, 500_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_depth_without_end_is_refused(opening, depth):
    assert problem_of(opening * depth).code == "too_deep"


def test_depth_counts_levels():
    text = '{"a":[{"b":[]}],"c":[1]}'
    assert parse_json(text, max_depth=4)
    assert problem_of(text, max_depth=3).code == "too_deep"


def test_a_text_that_only_the_fast_parser_refuses_has_its_place():
    text = "[" * 2_000 + "]" * 2_000
    problem = problem_of(text, max_depth=5_000)
    assert problem.message == f"Not valid JSON at line 1, column {problem.column}."


def test_bytes_that_are_no_utf_8_are_refused():
    message = "This is not UTF-8 text. Save it as UTF-8 and try again."
    assert problem_of(b'{"a":"\xff"}') == Problem("", message, "encoding")


def test_a_lone_surrogate_in_a_python_text_is_refused():
    assert problem_of('"\ud800"').code == "lone_surrogate"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_json_number_is_not_written(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump_json(value)
