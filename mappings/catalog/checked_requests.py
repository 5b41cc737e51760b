"""A request that may be sent, or everything that keeps it from being sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from mappings.catalog.authentication import Proof
from mappings.catalog.bodies import CONTENT_TYPES, form_fault
from mappings.catalog.errors import RequestError
from mappings.catalog.headers import header_name_fault, header_value_fault
from mappings.catalog.schema import BodyFormat, Request
from mappings.catalog.urls import dot_step_fault, url_fault
from mappings.catalog.wording import named_type
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import json_type_name
from mappings.engine.json_types import Json

METHODS = ("POST", "PUT", "PATCH", "DELETE")
READING_METHODS = ("GET", *METHODS)

_NO_PROOF = Proof()


def checked_request(
    members: Mapping[str, Any],
    proof: Proof = _NO_PROOF,
    *,
    body_format: BodyFormat = "json",
    methods: tuple[str, ...] = METHODS,
) -> Request:
    """The request that resolved configs describe, with its proof.

    Shape:
        members: ``{"method": "POST", "url": "https://…", "query": {…}, "headers": {…}, "body": …}``

    Raises:
        RequestError: pointers lead into ``{"request": …}``.
    """
    method: Json = members.get("method")
    url: Json = members.get("url")
    body: Json = members.get("body")
    query: Mapping[str, Json] = members.get("query") or {}
    content_type = None if body is None else CONTENT_TYPES[body_format]
    headers = {**_headers(members.get("headers", {}), content_type), **proof.headers}
    problems = [
        *_method_problems(method, methods),
        *_url_problems(url),
        *_query_problems(query),
        *_header_problems(headers),
        *_body_problems(body, body_format),
    ]
    if problems:
        raise RequestError(tuple(problems))
    return Request(
        method=method,
        url=_with_query(_with_query(url, _query_text(query)), proof.query),
        headers=headers,
        body=body,
        body_format=body_format,
    )


def _headers(given: Mapping[str, Json], content_type: str | None) -> dict[str, Any]:
    headers = {name: value for name, value in given.items() if value is not None}
    is_typed = any(name.lower() == "content-type" for name in headers)
    if content_type and not is_typed:
        headers["Content-Type"] = content_type
    return headers


def _with_query(url: str, query: str) -> str:
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _query_text(query: Mapping[str, Json]) -> str:
    pairs = [
        (name, _query_value(one))
        for name, value in query.items()
        for one in (value if isinstance(value, list) else [value])
        if one is not None
    ]
    return urlencode(pairs, quote_via=quote, safe="")


def _query_value(value: Json) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _method_problems(method: Json, methods: tuple[str, ...]) -> list[Problem]:
    if method in methods:
        return []
    message = f"The method is not one of: {', '.join(methods)}."
    return [Problem("/request/method", message, "choice")]


def _url_problems(url: Json) -> list[Problem]:
    fault = url_fault(url) or dot_step_fault(url) if isinstance(url, str) else "is not a text"
    return [Problem("/request/url", f"The URL {fault}.", "format")] if fault else []


def _query_problems(query: Mapping[str, Json]) -> list[Problem]:
    problems = []
    for name, value in query.items():
        for one in value if isinstance(value, list) else [value]:
            if json_type_name(one) in ("object", "list"):
                message = f"The parameter {name} expects text; this is {named_type(one)}."
                problems.append(Problem(json_pointer(["request", "query", name]), message, "type"))
    return problems


def _header_problems(headers: Mapping[str, Json]) -> list[Problem]:
    problems = []
    for name, value in headers.items():
        fault = header_name_fault(name) or header_value_fault(value)
        if fault:
            pointer = json_pointer(["request", "headers", name])
            problems.append(Problem(pointer, f"The header {name} {fault}.", "header"))
    return problems


def _body_problems(body: Json, body_format: BodyFormat) -> list[Problem]:
    fault = form_fault(body) if body_format == "form" and body is not None else None
    return [Problem("/request/body", f"The body {fault}.", "type")] if fault else []
