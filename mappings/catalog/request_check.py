"""Requests inside a definition document: may they be sent, and what do they read?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mappings.catalog.checked_requests import METHODS, READING_METHODS
from mappings.catalog.config_check import check_config, config_reads
from mappings.catalog.headers import header_name_fault, header_value_fault
from mappings.catalog.urls import url_fault
from mappings.catalog.wording import Keys, named_type, problem_at
from mappings.engine.errors import Problem
from mappings.engine.json_types import Json

_PATH_DIRECTIVES = ("@path", "@template")
_NO_CONFIGS = ("body_format", "answers")
_VALUE = re.compile(r"\{\{\s*(?!settings\.)")
_BASE_URL = re.compile(r"\A\{\{\s*settings\.[^}]*\}\}")
_SETTING = re.compile(r"\{\{[^}]*\}\}")
_HOST_FIRST = re.compile(r"https?://[^/?]+/")


def check_request(
    place: Keys, request: Mapping[str, Any], document: Mapping[str, Any], action: Mapping[str, Any]
) -> Iterator[Problem]:
    """What keeps an action's request from making requests, or from making them safely."""
    url_values = [("payload", key) for key in _required_fields(action)]
    yield from _check_request(place, request, document, carries=("payload",), in_url=url_values)


def check_batch_request(
    place: Keys, batch: Mapping[str, Any], document: Mapping[str, Any], action: Mapping[str, Any]
) -> Iterator[Problem]:
    """The same for a batch, and for the shape that it gives each payload.

    Its URL reads what all payloads agree in, of the first one.
    """
    alike = [key for key in _required_fields(action) if key in batch.get("key", ())]
    carries = ("payloads", "items") if "item" in batch else ("payloads",)
    request = batch["request"]
    in_url = [("payloads", "0", key) for key in alike]
    yield from _check_request((*place, "request"), request, document, carries, in_url=in_url)
    if "item" in batch:
        yield from check_config((*place, "item"), batch["item"])
        yield from check_reads((*place, "item"), batch["item"], document, also=("payload",))
        if not any(path[:1] == ("items",) for path in config_reads(request.get("body"))):
            message = "The body of the request does not read $.items."
            yield problem_at((*place, "item"), message, "no_effect")


def check_test_request(
    place: Keys, request: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[Problem]:
    """The same for a request that carries nothing."""
    yield from _check_request(place, request, document, methods=READING_METHODS)


def check_header_name(place: Keys, name: str) -> Iterator[Problem]:
    if fault := header_name_fault(name):
        yield problem_at(place, f"{name} {fault}.", "header_name")


def check_url(place: Keys, url: Json) -> Iterator[Problem]:
    if isinstance(url, dict):
        return
    if not isinstance(url, str):
        yield problem_at(place, f"Expected a config or a URL; found {named_type(url)}.", "type")
    elif fault := url_fault(url):
        yield problem_at(place, f"This URL {fault}.", "format")


def check_reads(
    place: Keys, config: Json, document: Mapping[str, Any], *, also: Sequence[str] = ()
) -> Iterator[Problem]:
    """What a config reads that it may not: it has settings, and the roots of `also`."""
    if _has_computed_path(config):
        # A payload that chose the path could read the secrets.
        yield problem_at(place, "A path here is written out, not computed.", "computed_path")
    if _has_triple_braces(config):
        # A payload that brings placeholders of its own could read the secrets, too.
        yield problem_at(place, "A template here has two braces, not three.", "triple_braces")
    known = {setting["key"] for setting in document["settings"]}
    allowed = " or ".join(["settings.<key>", *also])
    for path in config_reads(config):
        match path:
            case ("settings", key, *_) if key in known:
                continue
            case ("settings", key, *_):
                yield problem_at(place, f'There is no setting "{key}".', "unknown_setting")
            case (root, *_) if root in also:
                continue
            case _:
                yield problem_at(place, f"A path here reads {allowed}.", "unknown_path")


def _check_request(
    place: Keys,
    request: Mapping[str, Any],
    document: Mapping[str, Any],
    carries: Sequence[str] = (),
    *,
    in_url: Sequence[tuple[str, ...]] = (),
    methods: Sequence[str] = METHODS,
) -> Iterator[Problem]:
    yield from _check_method((*place, "method"), request["method"], methods)
    yield from check_url((*place, "url"), request["url"])
    for part, config in request.items():
        if part in _NO_CONFIGS:
            continue
        yield from check_config((*place, part), config)
        also = () if part == "method" else carries
        yield from check_reads((*place, part), config, document, also=also)
    yield from _check_url_values((*place, "url"), request["url"], carries, in_url)
    yield from _check_headers((*place, "headers"), request.get("headers", {}), document)
    yield from _check_form((*place, "body"), request)


def _required_fields(action: Mapping[str, Any]) -> list[str]:
    return [field["key"] for field in action["fields"] if field.get("required") is True]


def _check_method(place: Keys, method: Json, methods: Sequence[str]) -> Iterator[Problem]:
    if not isinstance(method, dict) and method not in methods:
        message = f"Expected a config or one of: {', '.join(methods)}."
        yield problem_at(place, message, "choice")


def _check_url_values(
    place: Keys, url: Json, carries: Sequence[str], in_url: Sequence[tuple[str, ...]]
) -> Iterator[Problem]:
    """Values of an event may stand in a URL where they cannot make it another URL."""
    reads = [path for path in config_reads(url) if path[0] in carries]
    if reads and not _HOST_FIRST.match(_text_before_values(url)):
        message = "A URL that reads a payload is a @template with scheme and host before that."
        yield problem_at(place, message, "url_value")
    if any(path not in in_url for path in reads):
        wanted = "required fields of the payload"
        if "payloads" in carries:
            wanted = "payloads[0], and of it required fields that are in the batch's key"
        yield problem_at(place, f"A URL reads only {wanted}.", "url_value")


def _text_before_values(url: Json) -> str:
    """The text of a template up to the first value of a payload; a base URL stands for itself."""
    template = url.get("@template") if isinstance(url, dict) else None
    text = _VALUE.split(template, maxsplit=1)[0] if isinstance(template, str) else ""
    return _SETTING.sub("x", _BASE_URL.sub("https://x", text))


def _check_form(place: Keys, request: Mapping[str, Any]) -> Iterator[Problem]:
    body = request.get("body")
    if request.get("body_format") == "form" and not isinstance(body, dict):
        message = f"A form is an object or a config; found {named_type(body)}."
        yield problem_at(place, message, "type")


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
    seen = _own_headers(document)
    for name, value in headers.items():
        yield from check_header_name((*place, name), name)
        if not isinstance(value, dict) and (fault := header_value_fault(value)):
            yield problem_at((*place, name), f"This value {fault}.", "header_value")
        if name.lower() in seen:
            yield problem_at((*place, name), "This header is set already.", "repeated")
        seen.add(name.lower())


def _own_headers(document: Mapping[str, Any]) -> set[str]:
    """The headers that authentication and signing add."""
    authentication, signing = document["authentication"], document.get("signing", {})
    names = {signing[key].lower() for key in signing if key.endswith("header")}
    match authentication["scheme"]:
        case "none" | "query":
            return names
        case "header":
            return names | {str(authentication["name"]).lower()}
    return names | {"authorization"}
