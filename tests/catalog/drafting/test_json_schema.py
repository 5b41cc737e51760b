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


def many_times(schema, of_each):
    """A short document whose variants are all the same large schema."""
    return {of_each: [{"$ref": "#/$defs/large"}] * 100, "$defs": {"large": schema}}


@pytest.mark.parametrize(
    "schema",
    [
        many_times({"type": "object", "properties": {f"k{n}": {} for n in range(5_000)}}, "oneOf"),
        many_times({"required": [f"k{n}" for n in range(5_000)]}, "allOf"),
        {"allOf": [{"properties": {f"k{n}": {} for n in range(5_000)}}, *[{"title": "x"}] * 100]},
        {"properties": {"a": many_times({"enum": [f"k{n}" for n in range(5_000)]}, "anyOf")}}
        | {"$defs": {"large": {"enum": [f"k{n}" for n in range(5_000)]}}},
    ],
    ids=["properties", "required", "joined", "choices"],
)
def test_a_large_schema_that_is_used_many_times_is_refused_once(schema):
    message = (
        "This leads to schemas with more than 200,000 keys and list items. "
        "Leave out what is not needed."
    )
    assert problems_of(schema) == [["", message]]


def test_references_that_lead_to_one_another_without_end_are_refused():
    links = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(101)}
    schema = {"properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": {**links, "d101": {}}}
    message = "More than 100 references lead to one another here."
    assert problems_of(schema) == [["/$defs/d99/$ref", message]]


def test_a_reference_has_a_longest_length():
    schema = {"properties": {"a": {"$ref": "#/" + "a/" * 1_500}}}
    message = "Found a reference of 3,002 characters; expected 2,000 at most."
    assert problems_of(schema) == [["/properties/a/$ref", message]]


@pytest.mark.parametrize("keyword", ["allOf", "oneOf"])
def test_more_choices_than_a_field_holds_are_not_compared_with_one_another(keyword):
    lists = [[f"{name}{n}" for n in range(1_100)] for name in "ab"]
    parts = [{"type": "string", "enum": choices} for choices in lists]
    draft = drafted({"properties": {"a": {keyword: parts}}})
    [field] = draft.document["actions"][0]["fields"]
    assert field == {"key": "a", "label": "A", "type": "string"}
    assert len(draft.notes) == 1


def test_names_of_more_variants_than_a_field_holds_choices_are_no_choices():
    schema = {
        "properties": {"kind": {"type": "string"}},
        "discriminator": {
            "propertyName": "kind",
            "mapping": {f"k{n}": "#/$defs/x" for n in range(201)},
        },
    }
    [field] = drafted(schema).document["actions"][0]["fields"]
    assert "choices" not in field


def test_of_a_text_much_longer_than_a_field_holds_only_the_start_is_read():
    draft = drafted({"properties": {"a": {"type": "string", "description": " " * 20_000 + "x"}}})
    [field] = draft.document["actions"][0]["fields"]
    assert "description" not in field


def test_a_long_reference_is_cut_where_it_is_told():
    [[_, message]] = problems_of({"properties": {"a": {"$ref": "#/" + "x" * 500}}})
    assert len(message) < 150


def test_what_is_told_has_an_end():
    wrong = {f"k{number}": {"type": "nothing"} for number in range(MAX_TOLD + 50)}
    assert len(problems_of({"properties": wrong})) == MAX_TOLD
