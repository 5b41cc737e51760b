"""The schema describes everything it accepts, and accepts nothing else."""

from mappings.catalog.schema_check import definition_schema
from mappings.engine.formats import FORMATS


def test_every_property_is_described():
    schema = definition_schema()
    for kind in _kinds(schema):
        for key, value in kind["properties"].items():
            assert value.get("description", "").endswith("."), key


def test_every_object_is_closed():
    kinds = _kinds(definition_schema())
    assert len(kinds) == 27
    assert all(kind["additionalProperties"] is False for kind in kinds)


def test_every_format_that_payloads_are_checked_for_can_be_declared():
    declared = definition_schema()["$defs"]["field"]["properties"]["format"]["enum"]
    assert sorted(declared) == sorted(FORMATS.keys() - {"date-like"})


def _kinds(schema):
    """The document itself and every kind of object in it; a reference to others is not one."""
    kinds = [schema, *schema["$defs"].values()]
    return [kind for kind in kinds if "properties" in kind and "allOf" not in _only_choice(kind)]


def _only_choice(kind):
    """`authentication` only chooses between its schemes, each of which is a kind of its own."""
    return kind if kind["properties"].keys() == {"scheme"} and "allOf" in kind else {}
