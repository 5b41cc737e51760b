"""Testing the stored credentials of a destination: one request that changes nothing, sent now.

Nothing of it is stored and nothing is counted; but a refresh token that the tool replaced takes
the place of the old one, which is worthless from then on.
"""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from mappings.catalog.answers import answer_message, declared_meaning
from mappings.catalog.bodies import encode_body
from mappings.catalog.errors import RequestError
from mappings.catalog.masking import mask_request, mask_text
from mappings.catalog.requests import build_test_request
from mappings.catalog.schema import DestinationDefinition, Request, TestRequest
from mappings.catalog.signing import sign_request
from mappings.delivery import transport
from mappings.delivery.access_tokens import (
    NoTokenError,
    ask_for_token,
    with_new_refresh_token,
)
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.delivery.outcomes import judge
from mappings.delivery.receiver import is_for_receiver, receive
from mappings.delivery.refresh_tokens import keep_refresh_token
from mappings.engine.json_types import Json
from mappings.models import Destination
from mappings.services.destinations import open_secrets
from mappings.services.errors import InvalidInput, NotFound
from mappings.services.rate_limits import RateLimit

CredentialOutcome = Literal["accepted", "refused", "unclear", "no_answer", "not_testable"]

TIMEOUT_S = 10.0
LIMIT = RateLimit(10, 60, what="tests of credentials")  # for each workspace

_LOST_AT = frozenset({404, 405, 410})
_BUSY = 429
_SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class CredentialTest:
    """What came of a test. `text` is for people; `words` are the tool's own, secrets masked.

    Shape:
        ``CredentialTest("refused", "Twilio refused the credentials. …", status=401,
        words="Authenticate", request="GET https://api.twilio.com/…", elapsed_ms=213)``
    """

    outcome: CredentialOutcome
    text: str
    status: int | None = None
    words: str = ""
    request: str = ""
    elapsed_ms: int | None = None


def is_testable(definition: DestinationDefinition) -> bool:
    """Whether there is a request that tests credentials."""
    return definition.test_request is not None or definition.authentication.token_call is not None


def run_credential_test(*, destination: Destination) -> CredentialTest:
    """Send the test request of the destination's kind with its stored settings.

    Raises:
        NotFound: its kind has left the catalog.
        InvalidInput: settings are missing or cannot be used; pointers start with ``/settings`` or
            ``/request``.
        SecretsLocked: the stored secrets cannot be read.
        TooOften: too many tests in this workspace.
    """
    definition = destination.definition
    if definition is None:
        raise NotFound("This kind of destination has left the catalog.")
    if not is_testable(definition):
        return _not_testable(definition)
    secrets = open_secrets(destination)
    settings = {**destination.settings, **secrets}
    LIMIT.take(destination.workspace_id)
    try:
        token = _ask_for_token(destination, definition, settings)
        return _send_test(definition, settings, token, [*secrets.values(), token or ""])
    except RequestError as err:
        raise InvalidInput(err.problems) from err
    except NoTokenError as err:
        return _without_token(definition, err, secrets.values())


def _ask_for_token(
    destination: Destination, definition: DestinationDefinition, settings: Mapping[str, Json]
) -> str | None:
    token = ask_for_token(definition, settings, send=transport.send, timeout_s=TIMEOUT_S)
    if token is None:
        return None
    after = with_new_refresh_token(definition, settings, token)
    for key in (key for key in after if after[key] != settings[key]):
        used, new = str(settings[key]), str(after[key])
        keep_refresh_token(destination.pk, key, used=used, new=new)
    return token.value


def _send_test(
    definition: DestinationDefinition,
    settings: Mapping[str, Json],
    token: str | None,
    secrets: Iterable[str],
) -> CredentialTest:
    secrets = tuple(secrets)
    request = build_test_request(definition, settings=settings, access_token=token)
    if request is None or definition.test_request is None:
        text = f"The credentials work: {definition.name} gave an access token for them."
        return CredentialTest("accepted", text)
    now_s = int(time.time())
    signed = sign_request(
        definition, settings, request, message_id=str(uuid.uuid4()), timestamp_s=now_s
    )
    started_s = time.monotonic()
    answer = _send(signed)
    elapsed_ms = round((time.monotonic() - started_s) * 1_000)
    outcome, text = _meaning(definition, definition.test_request, answer)
    shown = mask_request(request, secrets=secrets)
    words = ""
    if isinstance(answer, Answer):
        words = mask_text(answer_message(definition.test_request.answers, answer), secrets=secrets)
    return CredentialTest(
        outcome=outcome,
        text=text,
        status=answer.status if isinstance(answer, Answer) else None,
        words=words,
        request=f"{shown.method} {shown.url}",
        elapsed_ms=elapsed_ms,
    )


def _send(request: Request) -> Answer | Failure:
    body = encode_body(request) or b""
    outgoing = OutgoingRequest(request.method, request.url, request.headers, body)
    if is_for_receiver(outgoing.url):
        return receive(outgoing)
    return transport.send(outgoing, timeout_s=TIMEOUT_S)


def _meaning(
    definition: DestinationDefinition, test: TestRequest, answer: Answer | Failure
) -> tuple[CredentialOutcome, str]:
    name = definition.name
    if isinstance(answer, Failure):
        return "no_answer", f"{name} could not be reached. {answer.text}"
    meaning = declared_meaning(test.answers, answer) or _verdict(answer)
    if meaning == "delivered":
        return "accepted", f"The credentials work: {name} accepted them."
    if meaning == "credentials":
        return "refused", f"{name} refused the credentials. Check them and what they may do there."
    return "unclear", _unclear_text(name, answer.status)


def _verdict(answer: Answer) -> str:
    """What the status alone says; pauses and the like are nothing to a test."""
    return judge(answer, now=datetime.now(UTC)).verdict


def _unclear_text(name: str, status: int) -> str:
    if status in _LOST_AT:
        return (
            f"There is nothing at this address of {name}. Check the settings that are part of it."
        )
    if status == _BUSY:
        return f"{name} takes no more requests at the moment. Try again in a few minutes."
    if status >= _SERVER_FAULT:
        return f"{name} has trouble of its own at the moment. Try again later."
    return f"{name} answered {status}, which says nothing of the credentials. Its words may help."


def _without_token(
    definition: DestinationDefinition, error: NoTokenError, secrets: Iterable[str]
) -> CredentialTest:
    secrets = tuple(secrets)
    shown = mask_request(error.request, secrets=secrets)
    name, status = definition.name, None
    if isinstance(error.answer, Answer):
        status = error.answer.status
    if error.outcome.verdict == "credentials":
        outcome: CredentialOutcome = "refused"
        text = f"{name} gave no access token for these credentials. Check them."
    elif status is None:
        outcome, text = "no_answer", f"{name} could not be reached. {error.text}"
    else:
        outcome, text = "unclear", _unclear_text(name, status)
    return CredentialTest(
        outcome=outcome,
        text=text,
        status=status,
        words=mask_text(error.text, secrets=secrets) if status is not None else "",
        request=f"{shown.method} {shown.url}",
    )


def _not_testable(definition: DestinationDefinition) -> CredentialTest:
    text = (
        f"{definition.name} has no request that only tests credentials. "
        "The first delivery shows whether they work."
    )
    return CredentialTest("not_testable", text)
