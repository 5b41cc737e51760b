"""What would go wrong with every event is told of a config."""

import pytest

from mappings.catalog.config_fit import misfits
from mappings.engine.compiler import compile_mapping
from tests.catalog.builders import make_definition

FIELDS = [
    {"key": "email", "label": "Email", "type": "string", "required": True, "format": "email"},
    {"key": "seats", "label": "Seats", "type": "integer"},
    {"key": "tags", "label": "Tags", "type": "string", "multiple": True},
]
STRICT = make_definition(fields=FIELDS).actions[0]
OPEN = make_definition(fields=FIELDS, allows_extra_fields=True).actions[0]
EMAIL = {"@path": "$.traits.email"}


def told(config, action=STRICT):
    found = misfits(action, config, compile_mapping(config))
    return [(problem.pointer, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("config", "problems"),
    [
        ({"email": EMAIL}, []),
        ({"email": EMAIL, "seats": "5", "tags": "new"}, []),  # both are made to fit
        ({"email": EMAIL, "seats": "five"}, [("/seats", "type")]),
        ({"email": EMAIL, "seats": {"@literal": 1.5}}, [("/seats", "type")]),
        ({"email": EMAIL, "tags": ["a", {"b": 1}]}, [("/tags/1", "type")]),
        ({"email": "nobody"}, [("/email", "format")]),
        ({"email": ""}, [("/email", "required")]),
        ({"email": {"@template": "{{traits.name}}"}}, []),  # the event decides
        (
            {"seats": {"@if": {"exists": {"@literal": None}, "then": 1}}, "email": EMAIL},
            [],
        ),  # gives nothing
        ({}, [("/email", "required")]),
        (
            {"e-mail": EMAIL, "seat": 5},
            [
                (f"/{k}", "required" if k == "email" else "unknown_field")
                for k in ("email", "e-mail", "seat")
            ],
        ),
        ({"@path": "$.traits"}, []),  # may give any field
    ],
)
def test_a_config_is_judged_whatever_the_event(config, problems):
    assert told(config) == problems


def test_an_action_with_further_fields_takes_any_key():
    assert told({"email": EMAIL, "anything": 5}, OPEN) == []


def test_a_constant_that_cannot_be_worked_out_is_told():
    config = {"email": EMAIL, "tags": {"@template": {"@literal": 5}}}

    (problem,) = misfits(STRICT, config, compile_mapping(config))

    assert problem.pointer == "/tags/@template"


@pytest.mark.parametrize(
    ("key", "hint"), [("e_mail", "Did you mean email?"), ("colour", "Remove it.")]
)
def test_an_unknown_field_is_told_with_what_was_meant(key, hint):
    config = {"email": EMAIL, key: 1}

    (problem,) = misfits(STRICT, config, compile_mapping(config))

    assert problem.message == f'{STRICT.name} has no field "{key}". {hint}'


@pytest.mark.parametrize(
    ("disabled", "config", "message"),
    [
        (["literal"], "pro", "Plan takes no fixed values. Use event fields or functions."),
        (
            ["literal"],
            {"@literal": "pro"},
            "Plan takes no fixed values. Use event fields or functions.",
        ),
        (["literal", "variable"], EMAIL, "Plan takes no event fields. Use functions."),
        (
            ["function"],
            {"@template": "{{a}}-{{b}}"},
            "Plan takes no functions. Use fixed values or event fields.",
        ),
        (["literal", "variable"], {"@template": "{{a}}-{{b}}"}, None),
        (["literal", "function"], EMAIL, None),
    ],
)
def test_a_field_is_not_filled_by_a_method_that_it_disables(disabled, config, message):
    plan = {"key": "plan", "label": "Plan", "type": "string", "disabled_input_methods": disabled}
    seats = {**plan, "key": "seats"}
    action = make_definition(fields=[plan, seats]).actions[0]
    found = misfits(action, {"plan": config}, compile_mapping({"plan": config}))
    expected = [("/plan", message, "input_method")] if message else []
    assert [(one.pointer, one.message, one.code) for one in found] == expected
