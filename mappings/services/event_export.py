"""Events and their deliveries as a file: NDJSON for programs, CSV for spreadsheets."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from mappings.models import Delivery, Event
from mappings.models.deliveries import DeliveryQuerySet
from mappings.models.events import EventQuerySet
from mappings.services.event_search import event_page
from mappings.services.representation import time_json

Format = Literal["csv", "ndjson"]
MAX_EXPORTED_EVENTS = 50_000
_PAGE = 500

EVENT_COLUMNS = ("event_id", "message_id", "type", "name", "source", "received_at")
PEOPLE_COLUMNS = ("user_id", "anonymous_id")
DELIVERY_COLUMNS = (
    "delivery_id",
    "destination",
    "mapping",
    "version",
    "audience_key",
    "state",
    "reason",
    "attempts",
    "created_at",
    "finished_at",
    "replay_of",
)
# What a spreadsheet takes for the start of a formula, in both widths.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def export_events(
    *, events: EventQuerySet, deliveries: DeliveryQuerySet, kind: Format, with_contents: bool
) -> Iterator[str]:
    """The file's text, piece by piece: the newest events first, `MAX_EXPORTED_EVENTS` at most.

    Args:
        deliveries: those that are told of the events.
        with_contents: also tell who the users are and, in NDJSON, the events themselves.
    """
    rows = _documents(events, deliveries, with_contents)
    return _csv(rows, with_contents) if kind == "csv" else _ndjson(rows)


def _documents(
    events: EventQuerySet, deliveries: DeliveryQuerySet, with_contents: bool
) -> Iterator[dict[str, Any]]:
    cursor, left = "", MAX_EXPORTED_EVENTS
    rows = events.select_related("source")
    rows = rows if with_contents else rows.defer("text")
    while left > 0:
        page = event_page(rows, cursor=cursor, limit=min(_PAGE, left))
        of_event: dict[Any, list[Delivery]] = {event.pk: [] for event in page.events}
        found = deliveries.filter(event__in=list(of_event)).order_by("pk")
        for delivery in found.select_related("destination", "mapping", "version"):
            of_event[delivery.event_id].append(delivery)
        for event in page.events:
            yield _document(event, of_event[event.pk], with_contents)
        left -= len(page.events)
        cursor = page.next_cursor
        if not cursor:
            return


def _document(event: Event, deliveries: Iterable[Delivery], with_contents: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "event_id": str(event.pk),
        "message_id": event.message_id,
        "type": event.type,
        "name": event.name,
        "source": event.source.name,
        "received_at": time_json(event.received_at),
    }
    if with_contents:
        told |= {"user_id": event.user_id, "anonymous_id": event.anonymous_id}
        told["event"] = event.event
    return told | {"deliveries": [_delivery(delivery) for delivery in deliveries]}


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery_id": str(delivery.pk),
        "destination": delivery.destination.name if delivery.destination else None,
        "mapping": delivery.version.name,
        "version": delivery.version.number,
        "audience_key": delivery.audience_key,
        "state": delivery.state,
        "reason": delivery.reason,
        "attempts": delivery.attempt_count,
        "created_at": time_json(delivery.created_at),
        "finished_at": time_json(delivery.finished_at) if delivery.finished_at else None,
        "replay_of": str(delivery.replay_of_id) if delivery.replay_of_id else None,
    }


def _ndjson(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, separators=(",", ":")) + "\n"


class _Echo:
    """Hands each written line back to who writes it."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterable[dict[str, Any]], with_contents: bool) -> Iterator[str]:
    """A line for each delivery, and one for an event without any."""
    columns = EVENT_COLUMNS + (PEOPLE_COLUMNS if with_contents else ()) + DELIVERY_COLUMNS
    writer = csv.writer(_Echo())
    yield writer.writerow(columns)
    for row in rows:
        for delivery in row["deliveries"] or [{}]:
            told = {**row, **delivery}
            yield writer.writerow([safe_cell(told.get(name)) for name in columns])


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet runs: what could start a formula gets an apostrophe.

    Shape:
        ``=HYPERLINK(…)`` -> ``'=HYPERLINK(…)``
    """
    if value is None:
        return ""
    text = str(value).replace("\0", "\ufffd")
    is_number = isinstance(value, int | float)
    if not is_number and text.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text
