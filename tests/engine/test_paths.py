"""Paths: text to keys, keys to text, keys to values."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.limits import MAX_SEARCHED_VALUES
from mappings.engine.paths import (
    MISSING,
    compile_path,
    find_key,
    format_path,
    parse_path,
    parse_reference_path,
)
from tests.engine.cases import cases

ODD_KEYS = ["$", "$.", "a.b", "0", "-1", "", "it's", '"', "\\", "[", "]", "[0]", " ", "é", "\n"]
KEY = st.one_of(st.sampled_from(ODD_KEYS), st.text(), st.text(alphabet="ab.$[]'\"\\01 "))


@pytest.mark.parametrize("case", cases("paths/keys"))
def test_a_path_names_its_keys(case):
    assert parse_path(case["path"]) == tuple(case["keys"])
    assert format_path(case["keys"]) == case.get("formatted", case["path"])


@pytest.mark.parametrize("case", cases("paths/read"))
def test_a_path_reads_its_value(case):
    value = compile_path(case["path"])(case["event"])
    assert repr(value) == repr(case.get("value", MISSING))


@given(st.lists(KEY))
def test_any_keys_written_as_a_path_are_the_same_keys(keys):
    assert parse_path(format_path(keys)) == tuple(keys)
    assert parse_path(f"$.{format_path(keys)}") == tuple(keys)


@given(st.lists(KEY, min_size=1, max_size=5))
def test_any_keys_written_as_a_path_read_what_is_there(keys):
    event = "found"
    for key in reversed(keys):
        event = {key: event}
    assert compile_path(format_path(keys))(event) == "found"


@given(st.text(alphabet="ab.$[]'\"\\01 "))
def test_any_text_is_a_path(text):
    assert all(isinstance(key, str) for key in parse_path(text))
    compile_path(text)({"a": {"b": [1]}})


@given(st.text(alphabet="ab.$[]01 "))
def test_without_quotes_paths_are_those_of_the_reference(text):
    assert parse_path(text) == parse_reference_path(text)


def test_a_template_keeps_the_dollar():
    assert parse_path("$.s", drops_root=False) == ("$", "s")
    assert compile_path("$.s", drops_root=False)({"$": {"s": 1}, "s": 2}) == 1


def test_missing_stays_one_object():
    assert copy.deepcopy(MISSING) is MISSING
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING  # noqa: S301
    assert repr(MISSING) == "MISSING"
    assert not MISSING


def test_a_key_is_found_where_it_is_shallow_ones_first():
    event = {"a": [{"k": 1}], "b": {"c": {"k": 2}, "k": 3}, "k": 4, "d": "k"}
    assert find_key(event, "k") == ["k", "b.k", "a[0].k"]
    assert find_key(event, "k", limit=1) == ["k"]
    assert find_key(event, "c") == ["b.c"]
    assert find_key(event, "z") == []
    assert find_key("text", "z") == []


def test_the_search_for_a_key_is_bounded():
    event = {"a": [0] * MAX_SEARCHED_VALUES, "b": {"k": 1}}
    assert find_key(event, "k") == []
