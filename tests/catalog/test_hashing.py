"""Personal data that is sent as a hash: normalised, and hashed once."""

import hashlib

import pytest

from mappings.catalog.hashing import hash_payload, hashed_fields
from mappings.catalog.requests import build_request, compile_batch_request
from mappings.engine.fields import Field, Hash
from tests.catalog.builders import make_definition
from tests.catalog.cases_files import read_cases

EMAIL_HASH = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"  # user@example.com
EMAIL = Field("email", "Email", "string", hash=Hash(normalise="email"))
PLAIN = Field("plan", "Plan", "string")


@pytest.mark.parametrize("case", read_cases("hashes.json"), ids=lambda case: case["claim"])
def test_a_value_is_normalised_and_hashed(case):
    field = Field("value", "Value", "string", hash=Hash(normalise=case["normalise"]))
    expected = hashlib.sha256(case["plain"].encode()).hexdigest()
    assert hash_payload((field,), {"value": case["value"]}) == {"value": expected}


@pytest.mark.parametrize("given", [EMAIL_HASH, f" {EMAIL_HASH.upper()}\n"])
def test_a_value_that_is_a_hash_already_stays(given):
    assert hash_payload((EMAIL,), {"email": given}) == {"email": EMAIL_HASH}


@pytest.mark.parametrize("given", ["", "  ", True, {"a": "user@example.com"}])
def test_a_value_that_cannot_be_hashed_is_left_out(given):
    assert hash_payload((EMAIL,), {"email": given, "plan": "free"}) == {"plan": "free"}


def test_null_stays_null():
    assert hash_payload((EMAIL,), {"email": None}) == {"email": None}


def test_a_phone_number_without_digits_is_left_out():
    phone = Field("phone", "Phone", "string", hash=Hash(normalise="phone_e164"))
    assert hash_payload((phone,), {"phone": "n/a"}) == {}


def test_lists_and_objects_are_hashed_inside():
    user = Field("user", "User", "object", properties=(EMAIL, PLAIN))
    emails = Field("emails", "Emails", "string", multiple=True, hash=Hash(normalise="email"))
    fields = hashed_fields((user, emails, PLAIN))
    payload = {
        "user": {"email": "user@example.com", "plan": "free"},
        "emails": ["USER@example.com", ""],
        "plan": "free",
    }
    assert hash_payload(fields, payload) == {
        "user": {"email": EMAIL_HASH, "plan": "free"},
        "emails": [EMAIL_HASH],
        "plan": "free",
    }
    assert payload["user"]["email"] == "user@example.com"


def test_what_is_no_object_and_what_has_no_hash_stays_as_it_is():
    payload = {"email": "user@example.com"}
    assert hash_payload(hashed_fields((PLAIN,)), payload) is payload
    assert hash_payload((EMAIL,), "text") == "text"


def hashing_tool():
    return make_definition(
        fields=[
            {
                "key": "email",
                "label": "Email",
                "type": "string",
                "hash": {"algorithm": "sha256", "normalise": "email"},
            }
        ],
        request={"body": {"@path": "$.payload"}},
        batch={
            "request": {
                "method": "POST",
                "url": "https://example.com/",
                "body": {"@path": "$.payloads"},
            }
        },
    )


def test_requests_have_the_hash():
    tool = hashing_tool()
    payload = {"email": "user@example.com"}
    request = build_request(tool, tool.actions[0], settings={}, payload=payload)
    assert request.body == {"email": EMAIL_HASH}
    batch = compile_batch_request(tool, tool.actions[0].batch, settings={})([payload, payload])
    assert batch.body == [{"email": EMAIL_HASH}] * 2
