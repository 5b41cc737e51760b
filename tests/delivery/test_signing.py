"""A receiver can tell that a delivery is ours, whole and fresh."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from mappings.delivery.signing import BadSigningSecretError, is_genuine, make_secret, sign

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BODY = b'[{"email":"user@example.com"},{"email":"jane@example.com"}]'
NEW = make_secret(bytes(range(32)))
OLD = make_secret(bytes(range(32, 64)))


def signed(body=BODY, secrets=(NEW,), message_id="msg_1", sent_at=NOW):
    return sign(body, message_id=message_id, sent_at=sent_at, secrets=list(secrets))


def test_it_is_the_signature_of_the_specification():
    """The example of the Standard Webhooks documentation and its libraries."""
    headers = sign(
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        sent_at=datetime.fromtimestamp(1_614_265_330, UTC),
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_what_was_signed_is_genuine():
    assert is_genuine(BODY, signed(), secrets=[NEW], now=NOW)


@pytest.mark.parametrize("known", [[NEW], [OLD], [OLD, NEW]], ids=["new", "old", "both"])
def test_while_a_secret_is_replaced_either_is_enough(known):
    headers = signed(secrets=(NEW, OLD))
    assert len(headers["webhook-signature"].split()) == 2
    assert is_genuine(BODY, headers, secrets=known, now=NOW)


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (BODY.replace(b"user", b"usex"), {}),
        (BODY + b" ", {}),
        (b'[{"email":"jane@example.com"},{"email":"user@example.com"}]', {}),
        (b"", {}),
        (BODY, {"webhook-id": "msg_2"}),
        (BODY, {"webhook-timestamp": str(int(NOW.timestamp()) + 1)}),
        (BODY, {"webhook-timestamp": "soon"}),
        (BODY, {"webhook-timestamp": "٣"}),
        (BODY, {"webhook-timestamp": ""}),
        (BODY, {"webhook-signature": ""}),
        (BODY, {"webhook-signature": "v1,"}),
        (BODY, {"webhook-signature": "v1,ünsigned"}),
    ],
    ids=repr,
)
def test_what_was_changed_is_not_genuine(body, changed):
    assert not is_genuine(body, {**signed(), **changed}, secrets=[NEW], now=NOW)


def test_another_secret_does_not_prove_it():
    assert not is_genuine(BODY, signed(), secrets=[OLD], now=NOW)


@pytest.mark.parametrize("age_s", [301, -301, 86_400])
def test_an_old_timestamp_is_not_genuine(age_s):
    late = NOW + timedelta(seconds=age_s)
    assert not is_genuine(BODY, signed(), secrets=[NEW], now=late)


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "whsec_!!!", "whsec_" + b64encode(b"short").decode(), make_secret(b"x" * 65)],
)
def test_a_secret_that_is_none_is_told_and_not_repeated(secret):
    with pytest.raises(BadSigningSecretError) as caught:
        signed(secrets=[secret])
    assert not secret or secret not in str(caught.value)


def test_an_id_with_a_dot_is_refused():
    with pytest.raises(ValueError, match="dot"):
        signed(message_id="a.b")
