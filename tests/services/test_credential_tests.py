"""Testing credentials: what the tool answered, in clear words; nothing is stored."""

import json
from typing import Any

import pytest

from mappings.delivery import transport
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.models import Destination, Source
from mappings.services import credential_tests
from mappings.services.credential_tests import run_credential_test
from mappings.services.destinations import create_destination
from mappings.services.errors import InvalidInput, NotFound, SecretsLocked, TooOften
from mappings.services.rate_limits import RateLimit
from tests.factories import SECRET, make_destination, make_own_definition, make_own_destination

pytestmark = pytest.mark.django_db

TEST_REQUEST: dict[str, Any] = {
    "method": "GET",
    "url": "https://loyalty.example.com/me",
    "query": {"key": {"@path": "$.settings.api_key"}},
    "answers": {
        "rules": [{"means": "credentials", "body": [{"path": "$.ok", "is": [False]}]}],
        "message": ["$.message"],
    },
}


class Tool:
    """Stands for the client of this process."""

    def __init__(self, *answers: Answer | Failure) -> None:
        self.answers = list(answers)
        self.requests: list[OutgoingRequest] = []
        self.timeout_s: float | None = None

    def __call__(
        self, request: OutgoingRequest, *, timeout_s: float | None = None
    ) -> Answer | Failure:
        self.timeout_s = timeout_s
        self.requests.append(request)
        return self.answers.pop(0)


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential_tests, "LIMIT", RateLimit(10, 60, what="tests of credentials"))


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Tool:
    tool = Tool()
    monkeypatch.setattr(transport, "send", tool)
    return tool


@pytest.fixture
def loyalty(source: Source) -> Destination:
    make_own_definition(source.workspace, test_request=TEST_REQUEST)
    return make_own_destination(source)


def said(status: int, body: Any = None, **headers: str) -> Answer:
    return Answer(status, headers, json.dumps(body).encode() if body is not None else b"")


def test_the_test_request_is_sent_with_the_credentials(tool: Tool, loyalty: Destination) -> None:
    tool.answers = [said(200, {"ok": True})]
    result = run_credential_test(destination=loyalty)
    (request,) = tool.requests
    assert (request.method, request.body) == ("GET", b"")
    assert request.url == f"https://loyalty.example.com/me?key={SECRET}"
    assert request.headers["Authorization"] == f"Bearer {SECRET}"
    assert result.request == "GET https://loyalty.example.com/me?key=••••9f2c"


@pytest.mark.parametrize(
    ("answer", "outcome", "text"),
    [
        (said(200), "accepted", "The credentials work: Loyalty accepted them."),
        (said(204), "accepted", "The credentials work: Loyalty accepted them."),
        (
            said(200, {"ok": False}),
            "refused",
            "Loyalty refused the credentials. Check them and what they may do there.",
        ),
        (
            said(401),
            "refused",
            "Loyalty refused the credentials. Check them and what they may do there.",
        ),
        (
            said(403),
            "refused",
            "Loyalty refused the credentials. Check them and what they may do there.",
        ),
        (
            said(404),
            "unclear",
            "There is nothing at this address of Loyalty. Check the settings that are part of it.",
        ),
        (
            said(429),
            "unclear",
            "Loyalty takes no more requests at the moment. Try again in a few minutes.",
        ),
        (
            said(503),
            "unclear",
            "Loyalty has trouble of its own at the moment. Try again later.",
        ),
        (
            said(302),
            "unclear",
            "Loyalty answered 302, which says nothing of the credentials. Its words may help.",
        ),
        (
            said(422),
            "unclear",
            "Loyalty answered 422, which says nothing of the credentials. Its words may help.",
        ),
        (
            Failure("dns", "The host's name was not found."),
            "no_answer",
            "Loyalty could not be reached. The host's name was not found.",
        ),
        (
            Failure("blocked_address", "The host leads to an address that may not be reached."),
            "no_answer",
            "Loyalty could not be reached. The host leads to an address that may not be reached.",
        ),
    ],
    ids=repr,
)
def test_each_answer_has_clear_words(
    answer: Any, outcome: str, text: str, tool: Tool, loyalty: Destination
) -> None:
    tool.answers = [answer]
    result = run_credential_test(destination=loyalty)
    assert (result.outcome, result.text) == (outcome, text)
    assert result.status == getattr(answer, "status", None)


def test_the_tools_own_words_are_told_without_secrets(tool: Tool, loyalty: Destination) -> None:
    tool.answers = [said(401, {"message": f"The key {SECRET} is not known."})]
    assert run_credential_test(destination=loyalty).words == "The key ••••9f2c is not known."


def test_nothing_is_stored(tool: Tool, loyalty: Destination) -> None:
    before = Destination.objects.values().get()
    tool.answers = [said(401)]
    run_credential_test(destination=loyalty)
    assert Destination.objects.values().get() == before


def test_a_kind_without_test_request_is_not_asked(tool: Tool, source: Source) -> None:
    result = run_credential_test(destination=make_destination(source))
    assert (result.outcome, tool.requests) == ("not_testable", [])


def test_a_kind_that_left_the_catalog_cannot_be_tested(tool: Tool, source: Source) -> None:
    destination = make_destination(source)
    Destination.objects.update(definition_slug="gone")
    with pytest.raises(NotFound):
        run_credential_test(destination=Destination.objects.get(pk=destination.pk))


def test_settings_that_are_missing_are_told(tool: Tool, loyalty: Destination) -> None:
    Destination.objects.update(sealed_secrets="")
    with pytest.raises(InvalidInput) as caught:
        run_credential_test(destination=Destination.objects.get())
    assert [problem.pointer for problem in caught.value.problems] == ["/settings/api_key"]
    assert tool.requests == []


def test_secrets_that_cannot_be_read_are_told(
    tool: Tool, loyalty: Destination, settings: Any
) -> None:
    settings.ENCRYPTION_KEYS = ["NDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU="]
    with pytest.raises(SecretsLocked):
        run_credential_test(destination=loyalty)


def test_a_workspace_tests_ten_times_a_minute(tool: Tool, loyalty: Destination) -> None:
    tool.answers = [said(200)] * 11
    for _ in range(10):
        run_credential_test(destination=loyalty)
    with pytest.raises(TooOften) as caught:
        run_credential_test(destination=loyalty)
    assert len(tool.requests) == 10
    assert 1 <= caught.value.retry_after_s <= 60


# --- tools with OAuth 2 ---------------------------------------------------------------------------


def make_oauth(source: Source, **changes: Any) -> Destination:
    def setting(key: str, **more: Any) -> dict[str, Any]:
        return {"key": key, "label": key, "type": "string", "required": True, **more}

    make_own_definition(
        source.workspace,
        settings=[
            setting("client_id"),
            setting("client_secret", is_secret=True),
            setting("refresh_token", is_secret=True),
        ],
        authentication={
            "scheme": "oauth2_refresh_token",
            "token_url": "https://auth.example.com/token",
            "client_id_setting": "client_id",
            "client_secret_setting": "client_secret",
            "refresh_token_setting": "refresh_token",
        },
        **changes,
    )
    return create_destination(
        workspace=source.workspace,
        source=source,
        definition_slug="loyalty",
        name="Loyalty",
        settings={"client_id": "client-1"},
        secrets={"client_secret": "client-secret-12345", "refresh_token": "refresh-token-00001"},
    )


ASK_ME = {"method": "GET", "url": "https://loyalty.example.com/me"}


def test_the_access_token_is_asked_for_and_used(tool: Tool, source: Source) -> None:
    destination = make_oauth(source, test_request=ASK_ME)
    tool.answers = [said(200, {"access_token": "access-token-0001"}), said(200)]
    assert run_credential_test(destination=destination).outcome == "accepted"
    assert tool.requests[1].headers["Authorization"] == "Bearer access-token-0001"


def test_a_token_alone_proves_the_credentials(tool: Tool, source: Source) -> None:
    tool.answers = [said(200, {"access_token": "access-token-0001"})]
    result = run_credential_test(destination=make_oauth(source))
    assert (result.outcome, result.text) == (
        "accepted",
        "The credentials work: Loyalty gave an access token for them.",
    )


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said(400, {"error": "invalid_grant"}), "refused"),
        (said(503), "unclear"),
        (Failure("timeout", "There was no complete answer in time."), "no_answer"),
    ],
    ids=repr,
)
def test_a_token_that_is_not_given_is_told(
    answer: Any, outcome: str, tool: Tool, source: Source
) -> None:
    tool.answers = [answer]
    result = run_credential_test(destination=make_oauth(source, test_request=ASK_ME))
    assert (result.outcome, result.request) == (outcome, "POST https://auth.example.com/token")
    assert len(tool.requests) == 1


def test_a_refresh_token_that_the_tool_replaced_is_kept(tool: Tool, source: Source) -> None:
    """Without it the test would have made the stored one worthless."""
    destination = make_oauth(source)
    tool.answers = [said(200, {"access_token": "a", "refresh_token": "refresh-token-00002"})]
    run_credential_test(destination=destination)
    assert Destination.objects.get().open_secrets()["refresh_token"] == "refresh-token-00002"
