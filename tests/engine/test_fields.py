"""Payloads against fields."""

import pytest

from mappings.engine.fields import Choice, Field, check_payload, json_type_name
from mappings.engine.paths import MISSING
from tests.engine.cases import cases, problems_as_json


def make_field(document):
    choices = tuple(Choice(**choice) for choice in document.get("choices", []))
    properties = tuple(make_field(inner) for inner in document.get("properties", []))
    return Field(**{**document, "choices": choices, "properties": properties})


@pytest.mark.parametrize("case", cases("payloads"))
def test_a_payload_is_told_all_its_problems(case):
    fields = [make_field(document) for document in case["fields"]]
    allow_extra = case.get("allow_extra", False)
    problems = check_payload(case["payload"], fields, allow_extra=allow_extra)
    assert problems_as_json(problems) == case["problems"]


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
    field = Field("f", "F", "string", format="email")
    (problem,) = check_payload({"f": "x" * 1_000}, [field])
    assert problem.message == f'"{"x" * 59}…" does not look like an e-mail address.'
