"""Drafts of definitions: from a document that was sent, and for a definition that is there."""

from typing import Any

from mappings.catalog.documents_text import read_document
from mappings.catalog.drafting.one_action import (
    Endpoint,
    draft_from_json_schema,
    draft_from_sample,
)
from mappings.catalog.drafting.openapi.drafting import draft_from_openapi
from mappings.catalog.drafting.results import Draft, DraftError
from mappings.engine.errors import JsonTextError
from mappings.engine.json_types import Json
from mappings.models import OwnDefinition
from mappings.services.errors import InvalidInput

_KEPT = ("slug", "name", "description", "category")


def draft_definition(
    *, source: str, document: Json, operations: list[str] | None = None, **endpoint: str
) -> Draft:
    """A definition drafted from a document, or from its text.

    Args:
        source: ``openapi``, ``json_schema`` or ``sample``.
        operations: for ``openapi``, which of its operations become actions.
        endpoint: members of `Endpoint`, for the others.

    Raises:
        InvalidInput: everything that is wrong; pointers are into the document.
    """
    try:
        value = read_document(document) if isinstance(document, str) else document
        if source == "openapi":
            return draft_from_openapi(value, operations or [])
        where = Endpoint(**{"name": "My tool", "key_name": "X-API-Key", **endpoint})
        draft = draft_from_json_schema if source == "json_schema" else draft_from_sample
        return draft(where, value)
    except (JsonTextError, DraftError) as err:
        raise InvalidInput(err.problems) from err


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
