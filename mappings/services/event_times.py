"""The four times of an event: when it happened, was sent and came in; and its corrected time.

A device's clock may be wrong, but the time between two of its readings is right::

    timestamp = receivedAt - (sentAt - originalTimestamp)

Source:
    Segment, "Common fields: timestamps", read 2026-11.
"""

from datetime import UTC, datetime
from typing import Any


def with_times(
    event: dict[str, Any], *, received_at: datetime, sent_at: Any, is_historical: bool
) -> dict[str, Any]:
    """The event with its times as texts.

    A time that cannot be read stays as it was sent and counts as missing: then the event happened
    when it was sent or, without that, when it came in.

    Shape:
        event: ``{"timestamp": "2026-01-01T10:00:00Z", …}``
        result: ``{"timestamp": "2026-01-01T10:00:05.120Z", "originalTimestamp":
        "2026-01-01T10:00:00Z", "sentAt": "…", "receivedAt": "…", …}``

    Args:
        sent_at: of the request; the event's own `sentAt` wins.
        is_historical: the event's own time is right as it is.
    """
    written = event.get("timestamp")
    original = event.get("originalTimestamp") if written is None else written
    sent = event.get("sentAt") if event.get("sentAt") is not None else sent_at
    happened_at, left_at = _read_time(original), _read_time(sent)
    timed = {
        **event,
        "originalTimestamp": original,
        "sentAt": sent,
        "receivedAt": format_time(received_at),
        "timestamp": format_time(
            happened_at or received_at
            if is_historical
            else _corrected(happened_at, left_at, received_at)
        ),
    }
    missing = [key for key in ("originalTimestamp", "sentAt") if timed[key] is None]
    for key in missing:
        del timed[key]
    return timed


def format_time(moment: datetime) -> str:
    """Shape: ``"2026-01-01T10:00:05.120Z"``"""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _corrected(
    happened_at: datetime | None, left_at: datetime | None, received_at: datetime
) -> datetime:
    if happened_at is None:
        return received_at
    if left_at is None:
        return happened_at
    try:
        corrected = received_at - (left_at - happened_at)
        corrected.astimezone(UTC)
    except OverflowError:
        return received_at
    return corrected


def _read_time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
