"""A sample has what an action's fields want, where its type keeps it."""

import pytest

from mappings.catalog.default_config import default_config, preset_config
from mappings.catalog.registry import destination_definitions, get_definition
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.samples import sample_event
from mappings.catalog.schema import ActionDefinition, RequestDefinition
from mappings.catalog.wanted_values import sample_value, with_wanted_values
from mappings.engine.compiler import compile_mapping
from mappings.engine.fields import Choice, Field, Hash
from mappings.engine.paths import MISSING, walk
from mappings.engine.places import event_paths


def action(*fields, defaults=None):
    request = RequestDefinition(
        config={}, mapping=compile_mapping({}), url_mapping=compile_mapping({})
    )
    return ActionDefinition("send", "Send", "", fields, request, defaults=defaults or {})


def sample(event_type, wanted):
    event = sample_event(event_type, audience_key="vip")
    return with_wanted_values(event, wanted, audience_key="vip")


@pytest.mark.parametrize("event_type", ["identify", "track"])
def test_the_guides_sample_has_all_that_the_crm_wants(event_type):
    crm = get_definition("crm").action("upsert_contact")
    assert sample(event_type, crm) == sample_event(event_type, audience_key="vip")


def test_a_field_without_a_default_finds_a_value_under_its_name():
    wanted = action(Field("age", "Age", "integer"), Field("phone", "Phone", "string"))

    assert sample("identify", wanted)["traits"]["age"] == 42
    track = sample("track", wanted)
    assert track["properties"]["age"] == 42
    assert track["context"]["traits"] == {
        "email": "user@example.com",
        "phone": "Example phone",
    }


def test_what_the_sample_has_stays():
    wanted = action(Field("userId", "User", "string"), Field("first_name", "Name", "string"))
    assert sample("identify", wanted) == sample_event("identify", audience_key="vip")


def test_a_default_says_where_the_value_is():
    defaults = {
        "identify": {
            "city": {"@path": "$.traits.address.city"},
            "flag": {"@path": "$.traits.{{audience_key}}"},
            "whole": {"@path": "$."},
            "odd": {"@path": "$.userId.x"},
            "fixed": "always",
        }
    }
    names = ("city", "flag", "whole", "odd", "fixed")
    wanted = action(*(Field(name, name.title(), "string") for name in names), defaults=defaults)

    event = sample("identify", wanted)

    assert event["traits"]["address"] == {"city": "Example city"}
    assert event["traits"]["vip"] is True
    assert event["userId"] == "user-123"
    assert "fixed" not in event["traits"]


def test_what_a_default_builds_is_wanted_part_by_part():
    user = Field("user", "User", "object", properties=(Field("age", "Age", "integer"),))
    config = {"age": {"@path": "$.traits.years"}, "new": {"@path": "$.traits.pet"}}
    wanted = action(user, defaults={"identify": {"user": config}})

    event = sample("identify", wanted)

    assert (event["traits"]["years"], event["traits"]["pet"]) == (42, "Example new")


def test_what_events_always_hold_alike_is_not_made_up_by_a_field():
    wanted = action(
        Field("at", "At", "integer"), defaults={"track": {"at": {"@path": "$.timestamp"}}}
    )
    assert sample("track", wanted)["timestamp"] == "2026-01-31T09:30:00.000Z"


@pytest.mark.parametrize(
    ("definition", "preset"),
    [
        pytest.param(definition, preset, id=f"{definition.slug}: {preset.name}")
        for definition in destination_definitions()
        for preset in definition.presets
    ],
)
def test_a_preset_makes_a_good_payload_of_its_sample(definition, preset):
    wanted = definition.action(preset.action_slug)
    config = compile_mapping(preset_config(preset, audience_key="vip"))
    checked = check_action_payload(wanted, config.run(sample(preset.event_type, wanted)))
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("a", "A", "string", choices=(Choice("x"), Choice("y"))), "x"),
        (Field("a", "A", "string", format="uri"), "https://example.com/"),
        (Field("a", "A", "boolean"), True),
        (Field("a", "A", "string", hash=Hash(normalise="phone_e164")), "+15551230000"),
        (Field("a", "A", "string", hash=Hash(normalise="name")), "Example a"),
        (Field("a", "A", "string", placeholder="like this"), "like this"),
        (Field("a", "A", "number", multiple=True), [42]),
        (
            Field("a", "A", "object", properties=(Field("b", "B", "string"),)),
            {"b": "Example b"},
        ),
    ],
)
def test_a_value_is_one_that_the_field_takes(field, value):
    assert sample_value(field) == value


@pytest.mark.parametrize("event_type", ["identify", "track"])
@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(action, id=f"{definition.slug}-{action.slug}")
        for definition in destination_definitions()
        for action in definition.actions
    ],
)
def test_every_path_of_an_actions_defaults_finds_a_value(wanted, event_type):
    event = sample(event_type, wanted)
    config = default_config(wanted, event_type=event_type, audience_key="vip")
    paths = {path for value in config.values() for path in event_paths(value)}
    assert [path for path in paths if walk(path, event) is MISSING] == []
