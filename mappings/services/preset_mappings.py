"""A mapping made from one of the presets of its destination's definition."""

from typing import Any

from mappings.catalog.default_config import preset_config, preset_trigger
from mappings.catalog.schema import Preset
from mappings.engine.errors import Problem
from mappings.engine.fql import trigger_to_json
from mappings.models import Destination, Mapping
from mappings.services.errors import InvalidInput
from mappings.services.mappings import create_mapping
from mappings.services.names import free_name
from mappings.services.triggers import audience_key_problem


def create_mapping_from_preset(
    *,
    destination: Destination,
    preset_name: str,
    audience_key: str = "",
    name: str | None = None,
    user: Any = None,
) -> Mapping:
    """A new, disabled mapping with the action, the trigger and the config of a preset.

    Args:
        audience_key: fills the preset in; "" for one that has its own trigger.
        name: None takes the preset's, with a number where that is taken.

    Raises:
        InvalidInput: no such preset, an audience key that is missing or not asked for, or a name
            that cannot be stored.
        LimitReached: the destination has too many mappings.
    """
    preset = _find(destination, preset_name)
    key = audience_key.strip()
    if problem := _key_problem(preset, key):
        raise InvalidInput([problem])
    return create_mapping(
        destination=destination,
        name=_free_name(destination, preset) if name is None else name,
        action_slug=preset.action_slug,
        trigger=trigger_to_json(preset_trigger(preset, audience_key=key)),
        config=preset_config(preset, audience_key=key),
        user=user,
    )


def _find(destination: Destination, name: str) -> Preset:
    definition = destination.definition
    presets = definition.presets if definition else ()
    for preset in presets:
        if preset.name == name:
            return preset
    known = ", ".join(preset.name for preset in presets) or "none"
    text = f"This destination has no preset of that name. It has: {known}."
    raise InvalidInput([Problem("/preset", text, "not_found")])


def _key_problem(preset: Preset, key: str) -> Problem | None:
    if preset.needs_audience_key:
        return audience_key_problem(key)
    if key:
        text = "This preset asks for no audience. Leave audience_key out."
        return Problem("/audience_key", text, "not_used")
    return None


def _free_name(destination: Destination, preset: Preset) -> str:
    taken = Mapping.objects.for_destination(destination).values_list("name", flat=True)
    return free_name(preset.name, set(taken))
