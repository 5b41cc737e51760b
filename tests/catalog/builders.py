"""Small definitions for tests, made of documents."""

from typing import Any

from mappings.catalog.loading import load_definition
from mappings.catalog.schema import DestinationDefinition

SECRET = "s3cret-value-0123456789"


def make_definition(
    *,
    settings: tuple[dict[str, Any], ...] = (),
    authentication: dict[str, Any] | None = None,
    request: dict[str, Any] | None = None,
    definition: dict[str, Any] | None = None,
    **action: Any,
) -> DestinationDefinition:
    """A definition with one action, `send`; `definition` has further members of the document."""
    return load_definition(
        {
            "format_version": 1,
            "slug": "tool",
            "name": "Tool",
            "description": "A tool.",
            "category": "CRM",
            "settings": list(settings),
            "authentication": authentication or {"scheme": "none"},
            "actions": [
                {
                    "slug": "send",
                    "name": "Send",
                    "description": "Sends.",
                    "fields": [],
                    "request": {"method": "POST", "url": "https://example.com/"} | (request or {}),
                    **action,
                }
            ],
            "presets": [],
            **(definition or {}),
        },
        name="tool.json",
    )


def setting(key: str, type: str = "string", **rest: Any) -> dict[str, Any]:
    return {"key": key, "label": key.capitalize(), "type": type, "required": False} | rest
