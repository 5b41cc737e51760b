"""What travels: a request as bytes, and what came of it: an answer or a failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from mappings.catalog.answers import Answer as DeclaredAnswer

FailureKind = Literal[
    "bad_url",
    "bad_request",
    "blocked_address",
    "dns",
    "refused",
    "reset",
    "timeout",
    "tls",
    "bad_http",
    "proxy",
]

# Headers of an answer that may be stored and shown; others can hold what is nobody's business.
SHOWN_HEADERS = frozenset(
    {"content-type", "date", "retry-after", "server", "www-authenticate", "x-request-id"}
)

FAILURE_KINDS: tuple[FailureKind, ...] = get_args(FailureKind)


@dataclass(frozen=True, slots=True, repr=False)
class OutgoingRequest:
    """A request whose body is the very bytes to send. Holds secrets: never shown as it is."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __repr__(self) -> str:
        return f"OutgoingRequest({self.method}, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True, repr=False)
class Answer(DeclaredAnswer):
    """What the other side said; of a long body only the beginning (`is_cut`).

    Shape:
        headers: ``{"content-type": "application/json"}``, names in lower case
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
    elapsed_ms: int = 0

    def __repr__(self) -> str:
        return f"Answer({self.status}, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer; `text` may be shown to people and names no address."""

    kind: FailureKind
    text: str
    elapsed_ms: int = 0


class Send(Protocol):
    """`transport.send`, or a test's own."""

    def __call__(
        self, request: OutgoingRequest, *, timeout_s: float | None = None
    ) -> Answer | Failure: ...
