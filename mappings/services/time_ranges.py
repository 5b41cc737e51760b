"""The time an overview or a search looks at: the last hour, day, week, month, or from–to.

A range starts and ends at the edges of its steps, so that it can be answered from counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime

from mappings.delivery.counting import FINE_KEPT_S, FINE_S, HOUR_S, floor_time
from mappings.engine.errors import Problem
from mappings.services.errors import InvalidInput

DAY_S = 86_400

# name: length, step of its chart, words
RANGES: dict[str, tuple[int, int, str]] = {
    "1h": (HOUR_S, FINE_S, "Last hour"),
    "24h": (DAY_S, HOUR_S, "Last 24 hours"),
    "7d": (7 * DAY_S, 6 * HOUR_S, "Last 7 days"),
    "30d": (30 * DAY_S, DAY_S, "Last 30 days"),
}
DEFAULT_RANGE = "24h"
CUSTOM = "custom"
MAX_CUSTOM_S = 366 * DAY_S
_STEPS = (FINE_S, HOUR_S, 6 * HOUR_S, DAY_S, 7 * DAY_S)
_MAX_STEPS = 60


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From `start` on, before `end`, in steps of `step_s` seconds."""

    name: str
    words: str
    start: datetime
    end: datetime
    step_s: int

    def steps(self) -> Iterator[datetime]:
        """Where each step starts."""
        at = self.start
        while at < self.end:
            yield at
            at += timedelta(seconds=self.step_s)

    def step_of(self, at: datetime) -> datetime:
        gone_s = int((at - self.start).total_seconds())
        return self.start + timedelta(seconds=gone_s - gone_s % self.step_s)


def read_range(
    *, name: str, start: str, end: str, now: datetime, is_exact: bool = False
) -> TimeRange:
    """The range that a query asks for; without one the last 24 hours.

    Shape:
        ``name="7d"``, or ``start="2026-11-20T08:00", end="2026-11-21T08:00"`` (UTC)

    Args:
        is_exact: leave a range from–to as it is, for rows; counts need the edges of steps.

    Raises:
        InvalidInput: pointers are ``/range``, ``/from`` or ``/to``.
    """
    if name == CUSTOM or (not name and (start or end)):
        return _custom(start, end, now, is_exact=is_exact)
    return named_range(name or DEFAULT_RANGE, now=now)


def named_range(name: str, *, now: datetime) -> TimeRange:
    """One of `RANGES`, whose last step is the one that runs now.

    Raises:
        InvalidInput: there is none of that name.
    """
    if name not in RANGES:
        known = ", ".join([*RANGES, CUSTOM])
        raise InvalidInput([Problem("/range", f"The range is not one of: {known}.", "choice")])
    length_s, step_s, words = RANGES[name]
    end = floor_time(now, step_s) + timedelta(seconds=step_s)
    return TimeRange(name, words, end - timedelta(seconds=length_s), end, step_s)


def read_time(text: str, pointer: str) -> datetime:
    """A moment as a form or a program writes it; without an offset it is UTC.

    Raises:
        InvalidInput: it is none.
    """
    try:
        at = parse_datetime(text.strip())
    except ValueError:
        at = None
    if at is None:
        problem = Problem(pointer, "Expected a time like 2026-11-20T08:00 (UTC).", "time")
        raise InvalidInput([problem])
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as err:
        raise InvalidInput([Problem(pointer, "This time is out of reach.", "time")]) from err


def _custom(start_text: str, end_text: str, now: datetime, *, is_exact: bool) -> TimeRange:
    problems: list[Problem] = []
    start = _read_end(start_text, "/from", problems) if start_text else None
    end = _read_end(end_text, "/to", problems) if end_text else now
    if not start_text:
        problems.append(Problem("/from", "Enter where the range starts.", "required"))
    if start and end and start >= end:
        problems.append(Problem("/to", "The range ends before it starts.", "order"))
    elif start and end and (end - start).total_seconds() > MAX_CUSTOM_S:
        problems.append(Problem("/from", "A range is at most 366 days long.", "too_long"))
    if problems or start is None or end is None:
        raise InvalidInput(problems)
    length_s = (end - start).total_seconds()
    # Counts of five minutes are kept for two days; before that there are those of hours.
    is_fine = (now - start).total_seconds() < FINE_KEPT_S - HOUR_S
    steps = _STEPS if is_fine else _STEPS[1:]
    step_s = next((step for step in steps if length_s / step <= _MAX_STEPS), steps[-1])
    if is_exact:
        return TimeRange(CUSTOM, "Custom range", start, end, step_s)
    first = floor_time(start, step_s)
    last = floor_time(end - timedelta(microseconds=1), step_s) + timedelta(seconds=step_s)
    return TimeRange(CUSTOM, "Custom range", first, last, step_s)


def _read_end(text: str, pointer: str, problems: list[Problem]) -> datetime | None:
    try:
        at = read_time(text, pointer)
    except InvalidInput as err:
        problems.extend(err.problems)
        return None
    if not 1990 <= at.year <= 2200:
        problems.append(Problem(pointer, "This time is out of reach.", "time"))
        return None
    return at
