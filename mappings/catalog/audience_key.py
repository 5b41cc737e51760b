"""The parameter ``{{audience_key}}`` of defaults and presets."""

import re
from typing import Any

from mappings.engine.json_types import Json
from mappings.engine.paths import format_path

PARAMETER = "{{audience_key}}"

_PLACE = re.compile(r"(?P<dot>\.?)" + re.escape(PARAMETER))


def has_audience_key(config: Json) -> bool:
    """Whether the config has a place for an audience key."""
    if isinstance(config, str):
        return PARAMETER in config
    if isinstance(config, dict):
        return any(
            has_audience_key(key) or has_audience_key(value) for key, value in config.items()
        )
    return isinstance(config, list) and any(has_audience_key(item) for item in config)


def fill_in_audience_key(config: Json, audience_key: str) -> Json:
    """A copy of the config with the audience key in each of its places.

    Behind a dot it is a step of a path, and quoted where the path needs it.

    Shape:
        ``{"@path": "$.traits.{{audience_key}}"}``, ``"vip"``  -> ``{"@path": "$.traits.vip"}``
        ``{"@path": "$.traits.{{audience_key}}"}``, ``"a/b"``  -> ``{"@path": '$.traits["a/b"]'}``
        ``{"{{audience_key}}": true}``, ``"vip"``              -> ``{"vip": true}``
    """
    step = format_path(("_", audience_key)).removeprefix("_")

    def fill_in(value: Any) -> Any:
        if isinstance(value, str):
            return _PLACE.sub(lambda place: step if place["dot"] else audience_key, value)
        if isinstance(value, dict):
            return {fill_in(key): fill_in(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [fill_in(item) for item in value]
        return value

    return fill_in(config)


def has_unknown_parameter(config: Json) -> bool:
    """Whether a path of the config still holds ``{{…}}`` after the audience key is filled in."""
    if isinstance(config, dict):
        path = config.get("@path")
        if isinstance(path, str) and "{{" in path:
            return True
        return any(has_unknown_parameter(value) for value in config.values())
    return isinstance(config, list) and any(has_unknown_parameter(item) for item in config)
