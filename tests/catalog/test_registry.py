"""Every definition of the catalog is whole, and says things people can use."""

import jsonschema
import pytest

from mappings.catalog.default_config import preset_config, preset_trigger
from mappings.catalog.documents import read_document
from mappings.catalog.registry import DOCUMENTS, destination_definitions, get_definition
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.samples import sample_event
from mappings.catalog.schema_check import definition_schema
from mappings.catalog.wanted_values import with_wanted_values
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger
from tests.catalog.cases_files import CASES

PRESETS = [
    pytest.param(definition, preset, id=f"{definition.slug}: {preset.name}")
    for definition in destination_definitions()
    for preset in definition.presets
]
_WORDS = {
    True: {"true", "entered", "subscribed", "audience_entered", "audienceentered", "add"},
    False: {"false", "exited", "unsubscribed", "audience_exited", "audienceexited", "remove"},
}
_NEEDS_A_PHONE = {"twilio"}  # the guide's events have none


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_accepts_every_document(name):
    validator = jsonschema.Draft202012Validator(definition_schema())
    assert list(validator.iter_errors(read_document(f"destinations/{name}"))) == []


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(definition_schema())


def test_every_document_in_the_folder_is_listed():
    folder = CASES.parents[2] / "mappings" / "catalog" / "destinations"
    assert sorted(DOCUMENTS) == sorted(path.name for path in folder.iterdir())


def test_a_document_is_named_after_its_definition():
    assert [definition.slug + ".json" for definition in destination_definitions()] == [*DOCUMENTS]


def test_a_definition_is_found_by_its_slug():
    assert get_definition("crm").name == "CRM"
    assert get_definition("unknown") is None


@pytest.mark.parametrize("audience_key", ["browse_abandoners", "cart/total", "3", 'say "hi".now'])
@pytest.mark.parametrize(("definition", "preset"), PRESETS)
def test_a_preset_fires_on_the_guides_event_and_gives_a_good_payload(
    definition, preset, audience_key
):
    is_match = compile_trigger(preset_trigger(preset, audience_key=audience_key))
    mapping = compile_mapping(preset_config(preset, audience_key=audience_key))
    for is_entering in (True, False) if preset.is_entering is None else (preset.is_entering,):
        event = sample_event(preset.event_type, audience_key=audience_key, is_entering=is_entering)
        action = definition.action(preset.action_slug)
        if definition.slug in _NEEDS_A_PHONE:
            event = with_wanted_values(event, action, audience_key=audience_key)
        checked = check_action_payload(action, mapping.run(event))
        is_its_event = "Audience Entered" not in preset.trigger or is_entering
        assert is_match(event) is is_its_event
        assert checked.problems == ()
        told = [checked.payload, preset.action_slug.replace("_", " ")]
        assert _says(told, is_entering) or not _has_ways_out(definition)


@pytest.mark.parametrize(("definition", "preset"), PRESETS)
def test_a_preset_does_not_fire_on_the_other_type_of_event(definition, preset):
    other = "track" if preset.event_type == "identify" else "identify"
    is_match = compile_trigger(preset_trigger(preset, audience_key="vip"))
    assert not is_match(sample_event(other, audience_key="vip"))


def _has_ways_out(definition):
    """A tool that cannot say who left has presets for those who enter, and they need no flag."""
    return any(preset.is_entering is False for preset in definition.presets)


def _says(payload, is_entering):
    """Whether the payload tells which way the user went, in a flag or in words."""
    if isinstance(payload, dict | list):
        parts = payload.values() if isinstance(payload, dict) else payload
        return any(_says(part, is_entering) for part in parts)
    if isinstance(payload, str):
        return not _WORDS[is_entering].isdisjoint(payload.lower().split())
    return payload is is_entering


@pytest.mark.parametrize("definition", destination_definitions(), ids=lambda one: one.slug)
def test_a_definition_has_presets_for_both_event_types_entering_and_exiting(definition):
    offered = {(preset.event_type, preset.is_entering) for preset in definition.presets}
    ways = (True, False) if _has_ways_out(definition) else (True,)
    assert offered >= {(kind, way) for kind in ("identify", "track") for way in ways}


@pytest.mark.parametrize("definition", destination_definitions(), ids=lambda one: one.slug)
def test_a_definition_has_request_cases(definition):
    assert (CASES / "requests" / f"{definition.slug}.json").exists()


def test_the_crm_has_the_guides_fields():
    action = get_definition("crm").action("upsert_contact")
    assert [field.key for field in action.fields] == [
        "email_address",
        "audience_status",
        "first_name",
        "last_name",
        "external_id",
    ]
