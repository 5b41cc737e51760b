"""Signed deliveries: what was changed on its way, or is old, is not taken for ours.

The receiver's side is written here from the specification, and shares nothing with ours.

Source:
    Standard Webhooks 1.0.0, "Signature scheme" and "Verifying webhook authenticity", read 2026-11.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode

import pytest

from mappings.catalog.bodies import encode_body
from mappings.catalog.registry import get_definition
from mappings.catalog.requests import build_request
from mappings.catalog.signing import sign_request

NOW_S = 1_795_500_000
TOLERANCE_S = 300
NEW = "whsec_" + b64encode(bytes(range(32))).decode()
OLD = "whsec_" + b64encode(bytes(range(32, 64))).decode()
PAYLOAD = {"users": [{"email": "user@example.com"}, {"email": "jane@example.com"}]}


def is_genuine(headers, body, *secrets, now_s=NOW_S):
    """What a receiver does that knows these secrets."""
    timestamp = headers["webhook-timestamp"]
    if not timestamp.isdecimal() or abs(now_s - int(timestamp)) > TOLERANCE_S:
        return False
    signed = f"{headers['webhook-id']}.{timestamp}.".encode() + body
    for secret in secrets:
        key = b64decode(secret.removeprefix("whsec_"))
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        if f"v1,{b64encode(digest).decode()}" in headers["webhook-signature"].split(" "):
            return True
    return False


def delivery(secret=NEW, former=None):
    """Headers and body of a delivery to a webhook."""
    definition = get_definition("webhook")
    settings = {"url": "https://example.com/hook", "method": "POST", "signing_secret": secret}
    if former:
        settings["former_signing_secret"] = former
    request = build_request(
        definition, definition.action("send_event"), settings=settings, payload=PAYLOAD
    )
    signed = sign_request(definition, settings, request, message_id="msg-1", timestamp_s=NOW_S)
    return dict(signed.headers), encode_body(signed)


def test_a_delivery_is_genuine():
    assert is_genuine(*delivery(), NEW)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, (b"user@", b"usex@")),
        ({}, (b"}]}", b"}]} ")),
        ({}, (b"user@example.com", b"jane@example.com")),
        ({"webhook-id": "msg-2"}, ()),
        ({"webhook-timestamp": str(NOW_S + 1)}, ()),
        ({"webhook-timestamp": "soon"}, ()),
        ({"webhook-signature": ""}, ()),
        ({"webhook-signature": "v1,"}, ()),
    ],
    ids=repr,
)
def test_what_was_changed_is_not_genuine(headers, body):
    ours, bytes_sent = delivery()
    changed = bytes_sent.replace(*body) if body else bytes_sent
    assert not is_genuine(ours | headers, changed, NEW)


def test_another_order_in_a_batch_is_not_genuine():
    headers, body = delivery()
    first, second = b'{"email":"user@example.com"}', b'{"email":"jane@example.com"}'
    assert body.count(first + b"," + second) == 1
    assert not is_genuine(headers, body.replace(first + b"," + second, second + b"," + first), NEW)


@pytest.mark.parametrize("age_s", [-301, 301, 86_400])
def test_an_old_delivery_is_not_genuine(age_s):
    assert not is_genuine(*delivery(), NEW, now_s=NOW_S + age_s)


def test_another_secret_proves_nothing():
    assert not is_genuine(*delivery(), OLD)


@pytest.mark.parametrize("known", [[NEW], [OLD], [OLD, NEW]], ids=["new", "old", "both"])
def test_while_a_secret_is_replaced_either_is_enough(known):
    headers, body = delivery(secret=NEW, former=OLD)
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert is_genuine(headers, body, *known)
