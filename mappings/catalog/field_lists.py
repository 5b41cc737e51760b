"""A list of fields without a destination: what an action of one's own accepts."""

from dataclasses import replace

from mappings.catalog.errors import DefinitionError
from mappings.catalog.loading import load_definition
from mappings.catalog.schema import ActionDefinition
from mappings.engine.errors import Problem
from mappings.engine.json_types import Json

_ACTION = "/actions/0"
_FIELDS = "/actions/0/fields"


def load_field_list(document: Json, *, name: str) -> ActionDefinition:
    """An action of these fields, which sends nothing.

    Shape:
        ``[{"key": "email", "label": "Email", "type": "string", "required": true}]``, or
        ``{"fields": […], "allows_extra_fields": true, "requires_one_of": [["email", "phone"]]}``

    Args:
        name: what the document is called in errors, such as ``fields.json``.

    Raises:
        DefinitionError: listing every problem, each with a JSON pointer into the document.
    """
    is_list = isinstance(document, list)
    if not is_list and not isinstance(document, dict):
        message = "Expected a list of fields, or an object with fields."
        raise DefinitionError(name, (Problem("", message, "type"),))
    members = {"fields": document} if is_list else document
    try:
        definition = load_definition(_definition_with(members), name=name)
    except DefinitionError as err:
        prefix = _FIELDS if is_list else _ACTION
        found = (replace(one, pointer=one.pointer.removeprefix(prefix)) for one in err.problems)
        raise DefinitionError(name, tuple(found)) from err
    return definition.actions[0]


def _definition_with(members: dict[str, Json]) -> Json:
    """A definition that is good but for these members of its only action."""
    action = {
        "slug": "fields",
        "name": "Fields",
        "description": "Fields from a list.",
        **members,
        "request": {"method": "POST", "url": "https://example.com"},
    }
    return {
        "format_version": 1,
        "slug": "fields",
        "name": "Fields",
        "description": "Fields from a list.",
        "category": "Webhooks",
        "settings": [],
        "authentication": {"scheme": "none"},
        "actions": [action],
        "presets": [],
    }
