"""From a payload to the request that would carry it. Nothing is sent here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from mappings.catalog.authentication import make_proof
from mappings.catalog.checked_requests import METHODS, READING_METHODS, checked_request
from mappings.catalog.errors import RequestError
from mappings.catalog.hashing import hash_payload
from mappings.catalog.masking import mask_request
from mappings.catalog.schema import (
    ActionDefinition,
    BatchDefinition,
    DestinationDefinition,
    Request,
    RequestDefinition,
)
from mappings.catalog.settings import check_settings, fill_in_settings
from mappings.catalog.wording import problems_below
from mappings.engine.compiler import CompiledMapping
from mappings.engine.errors import EventError, Problem
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, format_path, walk

__all__ = [
    "build_request",
    "build_test_request",
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
    access_token: str | None = None,
) -> Request:
    """The request that carries this payload, with its authentication.

    Shape:
        ``{"email_address": "user@example.com"}`` -> ``Request("POST", "https://…/contacts", …)``

    Args:
        access_token: what `read_token()` gave, for tools with OAuth 2; others have no use for it.

    Raises:
        RequestError: pointers lead into ``{"settings": …, "request": …}``.
    """
    make_request = compile_request(definition, action, settings=settings, access_token=access_token)
    return make_request(payload)


def compile_request(
    definition: DestinationDefinition,
    action: ActionDefinition,
    *,
    settings: Mapping[str, Json],
    access_token: str | None = None,
) -> MakeRequest:
    """The same for many payloads: settings are checked once.

    Returns:
        A function from payload to request, safe to share between threads.

    Raises:
        RequestError: for settings that cannot be used.
    """
    builder = _Builder(definition, action.request, settings, access_token)
    fields = action.request.hashed_fields

    def make_request(payload: Json) -> Request:
        return builder.build({"payload": hash_payload(fields, payload)})

    return make_request


def compile_batch_request(
    definition: DestinationDefinition,
    batch: BatchDefinition,
    *,
    settings: Mapping[str, Json],
    access_token: str | None = None,
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
    builder = _Builder(definition, batch.request, settings, access_token)
    fields = batch.request.hashed_fields

    def make_request(payloads: Sequence[Json]) -> Request:
        hashed = [hash_payload(fields, payload) for payload in payloads]
        items = builder.items(batch.item, hashed) if batch.item else []
        return builder.build({"payloads": hashed, "items": items})

    return make_request


def build_test_request(
    definition: DestinationDefinition,
    *,
    settings: Mapping[str, Json],
    access_token: str | None = None,
) -> Request | None:
    """The request whose answer says whether the settings are right; None where there is none.

    Raises:
        RequestError: for settings that cannot be used.
    """
    if definition.test_request is None:
        return None
    test = definition.test_request.request
    return _Builder(definition, test, settings, access_token, methods=READING_METHODS).build({})


class _Builder:
    """Makes the requests of one definition with checked settings."""

    def __init__(
        self,
        definition: DestinationDefinition,
        request: RequestDefinition,
        settings: Mapping[str, Json],
        access_token: str | None,
        *,
        methods: tuple[str, ...] = METHODS,
    ) -> None:
        faults = check_settings(definition, settings)
        if faults:
            raise RequestError(problems_below("/settings", faults))
        self._request = request
        self._methods = methods
        self._settings = fill_in_settings(definition, settings)
        self._proof = make_proof(definition.authentication, self._settings, access_token)
        addresses = {setting.key for setting in definition.settings if setting.type == "url"}
        self._settings_in_url = {
            key: value if key in addresses else _percent_encoded(value)
            for key, value in self._settings.items()
        }

    def build(self, carried: Mapping[str, Json]) -> Request:
        """The request of what is carried: the payload, or the payloads of a batch."""
        missing = tuple(_missing_in_url(self._request, carried))
        if missing:
            raise RequestError(missing)
        in_url = _percent_encoded(carried) if self._request.values_in_url else {}
        try:
            made = self._request.url_mapping.run({"settings": self._settings_in_url, **in_url})
            made |= self._request.mapping.run({"settings": self._settings, **carried})
        except EventError as error:
            raise RequestError(problems_below("/request", error.problems)) from error
        form = self._request.body_format
        return checked_request(made, self._proof, body_format=form, methods=self._methods)

    def items(self, item: CompiledMapping, payloads: Sequence[Json]) -> list[Json]:
        """Each payload in the shape that the batch gives it."""
        try:
            return [
                item.run({"settings": self._settings, "payload": payload})["item"]
                for payload in payloads
            ]
        except EventError as error:
            raise RequestError(error.problems) from error


def _missing_in_url(request: RequestDefinition, carried: Mapping[str, Json]) -> Iterator[Problem]:
    """A URL that lacks a part is another URL: that of the whole list, for example."""
    for keys in request.values_in_url:
        value = walk(keys, dict(carried))
        if value is MISSING or value is None or value == "" or isinstance(value, list | dict):
            message = f"The URL needs a text or a number in {format_path(keys)}."
            yield Problem("/request/url", message, "required")


def _percent_encoded(value: Json) -> Any:
    """The value with every text in the form that it has as one part of a URL."""
    if isinstance(value, str):
        return quote(value, safe="")
    if isinstance(value, Mapping):
        return {key: _percent_encoded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_percent_encoded(item) for item in value]
    return value
