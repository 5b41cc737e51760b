"""Bodies: limited before they are read, strict when they are parsed."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from mappings import conf
from mappings.api.errors import ApiError
from mappings.engine.errors import JsonTextError
from mappings.engine.strict_json import parse_json
from mappings.exchange.limits import MAX_IMPORT_BYTES

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, as strict as the engine's: see `engine.strict_json`."""

    media_type = "application/json"
    max_bytes = conf.MAX_BODY_BYTES

    def parse(
        self,
        stream: IO[bytes],
        _media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        assert parser_context is not None  # noqa: S101  (DRF always gives it)
        data = _read(stream, parser_context["request"], max_bytes=self.max_bytes)
        if data.startswith(_BYTE_ORDER_MARK):
            raise ApiError(400, "invalid_json", "Leave out the byte order mark before the JSON.")
        try:
            return parse_json(data, max_bytes=self.max_bytes)
        except JsonTextError as err:
            raise ApiError(400, "invalid_json", str(err), problems=err.problems) from err


class LargeJSONParser(StrictJSONParser):
    """The same for a body that holds a document of a tool, or the text of one."""

    max_bytes = conf.MAX_FORM_BYTES


class RawTextParser(BaseParser):
    """The bytes as they came, whatever they are called."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        _media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        assert parser_context is not None  # noqa: S101  (DRF always gives it)
        return _read(stream, parser_context["request"])


class DocumentParser(BaseParser):
    """The bytes of a document to import, which may be larger than other bodies."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        _media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        assert parser_context is not None  # noqa: S101  (DRF always gives it)
        return _read(stream, parser_context["request"], max_bytes=MAX_IMPORT_BYTES)


def check_body_headers(request: Request) -> None:
    """Refuse a body that would be read wrongly or not at all.

    Without a length the server layer hands on an empty body, which would look like "no changes".
    """
    if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
        raise ApiError(411, "length_required", "Send the body's length: Content-Length.")
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise ApiError(415, "unsupported_media_type", "Send the body as it is, not compressed.")


def _read(stream: IO[bytes], request: Request, *, max_bytes: int = conf.MAX_BODY_BYTES) -> bytes:
    """The body, if it is within the limit; it is not read any further than that."""
    data = b""
    if _declared_bytes(request) <= max_bytes:
        data = stream.read(max_bytes + 1)
        if len(data) <= max_bytes:
            return data
    raise ApiError(413, "too_large", f"The body is larger than {max_bytes:,} bytes.")


def _declared_bytes(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as err:
        raise ApiError(400, "bad_request", "Content-Length is not a number.") from err
