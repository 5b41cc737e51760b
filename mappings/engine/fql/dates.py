"""Dates in triggers: ISO 8601, a day or a moment; without an offset they are in UTC.

There is no "within the last 7 days": it would need a clock, and an event that matches today would
not match when it is tried again tomorrow.
"""

import re
from datetime import UTC, datetime, time

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
EXPECTED_DATE = 'a date as "2026-01-31" or "2026-01-31T10:00:00Z"'


def is_date(text: str) -> bool:
    return moment_of(text) is not None


def date_span(text: str) -> tuple[datetime, datetime]:
    """The first and the last moment of the day or moment that a text names.

    Shape:
        ``"2026-01-31"`` -> from its first to its last microsecond

    Raises:
        ValueError: it names neither.
    """
    moment = moment_of(text)
    if moment is None:
        raise ValueError(f"{text} is no date")
    return moment, datetime.combine(moment, time.max, UTC) if _DAY.fullmatch(text) else moment


def moment_of(text: str) -> datetime | None:
    """When a text names: a moment, or the first one of a day; None where it names no time."""
    if not _DAY.fullmatch(text) and not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
