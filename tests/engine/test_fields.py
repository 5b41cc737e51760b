"""Names of values in messages."""

import pytest

from mappings.engine.fields import json_type_name, quoted_value, shown_value
from mappings.engine.paths import MISSING


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (MISSING, "missing"),
        (True, "true/false"),
        ("", "text"),
        (0, "number"),
        (0.5, "number"),
        ([], "list"),
        ({}, "object"),
    ],
)
def test_types_have_the_names_of_the_pages(value, name):
    assert json_type_name(value) == name


def test_messages_cut_long_texts():
    assert shown_value("x" * 1_000) == f'text "{"x" * 59}…"'


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (None, "null"), (5, "5"), ("a", '"a"')]
)
def test_scalars_are_quoted_as_json(value, text):
    assert quoted_value(value) == text
