"""From a payload to the request that would carry it. Nothing is sent here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mappings.catalog.authentication import Proof, make_proof
from mappings.catalog.errors import RequestError
from mappings.catalog.headers import header_name_fault, header_value_fault
from mappings.catalog.masking import mask_request
from mappings.catalog.request_check import METHODS
from mappings.catalog.schema import (
    ActionDefinition,
    BatchDefinition,
    DestinationDefinition,
    Request,
    RequestDefinition,
)
from mappings.catalog.settings import check_settings, fill_in_settings
from mappings.catalog.urls import url_fault
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.json_types import Json

__all__ = [
    "build_request",
    "check_settings",
    "compile_batch_request",
    "compile_request",
    "mask_request",
]

MakeRequest = Callable[[Json], Request]
MakeBatchRequest = Callable[[Sequence[Json]], Request]


def build_request(
    definition: DestinationDefinition,
    action: ActionDefinition,
    *,
    settings: Mapping[str, Json],
    payload: Json,
) -> Request:
    """The request that carries this payload, with its authentication.

    Shape:
        ``{"email_address": "user@example.com"}`` -> ``Request("POST", "https://…/contacts", …)``

    Raises:
        RequestError: pointers lead into ``{"settings": …, "request": …}``.
    """
    return compile_request(definition, action, settings=settings)(payload)


def compile_request(
    definition: DestinationDefinition, action: ActionDefinition, *, settings: Mapping[str, Json]
) -> MakeRequest:
    """The same for many payloads: settings are checked once.

    Returns:
        A function from payload to request, safe to share between threads.

    Raises:
        RequestError: for settings that cannot be used.
    """
    return _compile(definition, action.request, settings, "payload")


def compile_batch_request(
    definition: DestinationDefinition, batch: BatchDefinition, *, settings: Mapping[str, Json]
) -> MakeBatchRequest:
    """The same for payloads that travel together.

    Shape:
        ``[{"email": "user@example.com"}]`` -> ``Request("POST", "https://…/contacts/batch", …)``

    Returns:
        A function from a list of payloads to their request, safe to share between threads. Not
        more than the batch's limits allow, and alike in its key, is for the caller to see to.

    Raises:
        RequestError: for settings that cannot be used.
    """
    return _compile(definition, batch.request, settings, "payloads")


def _compile(
    definition: DestinationDefinition,
    request: RequestDefinition,
    settings: Mapping[str, Json],
    carries: str,
) -> Callable[[Any], Request]:
    faults = check_settings(definition, settings)
    if faults:
        raise RequestError(_below("/settings", faults))
    filled = fill_in_settings(definition, settings)
    proof = make_proof(definition.authentication, filled)

    def make_request(carried: Json) -> Request:
        try:
            members = request.mapping.run({"settings": filled, carries: carried})
        except EventError as error:
            raise RequestError(_below("/request", error.problems)) from error
        return _checked(members, proof)

    return make_request


def _below(place: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(replace(problem, pointer=place + problem.pointer) for problem in problems)


def _checked(members: Mapping[str, Any], proof: Proof) -> Request:
    """The request of a resolved request config, when it is one that may be sent."""
    method: Json = members.get("method")
    url: Json = members.get("url")
    body: Json = members.get("body")
    given: Mapping[str, Json] = members.get("headers", {})
    headers = {**_headers(given, has_body=body is not None), **proof.headers}
    problems = [*_method_problems(method), *_url_problems(url), *_header_problems(headers)]
    if problems:
        raise RequestError(tuple(problems))
    return Request(method=method, url=_with_query(url, proof.query), headers=headers, body=body)


def _headers(given: Mapping[str, Json], *, has_body: bool) -> dict[str, Any]:
    headers = {name: value for name, value in given.items() if value is not None}
    is_typed = any(name.lower() == "content-type" for name in headers)
    if has_body and not is_typed:
        headers["Content-Type"] = "application/json"
    return headers


def _with_query(url: str, query: str) -> str:
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _method_problems(method: Json) -> list[Problem]:
    if method in METHODS:
        return []
    return [
        Problem("/request/method", f"The method is not one of: {', '.join(METHODS)}.", "choice")
    ]


def _url_problems(url: Json) -> list[Problem]:
    fault = url_fault(url) if isinstance(url, str) else "is not a text"
    return [Problem("/request/url", f"The URL {fault}.", "format")] if fault else []


def _header_problems(headers: Mapping[str, Json]) -> list[Problem]:
    problems = []
    for name, value in headers.items():
        fault = header_name_fault(name) or header_value_fault(value)
        if fault:
            pointer = json_pointer(["request", "headers", name])
            problems.append(Problem(pointer, f"The header {name} {fault}.", "header"))
    return problems
