"""Filters on dates, in UTC unless a time zone is given."""

import math
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from mappings.engine.civil_calendar import Moment, moment
from mappings.engine.javascript_dates import read_date
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.filters.date_formats import format_moment, ordinal
from mappings.engine.liquid.run import Run
from mappings.engine.liquid.values import is_nothing, is_number, plain, to_double, to_number
from mappings.engine.paths import MISSING

_DEFAULT_FORMAT = "%A, %B %-e, %Y at %-l:%M %P %z"
_DIGITS = re.compile("[0-9]+")
_MAX_MS = 8.64e15
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_ZONE_CHARS = 64


def date(run: Run, value: Any, pattern: Any = MISSING, zone: Any = MISSING) -> Any:
    """The date by a format: seconds since 1970, "now", ISO, or nearly any text with a date."""
    when = _moment(run, value, zone)
    if when is None:
        return value
    text = _DEFAULT_FORMAT if is_nothing(pattern) else run.text(pattern)
    return format_moment(run, when, text)


def date_to_xmlschema(run: Run, value: Any) -> Any:
    """The date as ISO 8601: 2023-01-15T10:30:00+00:00."""
    return date(run, value, "%Y-%m-%dT%H:%M:%S%:z")


def date_to_rfc822(run: Run, value: Any) -> Any:
    """The date as in e-mails: Sun, 15 Jan 2023 10:30:00 +0000."""
    return date(run, value, "%a, %d %b %Y %H:%M:%S %z")


def date_to_string(run: Run, value: Any, kind: Any = MISSING, style: Any = MISSING) -> Any:
    """The day as 15 Jan 2023; with "ordinal" 15th Jan 2023, and then "US" Jan 15th, 2023."""
    return _day_text(run, value, "%b", kind, style)


def date_to_long_string(run: Run, value: Any, kind: Any = MISSING, style: Any = MISSING) -> Any:
    """The same with the whole name of the month."""
    return _day_text(run, value, "%B", kind, style)


def _day_text(run: Run, value: Any, month: str, kind: Any, style: Any) -> Any:
    when = _moment(run, value, MISSING)
    if when is None:
        return value
    if kind != "ordinal":
        return format_moment(run, when, f"%d {month} %Y")
    day = f"{when.day}{ordinal(when.day)}"
    pattern = f"{month} {day}, %Y" if style == "US" else f"{day} {month} %Y"
    return format_moment(run, when, pattern)


def _moment(run: Run, value: Any, zone: Any) -> Moment | None:
    ms = _milliseconds(run, plain(value))
    if ms is None or not abs(ms) <= _MAX_MS:
        return None
    return _in_zone(int(ms), None if is_nothing(zone) else run.simple(zone))


def _milliseconds(run: Run, value: Any) -> float | None:
    """Milliseconds since 1970; None or NaN for what is no date."""
    if is_nothing(value):
        return None
    if value in ("now", "today") and isinstance(value, str):
        return math.floor(run.clock() * 1_000)
    if isinstance(value, bool):
        return float(value)
    if is_number(value):
        return to_double(value) * 1_000
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return to_number(value) * 1_000
    text = run.joined(value, ",") if isinstance(value, list) else value
    return read_date(text) if isinstance(text, str) else None


def _in_zone(ms: int, zone: Any) -> Moment | None:
    if zone is None:
        return moment(ms)
    if isinstance(zone, str):
        return moment(ms, offset=_offset_of(ms, zone), zone=zone)
    offset = to_number(zone)
    if not math.isfinite(offset) or abs(ms - offset * 60_000) > _MAX_MS:
        return None
    return moment(ms, offset=int(offset), zone="")


def _offset_of(ms: int, name: str) -> int:
    """Minutes from a time zone's clock to UTC at a moment, as JavaScript counts them.

    Years that Python's calendar lacks have the offset of the nearest one that it has.
    """
    zone = _zone(name) if len(name) <= _MAX_ZONE_CHARS else None
    if zone is None:
        message = f'There is no time zone "{name[:_MAX_ZONE_CHARS]}".'
        raise LiquidError(message, "argument")
    seconds = min(max(ms // 1_000, -62_000_000_000), 253_000_000_000)
    offset = (_EPOCH + timedelta(seconds=seconds)).astimezone(zone).utcoffset()
    return -int(offset.total_seconds() // 60) if offset else 0


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    """From the system's time zone data, which counts as part of Python."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found, no file, no name
        return None
