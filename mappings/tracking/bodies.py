"""The body of a request: read within limits, unpacked within limits, parsed once and strictly."""

import zlib
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from mappings import conf
from mappings.engine.errors import JsonTextError
from mappings.engine.limits import MAX_JSON_DEPTH
from mappings.engine.strict_json import parse_json
from mappings.tracking.errors import Refused

_CONTENT_TYPES = {"", "application/json", "text/plain"}
_CHARSETS = {"", "utf-8", "utf8", "us-ascii"}
_LEVELS_AROUND_EVENTS = 2  # the object and the list of a batch
_GZIP = 16 + zlib.MAX_WBITS


def read_document(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body.

    Raises:
        Refused: 400, 411 or 415; nothing was read past the limit.
    """
    _check_content_type(request)
    is_packed = _is_packed(request)
    data = _read_bytes(request)
    text = _unpack(data) if is_packed else data
    try:
        document = parse_json(
            text,
            max_bytes=conf.MAX_INCOMING_BODY_BYTES,
            max_depth=MAX_JSON_DEPTH + _LEVELS_AROUND_EVENTS,
        )
    except JsonTextError as err:
        problem = err.problems[0]
        code = "body_too_large" if problem.code == "too_large" else "invalid_json"
        raise Refused(400, code, problem.message) from err
    if not isinstance(document, dict):
        raise Refused(400, "not_an_object", "The body must be one JSON object.")
    return document


def _check_content_type(request: HttpRequest) -> None:
    kind = (request.content_type or "").lower()
    charset = (request.content_params or {}).get("charset", "").lower().strip("\"'")
    if kind not in _CONTENT_TYPES:
        message = "Send application/json, or text/plain as browsers do."
        raise Refused(415, "unsupported_content_type", message)
    if charset not in _CHARSETS:
        raise Refused(415, "unsupported_charset", "The body must be UTF-8.")


def _is_packed(request: HttpRequest) -> bool:
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding in ("", "identity"):
        return False
    if encoding in ("gzip", "x-gzip"):
        return True
    raise Refused(415, "unsupported_encoding", "The body may be plain or packed with gzip once.")


def _read_bytes(request: HttpRequest) -> bytes:
    limit = conf.MAX_INCOMING_BODY_BYTES
    declared = request.META.get("CONTENT_LENGTH") or ""
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large()
    try:
        data = request.read(limit + 1) if declared else _read_chunked(request, limit + 1)
    except (UnreadablePostError, OSError) as err:
        raise Refused(400, "unreadable_body", "The body ended before it was whole.") from err
    if len(data) > limit:
        raise _too_large()
    if not data:
        raise Refused(400, "empty_body", "The body is empty; send a JSON object.")
    return bytes(data)


def _read_chunked(request: HttpRequest, most: int) -> bytes:
    """A body without a length, where the server tells its end; Django would take it for empty."""
    if "chunked" not in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return b""
    if not request.META.get("wsgi.input_terminated"):
        raise Refused(411, "length_required", "Send the body with its Content-Length.")
    return bytes(request.META["wsgi.input"].read(most))


def _unpack(data: bytes) -> bytes:
    """The bytes in a gzip, never more than one past the limit."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        text = unpacker.decompress(data, conf.MAX_INCOMING_BODY_BYTES + 1)
    except zlib.error as err:
        raise Refused(400, "invalid_gzip", "The body is not valid gzip.") from err
    if len(text) > conf.MAX_INCOMING_BODY_BYTES:
        raise _too_large()
    if not unpacker.eof or unpacker.unused_data:
        raise Refused(400, "invalid_gzip", "The body is not one whole gzip.")
    return text


def _too_large() -> Refused:
    message = f"A request may have {conf.MAX_INCOMING_BODY_BYTES:,} bytes, also unpacked."
    return Refused(400, "body_too_large", message)
