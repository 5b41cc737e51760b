"""A definition document is checked as a whole, and every problem is told at once."""

import pytest

from mappings.catalog.errors import DefinitionError
from mappings.catalog.loading import load_definition
from mappings.engine.fields import Choice, FieldCondition, FieldConditions
from mappings.engine.paths import MISSING
from tests.catalog.cases_files import changed_document, read_cases


@pytest.mark.parametrize(
    "case", read_cases("invalid_definitions.json"), ids=lambda case: case["claim"]
)
def test_an_invalid_document_is_refused_with_every_problem(case):
    with pytest.raises(DefinitionError) as caught:
        load_definition(changed_document(case), name="some.json")
    found = [[problem.pointer, problem.message] for problem in caught.value.problems]
    assert found == case["problems"]


def test_the_error_names_the_file_and_the_place_of_each_problem():
    document = changed_document({"set": {"/slug": "!"}, "remove": ["/name"]})
    with pytest.raises(DefinitionError) as caught:
        load_definition(document, name="some.json")
    assert str(caught.value) == (
        "some.json /name: This is missing.\n"
        'some.json /slug: Found "!"; expected lower-case letters, digits and underscores, '
        "a letter first, 60 at most."
    )


def test_a_document_becomes_a_definition():
    case = {
        "start": "iterable.json",
        "set": {
            "/actions/0/fields/2/properties": [
                {"key": "plan", "label": "Plan", "type": "string", "required": True},
                {
                    "key": "size",
                    "label": "Size",
                    "type": "string",
                    "choices": [{"value": "s", "label": "Small"}],
                },
            ],
            "/presets": [],
        },
    }
    definition = load_definition(changed_document(case), name="some.json")
    action = definition.action("update_user")
    data_fields = next(field for field in action.fields if field.key == "dataFields")
    assert [field.key for field in data_fields.properties] == ["plan", "size"]
    assert data_fields.properties[1].choices == (Choice("s", "Small"),)
    assert definition.facts_source.read_on.isoformat() == "2026-11-23"
    assert definition.setting("api_key").is_secret
    assert definition.secret_keys == ("api_key",)


def test_a_field_has_its_conditions():
    rule = {
        "match": "any",
        "conditions": [
            {"field": "address.city", "operator": "is", "value": "Oslo"},
            {"field": "email_address", "operator": "is_not"},
        ],
    }
    address = [{"key": "city", "label": "City", "type": "string"}]
    field = {"key": "phone", "label": "Phone", "type": "string", "required": rule}
    case = {
        "start": "crm.json",
        "set": {
            "/actions/0/fields/2": {**field, "depends_on": {"conditions": rule["conditions"][1:]}},
            "/actions/0/fields/3": {
                "key": "address",
                "label": "Address",
                "type": "object",
                "object_input": "keys",
                "properties": address,
            },
        },
    }
    phone = load_definition(changed_document(case), name="some.json").actions[0].fields[2]
    conditions = (
        FieldCondition("address.city", "is", "Oslo"),
        FieldCondition("email_address", "is_not", MISSING),
    )
    assert phone.required == FieldConditions(conditions, "any")
    assert phone.depends_on == FieldConditions(conditions[1:], "all")


def test_unknown_slugs_and_keys_give_nothing():
    definition = load_definition(changed_document({}), name="some.json")
    assert definition.action("unknown") is None
    assert definition.setting("unknown") is None
