"""Circuit breaker of a destination: one that is down is asked now and then, not by everybody.

    closed ── 10 failures in a row, or half of 20 and more within 5 minutes ──▶ open
    open ── any success ──▶ closed
    open ── one probe after 30 s; while probes fail after 60 s, 2 min … 10 min ──▶ open

Pure: frozen values and functions between them; the caller passes time in and stores what comes out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

FAILURES_IN_A_ROW = 10
WINDOW_S = 300
WINDOW_MIN_COUNT = 20
WINDOW_FAILED_SHARE = 0.5
FIRST_PROBE_WAIT_S = 30
MAX_PROBE_WAIT_S = 600
PAUSED_AFTER = timedelta(days=3)

_BUCKET_S = 30

Permission = Literal["send", "probe", "wait"]


@dataclass(frozen=True, slots=True)
class Bucket:
    """What came of the attempts of half a minute, counted from the epoch."""

    number: int
    successes: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of a destination's health; a new one is closed.

    `failing_since` is the first failure after the last success.
    """

    failures_in_a_row: int = 0
    buckets: tuple[Bucket, ...] = ()
    failing_since: datetime | None = None
    next_probe_at: datetime | None = None
    probe_wait_s: int = FIRST_PROBE_WAIT_S

    @property
    def is_open(self) -> bool:
        return self.next_probe_at is not None


def permission(breaker: Breaker, *, now: datetime) -> Permission:
    """Whether a request may go out: as usual, as the one probe, or not now.

    Who probes stores `with_probe_started()` first, in a conditional update: only one gets it.
    """
    if breaker.next_probe_at is None:
        return "send"
    return "probe" if now >= breaker.next_probe_at else "wait"


def with_probe_started(breaker: Breaker, *, now: datetime) -> Breaker:
    """An open breaker whose next probe waits its turn; a probe that never ends blocks nobody."""
    return replace(breaker, next_probe_at=now + timedelta(seconds=breaker.probe_wait_s))


def with_success(breaker: Breaker, *, now: datetime) -> Breaker:
    """After a success: closed. Failures from before it was open are forgotten."""
    kept = Breaker() if breaker.is_open else replace(breaker, failures_in_a_row=0)
    return replace(_counted(kept, now, successes=1), failing_since=None)


def with_failure(breaker: Breaker, *, now: datetime, is_probe: bool = False) -> Breaker:
    """After a failure: open when there were too many; a probe's doubles the wait for the next."""
    failed = replace(
        _counted(breaker, now, failures=1),
        failures_in_a_row=breaker.failures_in_a_row + 1,
        failing_since=breaker.failing_since or now,
    )
    if not breaker.is_open:
        return _opened(failed, now) if _has_failed_too_often(failed) else failed
    if not is_probe:  # it was on its way when the breaker opened
        return failed
    wait_s = min(breaker.probe_wait_s * 2, MAX_PROBE_WAIT_S)
    return replace(failed, probe_wait_s=wait_s, next_probe_at=now + timedelta(seconds=wait_s))


def needs_pause(breaker: Breaker, *, now: datetime) -> bool:
    """Whether the destination has been down for so long that its owner has to look."""
    since = breaker.failing_since
    return breaker.is_open and since is not None and now - since >= PAUSED_AFTER


def breaker_json(breaker: Breaker) -> dict[str, Any]:
    """A breaker for storage; `read_breaker()` reads it."""
    return {
        "failures_in_a_row": breaker.failures_in_a_row,
        "buckets": [[one.number, one.successes, one.failures] for one in breaker.buckets],
        "failing_since": _iso(breaker.failing_since),
        "next_probe_at": _iso(breaker.next_probe_at),
        "probe_wait_s": breaker.probe_wait_s,
    }


def read_breaker(stored: Mapping[str, Any] | None) -> Breaker:
    """The breaker of a stored one; nothing stored is a new one."""
    if not stored:
        return Breaker()
    return Breaker(
        failures_in_a_row=stored["failures_in_a_row"],
        buckets=tuple(Bucket(*counts) for counts in stored["buckets"]),
        failing_since=_read_time(stored["failing_since"]),
        next_probe_at=_read_time(stored["next_probe_at"]),
        probe_wait_s=stored["probe_wait_s"],
    )


def _opened(breaker: Breaker, now: datetime) -> Breaker:
    return replace(
        breaker,
        probe_wait_s=FIRST_PROBE_WAIT_S,
        next_probe_at=now + timedelta(seconds=FIRST_PROBE_WAIT_S),
    )


def _has_failed_too_often(breaker: Breaker) -> bool:
    if breaker.failures_in_a_row >= FAILURES_IN_A_ROW:
        return True
    failures = sum(bucket.failures for bucket in breaker.buckets)
    count = failures + sum(bucket.successes for bucket in breaker.buckets)
    return count >= WINDOW_MIN_COUNT and failures >= count * WINDOW_FAILED_SHARE


def _counted(breaker: Breaker, now: datetime, *, successes: int = 0, failures: int = 0) -> Breaker:
    """With one more attempt in its bucket, and without the buckets that left the window.

    Buckets of the future, from before the clock was set back, are left out, too.
    """
    number = int(now.timestamp()) // _BUCKET_S
    oldest = number - WINDOW_S // _BUCKET_S + 1
    kept = {one.number: one for one in breaker.buckets if oldest <= one.number <= number}
    bucket = kept.get(number, Bucket(number))
    kept[number] = replace(
        bucket, successes=bucket.successes + successes, failures=bucket.failures + failures
    )
    return replace(breaker, buckets=tuple(kept.values()))


def _iso(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat() if time else None


def _read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
