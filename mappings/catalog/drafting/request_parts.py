"""The parts that every drafted definition has, whatever its fields came from."""

from collections.abc import Mapping, Sequence
from typing import Any

WHOLE_PAYLOAD = {"@path": "$.payload"}

_AUTHENTICATION: Mapping[str, tuple[dict[str, Any], ...]] = {
    "none": (),
    "bearer": (
        {
            "key": "token",
            "label": "Token",
            "type": "string",
            "required": True,
            "is_secret": True,
            "description": "Sent as a bearer token in the Authorization header.",
        },
    ),
    "basic": (
        {"key": "username", "label": "User name", "type": "string", "required": True},
        {
            "key": "password",
            "label": "Password",
            "type": "string",
            "required": True,
            "is_secret": True,
        },
    ),
    "header": (
        {
            "key": "api_key",
            "label": "API key",
            "type": "string",
            "required": True,
            "is_secret": True,
            "description": "Sent in a header of its own.",
        },
    ),
    "query": (
        {
            "key": "api_key",
            "label": "API key",
            "type": "string",
            "required": True,
            "is_secret": True,
            "description": "Sent as a parameter of the URL.",
        },
    ),
}
SCHEMES = tuple(_AUTHENTICATION)


def authentication_parts(
    scheme: str, name: str = ""
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """An authentication and the settings it reads.

    Args:
        scheme: one of `SCHEMES`.
        name: of the header or the parameter, for ``header`` and ``query``.
    """
    settings = _AUTHENTICATION[scheme]
    keys = [setting["key"] for setting in settings]
    match scheme:
        case "none":
            return {"scheme": "none"}, ()
        case "bearer":
            return {"scheme": "bearer", "setting": keys[0]}, settings
        case "basic":
            return {
                "scheme": "basic",
                "username_setting": keys[0],
                "password_setting": keys[1],
            }, settings
    return {"scheme": scheme, "name": name, "setting": keys[0]}, settings


def definition_document(
    *,
    slug: str,
    name: str,
    description: str,
    settings: Sequence[dict[str, Any]],
    authentication: dict[str, Any],
    actions: Sequence[dict[str, Any]],
    category: str = "Webhooks",
) -> dict[str, Any]:
    """A definition document with its parts in the order that people read."""
    return {
        "format_version": 1,
        "slug": slug,
        "name": name,
        "description": description,
        "category": category,
        "settings": list(settings),
        "authentication": authentication,
        "actions": list(actions),
        "presets": [],
    }
