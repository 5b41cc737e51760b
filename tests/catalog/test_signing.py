"""Signed requests."""

import hmac

import pytest

from mappings.catalog.errors import RequestError
from mappings.catalog.schema import Request
from mappings.catalog.signing import sign_request
from tests.catalog.builders import make_definition, setting

STANDARD = {
    "setting": "secret",
    "header": "webhook-signature",
    "signed": "{id}.{timestamp}.{body}",
    "value": "v1,{signature}",
    "encoding": "base64",
    "key_encoding": "base64",
    "key_prefix": "whsec_",
    "timestamp_header": "webhook-timestamp",
    "id_header": "webhook-id",
}
STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
REQUEST = Request("POST", "https://example.com/", {"X-A": "b"}, {"test": 2432232314})


def signing_tool(**signing):
    return make_definition(
        settings=(setting("secret", is_secret=True),), definition={"signing": signing}
    )


def sign(secret, request=REQUEST, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", **signing):
    return sign_request(
        signing_tool(**signing),
        {"secret": secret},
        request,
        message_id=message_id,
        timestamp_s=1614265330,
    )


def test_the_form_of_standard_webhooks_gives_its_published_signature():
    """Source: the example of the Standard Webhooks libraries; ours has no space in a body."""
    signed = sign(
        STANDARD_SECRET,
        Request("POST", "https://example.com/", {}),
        **{**STANDARD, "signed": '{id}.{timestamp}.{"test": 2432232314}{body}'},
    )
    assert signed.headers == {
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "webhook-timestamp": "1614265330",
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    }


def test_a_signature_in_hex():
    """Source: RFC 4231 §4.3, its key and data."""
    request = Request("POST", "https://example.com/", {"X-A": "b"})
    form = {"setting": "secret", "header": "X-Signature"}
    signed = sign("Jefe", request, signed="what do ya want for nothing?{body}", **form)
    assert signed.headers == {
        "X-A": "b",
        "X-Signature": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    }


def test_the_bytes_of_the_body_are_signed():
    form = {"setting": "secret", "header": "X-Signature"}
    expected = hmac.new(b"some-secret", b'{"test":2432232314}', "sha256").hexdigest()
    assert sign("some-secret", signed="{body}", **form).headers["X-Signature"] == expected


def test_the_algorithm_may_be_sha512_and_the_value_may_have_the_timestamp():
    signed = sign(
        "some-secret",
        setting="secret",
        header="X-Signature",
        signed="{timestamp}:{body}",
        value="t={timestamp},v1={signature}",
        algorithm="sha512",
    )
    value = signed.headers["X-Signature"]
    assert value.startswith("t=1614265330,v1=")
    assert len(value) == len("t=1614265330,v1=") + 128


def test_a_body_that_holds_a_placeholder_is_signed_as_it_is():
    request = Request("POST", "https://example.com/", {}, {"a": "{timestamp}{id}"})
    form = {"setting": "secret", "header": "X-S", "signed": "{body}"}
    other = Request("POST", "https://example.com/", {}, {"a": "1614265330x"})
    assert sign("some-secret", request, "x", **form) != sign("some-secret", other, "x", **form)


def test_nothing_is_signed_without_a_secret_or_a_rule():
    assert sign("", **STANDARD) is REQUEST
    tool = make_definition()
    assert sign_request(tool, {}, REQUEST, message_id="x", timestamp_s=1) is REQUEST


@pytest.mark.parametrize("secret", ["whsec_not base64", "whsec_abc", "whsec_ü"])
def test_a_secret_that_is_no_base64_is_refused_without_telling_it(secret):
    with pytest.raises(RequestError) as caught:
        sign(secret, **STANDARD)
    assert str(caught.value) == "/settings/secret: The signing secret is not base64."


def test_an_id_that_would_start_another_header_is_refused():
    with pytest.raises(RequestError) as caught:
        sign(STANDARD_SECRET, message_id="x\r\nHost: evil", **STANDARD)
    assert caught.value.problems[0].pointer == "/message_id"


def sign_with_both(former):
    tool = make_definition(
        settings=(setting("secret", is_secret=True), setting("former", is_secret=True)),
        definition={"signing": {**STANDARD, "former_setting": "former"}},
    )
    settings = {"secret": STANDARD_SECRET, **({"former": former} if former else {})}
    signed = sign_request(tool, settings, REQUEST, message_id="x", timestamp_s=1)
    return signed.headers["webhook-signature"].split(" ")


def test_while_a_secret_is_replaced_both_sign():
    former = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
    assert len(sign_with_both(None)) == len(sign_with_both("")) == 1
    both = sign_with_both(former)
    assert both[0] == sign_with_both(None)[0]
    assert (len(both), both[0] != both[1]) == (2, True)


def test_a_former_secret_that_is_no_base64_is_told_with_its_name():
    with pytest.raises(RequestError) as caught:
        sign_with_both("whsec_not base64")
    assert str(caught.value) == "/settings/former: The signing secret is not base64."
