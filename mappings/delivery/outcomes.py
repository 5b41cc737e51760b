"""What an answer means: one table, which the code and docs/delivery.md share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mappings.delivery.messages import Answer, Failure, FailureKind
from mappings.delivery.retry import retry_after_s

Verdict = Literal["delivered", "retry", "dead", "credentials", "disable_destination"]
Health = Literal["up", "down", "unknown"]

PAUSE_WITHOUT_RETRY_AFTER_S = 30.0
CREDENTIAL_FAILURES_IN_A_ROW = 3  # then the destination is held


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens next to a delivery, and to its destination.

    `pause_s`: nothing is sent to the destination for so long. `slows_down`: it is sent to more
    slowly. `health`: what the circuit breaker counts; "unknown" is not counted.
    """

    verdict: Verdict
    reason: str
    pause_s: float | None = None
    slows_down: bool = False
    health: Health = "up"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: which statuses, what follows, and the words of the docs."""

    covers: str
    statuses: frozenset[int]
    verdict: Verdict
    explanation: str
    reason: str = "http_{status}"
    pauses: bool = False
    slows_down: bool = False
    health: Health = "up"


def _statuses(*parts: int | range) -> frozenset[int]:
    return frozenset(
        status for part in parts for status in (part if isinstance(part, range) else (part,))
    )


# From the particular to the general: the first rule that covers a status decides.
STATUS_RULES: tuple[Rule, ...] = (
    Rule(
        "2xx",
        _statuses(range(200, 300)),
        "delivered",
        "Delivered. Of a batch, each item counts for itself where its definition says how.",
    ),
    Rule(
        "3xx",
        _statuses(range(300, 400)),
        "dead",
        "Given up: redirects are never followed.",
        reason="redirect_not_followed",
    ),
    Rule(
        "401, 403, 407",
        _statuses(401, 403, 407),
        "credentials",
        "After three in a row the destination is held and its owner told; nothing is lost.",
    ),
    Rule(
        "408, 423, 425",
        _statuses(408, 423, 425),
        "retry",
        "Tried again.",
        health="down",
    ),
    Rule(
        "429",
        _statuses(429),
        "retry",
        "Tried again; the whole destination waits as long as it asks, else 30 seconds.",
        pauses=True,
        health="unknown",
    ),
    Rule(
        "410",
        _statuses(410),
        "disable_destination",
        "The destination is switched off; what waits for it is held.",
    ),
    Rule(
        "other 4xx",
        _statuses(range(400, 500)),
        "dead",
        "Given up: the same request would be refused again.",
    ),
    Rule("501, 505", _statuses(501, 505), "dead", "Given up."),
    Rule(
        "502, 503, 504",
        _statuses(502, 503, 504),
        "retry",
        "Tried again; the destination is sent to more slowly.",
        slows_down=True,
        health="down",
    ),
    Rule(
        "other 5xx",
        _statuses(range(500, 600)),
        "retry",
        "Tried again.",
        health="down",
    ),
)

OTHER_STATUS = Rule(
    "anything else",
    frozenset(),
    "retry",
    "Tried again: it is no answer to a request.",
    health="down",
)


@dataclass(frozen=True, slots=True)
class FailureRule:
    """The same for a request without an answer."""

    verdict: Verdict
    explanation: str
    health: Health


_RETRIED = FailureRule("retry", "Tried again.", "down")
_REFUSED_BY_US = FailureRule("dead", "Given up at once: nothing was sent.", "unknown")

FAILURE_RULES: Mapping[FailureKind, FailureRule] = {
    "dns": _RETRIED,
    "refused": _RETRIED,
    "reset": _RETRIED,
    "timeout": _RETRIED,
    "tls": _RETRIED,
    "bad_http": _RETRIED,
    "proxy": FailureRule("retry", "Tried again; not counted against the destination.", "unknown"),
    "blocked_address": _REFUSED_BY_US,
    "bad_url": _REFUSED_BY_US,
    "bad_request": _REFUSED_BY_US,
}


def judge(result: Answer | Failure, *, now: datetime) -> Outcome:
    """What an answer, or its absence, means.

    Shape:
        ``Answer(503, {"retry-after": "120"})`` -> ``Outcome("retry", "http_503", pause_s=120, …)``
        ``Failure("timeout")`` -> ``Outcome("retry", "timeout", health="down")``
    """
    if isinstance(result, Failure):
        failure_rule = FAILURE_RULES[result.kind]
        return Outcome(failure_rule.verdict, result.kind, health=failure_rule.health)
    rule = rule_for(result.status)
    asked_s = retry_after_s(result.headers.get("retry-after"), now=now)
    return Outcome(
        verdict=rule.verdict,
        reason=rule.reason.format(status=result.status),
        pause_s=_pause_s(rule, asked_s),
        slows_down=rule.slows_down,
        health=rule.health,
    )


def rule_for(status: int) -> Rule:
    """The row of the table for a status."""
    return next((rule for rule in STATUS_RULES if status in rule.statuses), OTHER_STATUS)


def _pause_s(rule: Rule, asked_s: float | None) -> float | None:
    """How long the whole destination waits: as long as an answer that is tried again asks for."""
    if rule.verdict != "retry":
        return None
    return asked_s or (PAUSE_WITHOUT_RETRY_AFTER_S if rule.pauses else None)
