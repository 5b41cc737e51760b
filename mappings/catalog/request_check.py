"""Requests inside a definition document: may they be sent, and what do they read?"""

from collections.abc import Iterator, Mapping
from typing import Any

from mappings.catalog.config_check import check_config, config_reads
from mappings.catalog.headers import header_name_fault, header_value_fault
from mappings.catalog.urls import url_fault
from mappings.catalog.wording import Keys, named_type, problem_at
from mappings.engine.errors import Problem
from mappings.engine.json_types import Json

METHODS = ("POST", "PUT", "PATCH", "DELETE")

_PATH_DIRECTIVES = ("@path", "@template")


def check_request(
    place: Keys, request: Mapping[str, Any], document: Mapping[str, Any], *, carries: str
) -> Iterator[Problem]:
    """What keeps a request definition from making requests, or from making them safely.

    Args:
        carries: what it reads beside the settings, ``"payload"`` or ``"payloads"``.
    """
    yield from _check_method((*place, "method"), request["method"])
    yield from _check_url((*place, "url"), request["url"])
    for part, config in request.items():
        yield from check_config((*place, part), config)
        also = carries if part in ("headers", "body") else None
        yield from _check_reads((*place, part), config, document, also=also)
    yield from _check_headers((*place, "headers"), request.get("headers", {}), document)


def check_header_name(place: Keys, name: str) -> Iterator[Problem]:
    if fault := header_name_fault(name):
        yield problem_at(place, f"{name} {fault}.", "header_name")


def _check_method(place: Keys, method: Json) -> Iterator[Problem]:
    if not isinstance(method, dict) and method not in METHODS:
        message = f"Expected a config or one of: {', '.join(METHODS)}."
        yield problem_at(place, message, "choice")


def _check_url(place: Keys, url: Json) -> Iterator[Problem]:
    if isinstance(url, dict):
        return
    if not isinstance(url, str):
        yield problem_at(place, f"Expected a config or a URL; found {named_type(url)}.", "type")
    elif fault := url_fault(url):
        yield problem_at(place, f"This URL {fault}.", "format")


def _check_reads(
    place: Keys, config: Json, document: Mapping[str, Any], *, also: str | None
) -> Iterator[Problem]:
    if _has_computed_path(config):
        # A payload that chose the path could read the secrets.
        yield problem_at(place, "A path here is written out, not computed.", "computed_path")
    if _has_triple_braces(config):
        # A payload that brings placeholders of its own could read the secrets, too.
        yield problem_at(place, "A template here has two braces, not three.", "triple_braces")
    known = {setting["key"] for setting in document["settings"]}
    allowed = f"settings.<key> or {also}" if also else "settings.<key>"
    for path in config_reads(config):
        match path:
            case ("settings", key, *_) if key in known:
                continue
            case ("settings", key, *_):
                yield problem_at(place, f'There is no setting "{key}".', "unknown_setting")
            case (root, *_) if root == also:
                continue
            case _:
                yield problem_at(place, f"A path here reads {allowed}.", "unknown_path")


def _has_computed_path(config: Json) -> bool:
    if isinstance(config, dict):
        computed = (key in config and not isinstance(config[key], str) for key in _PATH_DIRECTIVES)
        return any(computed) or any(_has_computed_path(value) for value in config.values())
    return isinstance(config, list) and any(_has_computed_path(item) for item in config)


def _has_triple_braces(config: Json) -> bool:
    if isinstance(config, dict):
        template = config.get("@template")
        is_triple = isinstance(template, str) and "{{{" in template
        return is_triple or any(_has_triple_braces(value) for value in config.values())
    return isinstance(config, list) and any(_has_triple_braces(item) for item in config)


def _check_headers(
    place: Keys, headers: Mapping[str, Json], document: Mapping[str, Any]
) -> Iterator[Problem]:
    seen = {_authentication_header(document["authentication"])}
    for name, value in headers.items():
        yield from check_header_name((*place, name), name)
        if not isinstance(value, dict) and (fault := header_value_fault(value)):
            yield problem_at((*place, name), f"This value {fault}.", "header_value")
        if name.lower() in seen:
            yield problem_at((*place, name), "This header is set already.", "repeated")
        seen.add(name.lower())


def _authentication_header(authentication: Mapping[str, Any]) -> str | None:
    match authentication["scheme"]:
        case "bearer" | "basic":
            return "authorization"
        case "header":
            return str(authentication["name"]).lower()
    return None
