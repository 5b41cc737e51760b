"""Configs to start from: the defaults of an action's fields, and those of presets."""

from mappings.catalog.audience_key import fill_in_audience_key, has_audience_key
from mappings.catalog.schema import ActionDefinition, Preset
from mappings.engine.json_types import Json


def default_config(
    action: ActionDefinition, *, event_type: str, audience_key: str
) -> dict[str, Json]:
    """The defaults of the action's fields for events of this type.

    Without an audience key (``""``) the defaults that need one are left out.

    Shape:
        ``{"email_address": {"@path": "$.traits.email"}, …}``
    """
    defaults = action.defaults.get(event_type, {})
    return {
        key: fill_in_audience_key(config, audience_key)
        for key, config in defaults.items()
        if audience_key or not has_audience_key(config)
    }


def preset_config(preset: Preset, *, audience_key: str) -> dict[str, Json]:
    """The config of a preset, for this audience."""
    config: dict[str, Json] = fill_in_audience_key(dict(preset.config), audience_key)
    return config
