"""A list of fields makes an action to check payloads with."""

import pytest

from mappings.catalog.errors import DefinitionError
from mappings.catalog.field_lists import load_field_list
from mappings.catalog.requirements import check_action_payload

EMAIL = {"key": "email", "label": "Email", "type": "string", "required": True, "format": "email"}
PHONE = {"key": "phone", "label": "Phone", "type": "string", "required": False}


def test_a_list_of_fields_checks_payloads():
    action = load_field_list([EMAIL], name="fields.json")

    assert check_action_payload(action, {"email": "user@example.com"}).problems == ()
    checked = check_action_payload(action, {"email": "x", "extra": 1})
    assert [one.pointer for one in checked.problems] == ["/email"]
    assert [one.pointer for one in checked.changes] == ["/extra"]


def test_an_object_with_fields_may_say_more():
    document = {
        "fields": [{**EMAIL, "required": False}, PHONE],
        "allows_extra_fields": True,
        "requires_one_of": [["email", "phone"]],
    }
    action = load_field_list(document, name="fields.json")

    assert check_action_payload(action, {"phone": "1", "extra": 1}).problems == ()
    assert [one.code for one in check_action_payload(action, {}).problems] == ["required"]


@pytest.mark.parametrize(
    ("document", "problems"),
    [
        (5, [("", "Expected a list of fields, or an object with fields.")]),
        ([{**EMAIL, "type": "texts"}], [("/0/type", 'Found "texts"; expected one of: ')]),
        ({"fields": [{**EMAIL, "label": 5}]}, [("/fields/0/label", "Found a number; expected ")]),
        (
            {"field": []},
            [("/fields", "This is missing."), ("/field", "There is no such property.")],
        ),
    ],
)
def test_what_is_wrong_is_told_with_a_pointer_into_the_list(document, problems):
    with pytest.raises(DefinitionError) as caught:
        load_field_list(document, name="fields.json")

    found = {(one.pointer, one.message) for one in caught.value.problems}
    for pointer, start in problems:
        assert [1 for at, text in found if at == pointer and text.startswith(start)] == [1]
    assert len(found) == len(problems)
