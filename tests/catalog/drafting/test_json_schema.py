"""What becomes of a JSON Schema: every word of it is a field's, a note or a problem."""

import json
from pathlib import Path

import pytest

from mappings.catalog.drafting.one_action import Endpoint, draft_from_json_schema
from mappings.catalog.drafting.results import MAX_TOLD, DraftError
from mappings.catalog.loading import load_definition

CASES = Path(__file__).parents[2] / "cases" / "drafting"
DRAWN = json.loads((CASES / "schemas.json").read_text())
WRONG = json.loads((CASES / "wrong_schemas.json").read_text())
ENDPOINT = Endpoint("Acme", "https://api.example.com/users")


def drafted(schema):
    draft = draft_from_json_schema(ENDPOINT, schema)
    load_definition(draft.document, name="draft")
    return draft


def problems_of(schema):
    with pytest.raises(DraftError) as caught:
        draft_from_json_schema(ENDPOINT, schema)
    return [[problem.pointer, problem.message] for problem in caught.value.problems]


@pytest.mark.parametrize("case", DRAWN, ids=lambda case: case["it"])
def test_a_schema_becomes_fields(case):
    draft = drafted(case["schema"])
    [action] = draft.document["actions"]
    assert action["fields"] == case["fields"]
    assert action.get("allows_extra_fields", False) is case.get("is_open", False)
    assert action.get("requires_one_of", []) == case.get("groups", [])
    assert [[note.pointer, note.message] for note in draft.notes] == case.get("notes", [])


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case["it"])
def test_everything_wrong_with_a_schema_is_told_at_once(case):
    assert problems_of(case["schema"]) == case["problems"]


def test_of_too_many_fields_the_required_ones_are_kept_first():
    names = [f"k{number}" for number in range(250)]
    draft = drafted(
        {"properties": {name: {"type": "string"} for name in names}, "required": ["k249"]}
    )
    [action] = draft.document["actions"]
    assert [field["key"] for field in action["fields"]] == [*names[:199], "k249"]
    assert draft.notes[0].message.startswith("Of 250 fields, 200 are kept. Left out: k199, k200")


def test_objects_deeper_than_the_limit_are_filled_as_one_value():
    schema = {"type": "string"}
    for _ in range(6):
        schema = {"type": "object", "properties": {"in": schema}}
    draft = drafted(schema)
    assert draft.notes[0].message == "Objects below 5 levels are filled as one value."


def test_schemas_that_multiply_are_refused_without_being_built():
    definitions = {
        f"L{level}": {
            "type": "object",
            "properties": {f"p{n}": {"$ref": f"#/$defs/L{level + 1}"} for n in range(10)},
        }
        for level in range(9)
    }
    schema = {"$ref": "#/$defs/L0", "$defs": {**definitions, "L9": {"type": "string"}}}
    [[pointer, message]] = problems_of(schema)
    assert (pointer, message[:37]) == ("", "This leads to more than 5,000 schemas")


def test_schemas_in_schemas_end_at_a_depth():
    links = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}]} for n in range(300)}
    draft = drafted({"$ref": "#/$defs/d0", "$defs": {**links, "d300": {"type": "object"}}})
    message = "This stands in too many schemas. From here on it is filled as one value."
    assert message in [note.message for note in draft.notes]


def test_a_long_reference_is_cut_where_it_is_told():
    [[_, message]] = problems_of({"properties": {"a": {"$ref": "#/" + "x" * 500}}})
    assert len(message) < 150


def test_what_is_told_has_an_end():
    wrong = {f"k{number}": {"type": "nothing"} for number in range(MAX_TOLD + 50)}
    assert len(problems_of({"properties": wrong})) == MAX_TOLD
