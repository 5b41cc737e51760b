"""The endpoint that tests credentials."""

import json
from typing import Any

import pytest

from mappings.delivery import transport
from mappings.delivery.messages import Answer
from mappings.models import Destination
from mappings.services import credential_tests
from mappings.services.definitions import update_definition
from mappings.services.rate_limits import RateLimit
from tests.api.calls import Api, assert_error
from tests.api.conftest import World
from tests.factories import make_own_destination, own_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    test = {"method": "GET", "url": "https://loyalty.example.com/me"}
    document = own_document(test_request=test)
    update_definition(definition=world.own_definition, document=document)
    monkeypatch.setattr(credential_tests, "LIMIT", RateLimit(2, 60, what="tests of credentials"))
    return f"destinations/{make_own_destination(world.source).pk}/test-credentials/"


@pytest.fixture(autouse=True)
def _tool(monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps({"message": "Who are you?"}).encode()
    monkeypatch.setattr(transport, "send", lambda *_args, **_more: Answer(401, {}, body))


def test_it_says_what_the_tool_answered(api: Api, path: str) -> None:
    told = api.post(path).json()
    assert told.pop("elapsed_ms") >= 0
    assert told == {
        "outcome": "refused",
        "text": "Loyalty refused the credentials. Check them and what they may do there.",
        "status": 401,
        "words": "",
        "request": "GET https://loyalty.example.com/me",
    }


def test_too_many_tests_are_told_when_to_come_back(api: Api, path: str) -> None:
    for _ in range(2):
        assert api.post(path).status_code == 200
    answer: Any = api.post(path)
    assert_error(answer, 429, "too_often")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_destination_without_its_secrets_says_what_is_missing(api: Api, path: str) -> None:
    Destination.objects.update(sealed_secrets="")
    answer = api.post(path)
    assert_error(answer, 400, "invalid")
    assert answer.json()["error"]["problems"][0]["pointer"] == "/settings/api_key"
