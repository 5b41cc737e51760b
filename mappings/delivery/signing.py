"""Signed deliveries: the receiver can tell that a request is ours, whole and fresh. Pure.

Source:
    Standard Webhooks specification 1.0.0, "Signature scheme" (symmetric), read 2026-11.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
MIN_SECRET_BYTES = 24
MAX_SECRET_BYTES = 64
TOLERANCE_S = 300

_VERSION = "v1"


class BadSigningSecretError(ValueError):
    """The text is not ``whsec_`` and base64 of 24 to 64 bytes; it is never repeated."""


def make_secret(random_bytes: bytes) -> str:
    """The text form of a signing secret.

    Shape:
        32 random bytes -> "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…"
    """
    return PREFIX + b64encode(random_bytes).decode()


def sign(
    body: bytes, *, message_id: str, sent_at: datetime, secrets: Sequence[str]
) -> dict[str, str]:
    """The headers that prove a request: one signature for each secret, the newest first.

    While a secret is being replaced both are given, and the receiver accepts either.

    Shape:
        ``{"webhook-id": "…", "webhook-timestamp": "1764000000", "webhook-signature": "v1,… v1,…"}``

    Raises:
        BadSigningSecretError: one of the secrets cannot be used.
    """
    timestamp = str(int(sent_at.timestamp()))
    signatures = [_signature(body, message_id, timestamp, _key(secret)) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def is_genuine(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Sequence[str],
    now: datetime,
    tolerance_s: int = TOLERANCE_S,
) -> bool:
    """Whether a request was signed with one of the secrets, a short while ago.

    Args:
        headers: names in lower case.
    """
    timestamp = headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdecimal()):
        return False
    if abs(now.timestamp() - int(timestamp)) > tolerance_s:
        return False
    given = headers.get("webhook-signature", "").encode().split()
    expected = [
        _signature(body, headers.get("webhook-id", ""), timestamp, _key(secret)).encode()
        for secret in secrets
    ]
    return any(hmac.compare_digest(one, other) for one in given for other in expected)


def _signature(body: bytes, message_id: str, timestamp: str, key: bytes) -> str:
    if "." in message_id:
        raise ValueError("A message id has no dot: it would blur where the id ends.")
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"{_VERSION},{b64encode(hmac.digest(key, signed, sha256)).decode()}"


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSigningSecretError("A signing secret is whsec_ and base64.") from None
    if not MIN_SECRET_BYTES <= len(key) <= MAX_SECRET_BYTES:
        raise BadSigningSecretError(
            f"A signing secret has {MIN_SECRET_BYTES} to {MAX_SECRET_BYTES} bytes in base64."
        )
    return key
