"""Mappings to start from: the defaults of an action's fields, and presets."""

from mappings.catalog.audience_key import fill_in_audience_key, has_audience_key
from mappings.catalog.schema import ActionDefinition, DestinationDefinition, Preset
from mappings.engine.fql import Group, Trigger, event_trait_trigger, parse_trigger
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


def suggested_config(
    definition: DestinationDefinition | None,
    action_slug: str,
    *,
    event_type: str,
    audience_key: str,
    is_entering: bool,
) -> dict[str, Json]:
    """The config of the preset for such an audience event, else the defaults of the action."""
    action = definition.action(action_slug) if definition else None
    if definition is None or action is None:
        return {}
    for preset in definition.presets:
        asked = (preset.action_slug, preset.event_type, preset.is_entering)
        if asked == (action_slug, event_type, is_entering) and not preset.trigger:
            return preset_config(preset, audience_key=audience_key)
    return default_config(action, event_type=event_type, audience_key=audience_key)


def preset_trigger(preset: Preset, *, audience_key: str) -> Trigger:
    """The trigger of a preset, for this audience.

    Shape:
        entering: ``type = "track" and properties.vip = true``
        both:     ``type = "track" and (properties.vip = true or properties.vip = false)``

    Raises:
        TriggerError: it asks for an audience's flag, and there is no audience key.
    """
    if preset.trigger:
        return parse_trigger(preset.trigger)
    if preset.is_entering is not None:
        return _flag_trigger(preset, audience_key, is_entering=preset.is_entering)
    entered = _flag_trigger(preset, audience_key, is_entering=True)
    exited = _flag_trigger(preset, audience_key, is_entering=False)
    kind, is_true = entered.children
    return Group("and", (kind, Group("or", (is_true, exited.children[1]))))


def _flag_trigger(preset: Preset, audience_key: str, *, is_entering: bool) -> Trigger:
    return event_trait_trigger(
        event_type=preset.event_type, audience_key=audience_key, is_entering=is_entering
    )


def preset_config(preset: Preset, *, audience_key: str) -> dict[str, Json]:
    """The config of a preset, for this audience: the fields' defaults, and its own over them."""
    config: dict[str, Json] = fill_in_audience_key(dict(preset.config), audience_key)
    return config
