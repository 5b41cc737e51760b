"""Servers of an OpenAPI document: the address that paths are appended to."""

import re
from typing import Any

from mappings.catalog.drafting.naming import label_of, shortened
from mappings.catalog.drafting.openapi.connection import Settings
from mappings.catalog.drafting.references import Place
from mappings.catalog.drafting.results import Findings
from mappings.catalog.limits import MAX_CHOICE_CHARS, MAX_CHOICES, MAX_LABEL_CHARS
from mappings.catalog.urls import base_url_fault
from mappings.engine.json_types import Json

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BASE_TEXT = "Where the API starts. Paths are appended to it."


def server_template(place: Place | None, settings: Settings, findings: Findings) -> str:
    """The start of a URL as a template over settings, without a slash at its end.

    One address becomes a setting with that default, so that a sandbox or a proxy can stand there;
    variables of an address become settings of their own.

    Shape:
        ``{"url": "https://{region}.example.com/v1"}`` ->
        ``"https://{{settings.region}}.example.com/v1"``
    """
    servers = _servers(place)
    if not servers or place is None:
        findings.note("/servers", "No server is named: the address is asked for.")
        return _asked_for("", settings)
    first = servers[0]
    url = str(first.value["url"]).strip()
    if not _SCHEME.match(url):
        message = (
            f"The server {shortened(url, 60)} has no host of its own: the address is asked for."
        )
        findings.note(first.pointer, message)
        return _asked_for("" if "{" in url else url, settings)
    if not _VARIABLE.search(url):
        return _fixed(first, servers[1:], settings, findings)
    for other in servers[1:]:
        findings.note(other.pointer, "This other server is not carried over.")
    return _VARIABLE.sub(lambda found: _variable(first, found[1], settings), url).rstrip("/")


def _servers(place: Place | None) -> list[Place]:
    if place is None or not isinstance(place.value, list):
        return []
    servers = [place.at(index) for index in range(len(place.value))]
    return [one for one in servers if isinstance(one.get("url"), str) and one.get("url").strip()]


def _fixed(first: Place, others: list[Place], settings: Settings, findings: Findings) -> str:
    """A setting whose default is the first address; the others are named in its help."""
    url = str(first.value["url"]).strip().rstrip("/")
    members: dict[str, Any] = {"default": url}
    if fault := base_url_fault(url):
        findings.note(first.pointer, f"This address {fault}: another one is asked for.")
        members = {}
    if others:
        listed = ", ".join(str(one.value["url"]) for one in others)
        members["description"] = shortened(f"{_BASE_TEXT} There are also: {listed}.")
    return _asked_for("", settings, **members)


def _asked_for(path: str, settings: Settings, **members: Any) -> str:
    """A setting for the address; `path` is appended to it already."""
    setting = {
        "label": "API base URL",
        "type": "url",
        "required": True,
        "is_base": True,
        "description": _BASE_TEXT,
        **members,
    }
    key = settings.add("base_url", setting)
    return f"{{{{settings.{key}}}}}{path.rstrip('/')}"


def _variable(server: Place, name: str, settings: Settings) -> str:
    """A variable as a setting: one of its values where they are named, else a text."""
    variables = server.get("variables")
    given = variables.get(name) if isinstance(variables, dict) else None
    variable: dict[str, Json] = given if isinstance(given, dict) else {}
    setting: dict[str, Any] = {"label": label_of(name), "type": "string", "required": True}
    given_values = variable.get("enum")
    values: list[Json] = given_values if isinstance(given_values, list) else []
    if _are_choices(values):
        setting["type"] = "choice"
        setting["choices"] = [
            {"value": value, "label": shortened(value, MAX_LABEL_CHARS)}
            for value in dict.fromkeys(values)
        ]
    description = variable.get("description")
    if isinstance(description, str) and description.strip():
        setting["description"] = shortened(description)
    default = variable.get("default")
    is_text = setting["type"] == "string"
    if isinstance(default, str) and default and (is_text or default in values):
        setting["default"] = default
    return f"{{{{settings.{settings.add(name, setting)}}}}}"


def _are_choices(values: list[Json]) -> bool:
    return 0 < len(values) <= MAX_CHOICES and all(
        isinstance(value, str) and 0 < len(value) <= MAX_CHOICE_CHARS for value in values
    )
