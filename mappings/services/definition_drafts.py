"""A new draft for a definition that is there: what people chose for it stays."""

from typing import Any

from mappings.models import OwnDefinition

_KEPT = ("slug", "name", "description", "category")


def as_next_version(definition: OwnDefinition, document: dict[str, Any]) -> dict[str, Any]:
    """A drafted document as the next version of a definition.

    Slug, name, description and category stay. Actions of the same slug are those of the draft,
    others are added behind them; mappings know an action by its slug.
    """
    current = definition.document
    drafted = {action["slug"] for action in document["actions"]}
    others = [action for action in current["actions"] if action["slug"] not in drafted]
    needed = {setting["key"] for setting in document["settings"]}
    settings = [setting for setting in current["settings"] if setting["key"] not in needed]
    kept = {key: current[key] for key in _KEPT}
    return {
        **document,
        **kept,
        "settings": [*document["settings"], *(settings if others else [])],
        "actions": [*document["actions"], *others],
        "presets": current["presets"],
    }
