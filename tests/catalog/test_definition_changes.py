"""What a new version leaves to look at: what it demands more, not what it allows more."""

import pytest

from mappings.catalog.definition_changes import action_changes, changes_of_mapping
from mappings.catalog.field_lists import load_field_list


def action(*fields, **members):
    return load_field_list({"fields": list(fields), **members}, name="fields")


def field(key="a", **members):
    return {"key": key, "label": key.upper(), "type": "string", **members}


def address(*inner, **members):
    return {
        "key": "address",
        "label": "Address",
        "type": "object",
        "properties": list(inner),
        **members,
    }


def told(old, new):
    return [(one.kind, one.key, one.message) for one in action_changes(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (field(), field(label="Other", description="x"), []),
        (field(required=True), field(), []),
        (field(format="email"), field(), []),
        (field(choices=[{"value": "x", "label": "X"}]), field(), []),
        (field(), field(required=True), [("required", "a", "A is required now.")]),
        (
            field(),
            field(type="integer"),
            [("type", "a", "A takes whole numbers now; it took text.")],
        ),
        (
            field(),
            field(multiple=True),
            [("type", "a", "A takes lists of text now; it took text.")],
        ),
        (field(), field(format="email"), [("format", "a", "A has to look like email now.")]),
        (
            field(),
            field(choices=[{"value": "x", "label": "X"}]),
            [("choices", "a", "A takes certain values only now.")],
        ),
        (
            field(choices=[{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}]),
            field(choices=[{"value": "x", "label": "X"}]),
            [("choices", "a", "A no longer takes y.")],
        ),
        (
            address(field("city")),
            address(field("zip", required=True)),
            [
                (
                    "field_gone",
                    "address",
                    "Address › CITY is gone. What is mapped to it is not sent.",
                ),
                ("required", "address", "Address › ZIP is required now."),
            ],
        ),
        (address(field("city")), address(field("zip"), additional_properties=True), []),
    ],
)
def test_what_a_field_demands_more_is_a_change(old, new, changes):
    assert told(action(old), action(new)) == changes


def test_a_field_that_is_gone_is_a_change_unless_any_field_is_taken():
    gone = ("field_gone", "a", "A is gone. What is mapped to it is not sent.")
    assert told(action(field(), field("b")), action(field("b"))) == [gone]
    assert told(action(field()), action(allows_extra_fields=True)) == []


def test_an_action_that_is_gone_is_a_change_and_a_new_one_is_none():
    assert told(action(), None) == [("action_gone", "", "The action is gone.")]
    assert told(None, action(field(required=True))) == []


OLD = action(field(), field("b"), address(field("city")))
NEW = action(
    field(type="integer"), field("b", required=True), address(field("city", required=True))
)


@pytest.mark.parametrize(
    ("config", "kinds"),
    [
        ({}, ["required"]),
        ({"a": 1}, ["type", "required"]),
        ({"b": 1}, []),
        ({"b": 1, "address": {}}, ["required"]),
        ({"@path": "$.traits"}, ["type", "required", "required"]),
    ],
)
def test_a_mapping_is_concerned_by_what_it_fills_or_lacks(config, kinds):
    changes = action_changes(OLD, NEW)
    assert [one.kind for one in changes_of_mapping(changes, config)] == kinds


def test_a_mapping_is_concerned_when_its_action_is_gone():
    changes = action_changes(OLD, None)
    assert changes_of_mapping(changes, {}) == changes
