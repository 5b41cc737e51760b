"""Access tokens of tools with OAuth 2: asked for when needed, kept in memory while they are good.

No access token is ever stored. A tool that replaces its refresh token with each use makes the old
one worthless: the new one is handed to `keep` at once.
"""

import hashlib
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from mappings.catalog.bodies import encode_body
from mappings.catalog.errors import TokenError
from mappings.catalog.schema import DestinationDefinition, Request
from mappings.catalog.tokens import Token, read_token, token_request
from mappings.delivery.messages import Answer, Failure, OutgoingRequest, Send
from mappings.delivery.outcomes import Outcome, judge
from mappings.engine.json_types import Json
from mappings.engine.strict_json import write_json_text

MAX_KEPT = 1_000
MAX_KNOWN = 10
EARLY_S = 60.0  # a token is replaced so long before it ends, or after nine tenths of its time
EARLY_SHARE = 0.9

Settings = Mapping[str, Json]


class Keep(Protocol):
    """Stores the refresh token that took the place of `used`."""

    def __call__(self, destination_id: uuid.UUID, key: str, *, used: str, new: str) -> None: ...


class NoTokenError(Exception):
    """The tool gave no access token. The text is for people and may hold the tool's own words.

    `request` and `answer` are what was said; both may hold `secrets`, which may be newer than
    those that the caller knows.
    """

    def __init__(
        self,
        text: str,
        *,
        outcome: Outcome,
        request: Request,
        answer: Answer | Failure,
        secrets: tuple[str, ...],
    ) -> None:
        super().__init__(text)
        self.text = text
        self.outcome = outcome
        self.request = request
        self.answer = answer
        self.secrets = secrets


def ask_for_token(
    definition: DestinationDefinition,
    settings: Settings,
    *,
    send: Send,
    timeout_s: float | None = None,
) -> Token | None:
    """A new access token; None for a tool that needs none.

    Raises:
        RequestError: the settings cannot be used.
        NoTokenError: the tool gave none.
    """
    request = token_request(definition, settings)
    if request is None:
        return None
    outgoing = OutgoingRequest(
        request.method, request.url, request.headers, encode_body(request) or b""
    )
    answer = send(outgoing, timeout_s=timeout_s)
    outcome = judge(answer, now=datetime.now(UTC))
    secrets = tuple(str(settings[key]) for key in definition.secret_keys if settings.get(key))
    refused = partial(NoTokenError, request=request, answer=answer, secrets=secrets)
    if isinstance(answer, Failure):
        raise refused(answer.text, outcome=outcome)
    try:
        return read_token(answer)
    except TokenError as err:
        raise refused(err.problems[0].message, outcome=_refusal(err, outcome)) from err


def _refusal(error: TokenError, outcome: Outcome) -> Outcome:
    if error.means == "credentials":
        return Outcome("credentials", "token_refused")
    return Outcome("retry", "no_token", pause_s=outcome.pause_s, health="down")


@dataclass(slots=True)
class _Kept:
    """The token of one destination; whoever asks for a new one holds the lock.

    `settings` are those to ask with the next time; `known_by` holds their digest, and those of the
    ones from before the refresh token was replaced, which jobs that run long still have.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: str = ""
    good_until_s: float | None = None
    settings: Settings = field(default_factory=dict)
    known_by: tuple[bytes, ...] = ()

    def is_good(self, now_s: float) -> bool:
        return bool(self.token) and (self.good_until_s is None or now_s < self.good_until_s)


class AccessTokens:
    """The access tokens of a process. May be used by many threads at once."""

    def __init__(
        self, *, send: Send, keep: Keep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._send = send
        self._keep = keep
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[uuid.UUID, _Kept] = OrderedDict()

    def get(
        self, destination_id: uuid.UUID, definition: DestinationDefinition, settings: Settings
    ) -> str | None:
        """The token to send with; None for a tool that needs none.

        While one thread asks for a new token, others of the same destination wait for it.

        Raises:
            RequestError: the settings cannot be used.
            NoTokenError: the tool gave none.
        """
        if definition.authentication.token_call is None:
            return None
        kept = self._find(destination_id)
        with kept.lock:
            digest = _digest(settings)
            if digest not in kept.known_by:
                kept.token, kept.settings, kept.known_by = "", settings, (digest,)
            if not kept.is_good(self._clock()):
                self._renew(kept, destination_id, definition)
            return kept.token or None

    def forget(self, destination_id: uuid.UUID, token: str) -> None:
        """The tool took this token no more; one that has taken its place since is kept."""
        kept = self._find(destination_id)
        with kept.lock:
            if kept.token == token:
                kept.token = ""

    def _find(self, destination_id: uuid.UUID) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(destination_id, _Kept())
            self._kept.move_to_end(destination_id)
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
            return kept

    def _renew(
        self, kept: _Kept, destination_id: uuid.UUID, definition: DestinationDefinition
    ) -> None:
        asked_at_s, before = self._clock(), kept.settings
        kept.token = ""
        token = ask_for_token(definition, before, send=self._send)
        if token is None:
            return
        kept.token, kept.good_until_s = token.value, _good_until_s(token, asked_at_s)
        kept.settings = after = with_new_refresh_token(definition, before, token)
        if after is not before:
            kept.known_by = (*kept.known_by, _digest(after))[-MAX_KNOWN:]
            key = _refresh_key(definition)
            self._keep(destination_id, key, used=str(before[key]), new=str(after[key]))


def with_new_refresh_token(
    definition: DestinationDefinition, settings: Settings, token: Token
) -> Settings:
    """The settings to go on with: the same ones, unless the tool replaced the refresh token."""
    key = _refresh_key(definition)
    if not key or not token.refresh_token or token.refresh_token == settings.get(key):
        return settings
    return {**settings, key: token.refresh_token}


def _refresh_key(definition: DestinationDefinition) -> str:
    call = definition.authentication.token_call
    return call.refresh_token_setting if call else ""


def _good_until_s(token: Token, asked_at_s: float) -> float | None:
    if token.expires_in_s is None:
        return None
    return asked_at_s + max(token.expires_in_s - EARLY_S, token.expires_in_s * EARLY_SHARE)


def _digest(settings: Settings) -> bytes:
    return hashlib.sha256(write_json_text(dict(settings)).encode()).digest()
