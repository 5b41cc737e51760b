"""Signed requests: a tool can tell that nobody changed the body on its way. No clock here.

Source:
    RFC 2104; Standard Webhooks 1.0, whose form is one of those that a definition can describe.
"""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace

from mappings.catalog.bodies import encode_body
from mappings.catalog.errors import RequestError
from mappings.catalog.headers import header_value_fault
from mappings.catalog.schema import DestinationDefinition, Request, Signing
from mappings.engine.errors import Problem, json_pointer
from mappings.engine.json_types import Json

_PLACEHOLDER = re.compile(rb"\{(id|timestamp|body)\}")


def sign_request(
    definition: DestinationDefinition,
    settings: Mapping[str, Json],
    request: Request,
    *,
    message_id: str,
    timestamp_s: int,
) -> Request:
    """The request with its signature's headers; itself where nothing is to be signed.

    That is: the definition signs nothing, or the secret is not filled in.

    Shape:
        ``webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=``

    Args:
        message_id: the same for every try, such as the delivery's id.
        timestamp_s: Unix time of this try.

    Raises:
        RequestError: the secret is not of the form that the definition says, or the id cannot
            stand in a header.
    """
    signing = definition.signing
    secret = settings.get(signing.setting) if signing else None
    if signing is None or secret is None or secret == "":
        return request
    texts = {b"id": message_id, b"timestamp": str(timestamp_s)}
    parts = {name: text.encode() for name, text in texts.items()}
    parts[b"body"] = encode_body(request) or b""
    signed = _PLACEHOLDER.sub(lambda place: parts[place[1]], signing.signed.encode())
    value = signing.value.replace("{timestamp}", texts[b"timestamp"])
    signatures = [_signature(signing, key, signed) for key in _keys(signing, settings)]
    headers = {signing.header: " ".join(value.replace("{signature}", one) for one in signatures)}
    if signing.timestamp_header:
        headers[signing.timestamp_header] = texts[b"timestamp"]
    if signing.id_header:
        headers[signing.id_header] = _checked_id(message_id)
    return replace(request, headers={**request.headers, **headers})


def is_signing_key(signing: Signing, secret: str) -> bool:
    """Whether a key can be read from the secret; what is not filled in needs none."""
    try:
        _read_key(signing, secret)
    except ValueError:
        return False
    return True


def _keys(signing: Signing, settings: Mapping[str, Json]) -> list[bytes]:
    """The key of the secret; behind it, while it is being replaced, that of the one before."""
    names = [name for name in (signing.setting, signing.former_setting) if settings.get(name)]
    return [_key(signing, name, str(settings[name])) for name in names]


def _key(signing: Signing, setting: str, secret: str) -> bytes:
    try:
        return _read_key(signing, secret)
    except ValueError as err:
        pointer = json_pointer(["settings", setting])
        message = "The signing secret is not base64."
        raise RequestError((Problem(pointer, message, "format"),)) from err


def _read_key(signing: Signing, secret: str) -> bytes:
    text = secret.removeprefix(signing.key_prefix)
    return text.encode() if signing.key_encoding == "text" else b64decode(text, validate=True)


def _signature(signing: Signing, key: bytes, signed: bytes) -> str:
    digest = hmac.new(key, signed, getattr(hashlib, signing.algorithm)).digest()
    return digest.hex() if signing.encoding == "hex" else b64encode(digest).decode()


def _checked_id(message_id: str) -> str:
    if fault := header_value_fault(message_id):
        raise RequestError((Problem("/message_id", f"The message ID {fault}.", "header"),))
    return message_id
