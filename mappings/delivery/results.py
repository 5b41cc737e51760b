"""What came of deliveries that a job tried: told to the worker, which writes it down."""

import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mappings.delivery.outcomes import Outcome
from mappings.delivery.retry import SCHEDULE_S

Verdict = Literal[
    "delivered",
    "filtered",
    "retry",
    "dead",
    "credentials",
    "disable_destination",
    "hold",
    "internal_error",
]


@dataclass(frozen=True, slots=True)
class Result:
    """What happens next to one delivery.

    `outcome` is what the answer meant; None where nothing was sent. `detail` is for people: the
    first problem, or the destination's own words.
    """

    verdict: Verdict
    reason: str
    detail: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """What is kept of one request that was made; secrets are masked."""

    started_at: datetime
    duration_ms: float
    outcome: Outcome
    status: int | None
    request: Mapping[str, Any]
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of some deliveries of a lease. `untried` ones may be taken by any worker.

    `is_probe`: the destination was down, and this request asked whether it still is. `schedule_s`
    are the waits before attempts, as the destination has them. `is_recorded` is set when it has
    been written down.
    """

    job_id: uuid.UUID
    destination_id: uuid.UUID
    lease: uuid.UUID
    results: Mapping[uuid.UUID, Result]
    attempt: AttemptRecord | None = None
    untried: Sequence[uuid.UUID] = ()
    is_probe: bool = False
    is_last: bool = False
    schedule_s: tuple[float, ...] = SCHEDULE_S
    is_recorded: threading.Event = field(default_factory=threading.Event, compare=False)
