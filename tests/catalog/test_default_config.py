"""A mapping can start from the catalog: from an action's defaults, or from a preset."""

import pytest

from mappings.catalog.default_config import (
    default_config,
    preset_config,
    preset_trigger,
    suggested_config,
)
from mappings.catalog.registry import get_definition
from mappings.engine.fql import format_trigger

CRM = get_definition("crm")
WEBHOOK = get_definition("webhook")
ITERABLE = get_definition("iterable")


def test_the_defaults_for_identify_are_the_guides_table():
    config = default_config(CRM.actions[0], event_type="identify", audience_key="browse_abandoners")
    assert config == {
        "email_address": {"@path": "$.traits.email"},
        "audience_status": {"@path": "$.traits.browse_abandoners"},
        "first_name": {"@path": "$.traits.first_name"},
        "last_name": {"@path": "$.traits.last_name"},
        "external_id": {"@path": "$.userId"},
    }


def test_the_defaults_for_track_are_the_guides_table():
    config = default_config(CRM.actions[0], event_type="track", audience_key="browse_abandoners")
    assert config == {
        "email_address": {"@path": "$.context.traits.email"},
        "audience_status": {"@path": "$.properties.browse_abandoners"},
        "first_name": {"@path": "$.properties.first_name"},
        "last_name": {"@path": "$.properties.last_name"},
        "external_id": {"@path": "$.userId"},
    }


def test_without_an_audience_key_the_defaults_that_need_it_are_left_out():
    config = default_config(CRM.actions[0], event_type="track", audience_key="")
    assert list(config) == ["email_address", "first_name", "last_name", "external_id"]
    nested = default_config(ITERABLE.action("track_event"), event_type="identify", audience_key="")
    assert "dataFields" not in nested


@pytest.mark.parametrize("event_type", ["identify", "screen"])
def test_an_action_without_defaults_starts_empty(event_type):
    assert default_config(WEBHOOK.actions[0], event_type=event_type, audience_key="vip") == {}


def suggested(definition, action_slug, **asked):
    asked = {"event_type": "track", "audience_key": "vip", "is_entering": True} | asked
    return suggested_config(definition, action_slug, **asked)


def test_the_suggested_config_is_the_presets_for_such_an_event():
    assert suggested(WEBHOOK, "send_event", is_entering=False)["is_member"] == {
        "@path": "$.properties.vip"
    }
    assert suggested(ITERABLE, "track_event") == preset_config(
        next(one for one in ITERABLE.presets if one.name == "Audience entered event (Track)"),
        audience_key="vip",
    )


def test_without_such_a_preset_the_actions_defaults_are_suggested():
    expected = default_config(
        ITERABLE.action("update_user"), event_type="track", audience_key="vip"
    )
    assert suggested(ITERABLE, "update_user") == expected


@pytest.mark.parametrize("definition", [None, CRM])
def test_nothing_is_suggested_for_an_action_that_is_gone(definition):
    assert suggested(definition, "gone") == {}


def test_a_preset_takes_the_audience_key_as_text_as_path_and_as_name():
    config = preset_config(WEBHOOK.presets[0], audience_key="vip")
    assert (config["audience"], config["is_member"]) == ("vip", {"@path": "$.traits.vip"})
    data = default_config(ITERABLE.action("update_user"), event_type="track", audience_key="vip")
    assert data["dataFields"] == {"vip": {"@path": "$.properties.vip"}}


def test_a_preset_without_config_takes_the_defaults_of_its_event_type():
    preset = CRM.presets[2]
    assert preset_config(preset, audience_key="vip") == default_config(
        CRM.actions[0], event_type=preset.event_type, audience_key="vip"
    )


@pytest.mark.parametrize(
    ("definition", "name", "fql"),
    [
        (CRM, "Contact exited the audience (Track)", 'type = "track" and properties.vip = false'),
        (
            CRM,
            "Contact's membership changed (Identify)",
            'type = "identify" and (traits.vip = true or traits.vip = false)',
        ),
        (ITERABLE, "All Track events", 'type = "track"'),
    ],
)
def test_a_preset_has_its_trigger(definition, name, fql):
    preset = next(preset for preset in definition.presets if preset.name == name)
    assert format_trigger(preset_trigger(preset, audience_key="vip")) == fql
    assert preset.needs_audience_key is not bool(preset.trigger)
