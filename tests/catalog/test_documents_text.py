"""JSON and YAML texts give the same values, and what is wrong with one is told with its place."""

import pytest

from mappings.catalog.documents_text import read_document
from mappings.engine.errors import JsonTextError


def problems_of(text, **limits):
    with pytest.raises(JsonTextError) as caught:
        read_document(text, **limits)
    return [(problem.code, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("text", ['{"a": [1, "x"]}', "a: [1, x]", "a:\n- 1\n- x\n", b"a: [1, x]"])
def test_json_and_yaml_give_the_same_value(text):
    assert read_document(text) == {"a": [1, "x"]}


def test_a_byte_order_mark_is_skipped():
    assert read_document("\ufeffa: 1") == read_document('\ufeff{"a": 1}') == {"a": 1}


def test_what_starts_like_json_is_explained_as_json():
    [(code, message)] = problems_of("{'a': 1}")
    assert code == "json"
    assert message.startswith("Line 1, column 2: ")


def test_an_empty_text_is_told():
    assert problems_of(" \n") == [("empty", "This is empty.")]


def test_a_text_that_is_too_long_is_refused_unread():
    assert problems_of("a: 1", max_bytes=3) == [("too_large", "This is 4 bytes; the limit is 3.")]


@pytest.mark.parametrize("text", [b"a: \xff", "a: \ud800"])
def test_what_is_not_utf8_is_told(text):
    message = "This is not UTF-8 text. Save it as UTF-8 and try again."
    assert problems_of(text) == [("encoding", message)]
