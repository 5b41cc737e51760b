"""When to try again. Pure: time and randomness are passed in."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Waits before each attempt, in seconds: 11 attempts over 23 h 42 min.
SCHEDULE_S: tuple[float, ...] = (
    *(0, 5, 30, 120, 600, 1_800),
    *(3_600, 7_200, 14_400, 28_800, 28_800),
)
JITTER = 0.2
MAX_RETRY_AFTER_S = 6 * 3_600

Draw = Callable[[], float]  # a number from 0 up to 1

_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_MAX_DATE_CHARS = 60


def next_attempt_at(
    *,
    attempts_made: int,
    now: datetime,
    draw: Draw,
    retry_after_s: float | None = None,
    schedule_s: Sequence[float] = SCHEDULE_S,
) -> datetime | None:
    """When a delivery is tried again after `attempts_made` attempts; None when it is not.

    The wait of the schedule is shortened or lengthened by up to a fifth, so that what failed
    together does not come back together. What the destination asked for is only ever lengthened.

    Args:
        draw: ``random.random``, or a test's own.
        retry_after_s: what `retry_after_s()` found in the answer.
    """
    if attempts_made >= len(schedule_s):
        return None
    wait_s = schedule_s[attempts_made] * (1 - JITTER + 2 * JITTER * draw())
    if retry_after_s is not None:
        wait_s = max(wait_s, retry_after_s * (1 + JITTER * draw()))
    return now + timedelta(seconds=wait_s)


def retry_after_s(header: str | None, *, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` asks to wait, six hours at most; None when it asks nothing.

    Shape:
        "120" -> 120; "Tue, 24 Nov 2026 10:00:00 GMT" -> until then; "-1", "soon", two -> None

    Source:
        RFC 9110 §10.2.3; fractions, as some APIs send them, are rounded up.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        asked_s: float = math.ceil(float(text))
    else:
        asked_s = _seconds_until(text, now)
    return min(asked_s, MAX_RETRY_AFTER_S) if asked_s > 0 else None


def _seconds_until(text: str, now: datetime) -> float:
    """0 for what is no date, and for dates in the past below it."""
    if len(text) > _MAX_DATE_CHARS:
        return 0
    try:
        date = parsedate_to_datetime(text)
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        return math.ceil((aware - now).total_seconds())
    except (ValueError, OverflowError):
        return 0
