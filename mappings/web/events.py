"""Events: finding them, the whole story of one, and a file of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from mappings import conf
from mappings.models import Delivery, Destination, Event, Source
from mappings.services.errors import ServiceError
from mappings.services.event_export import MAX_EXPORTED_EVENTS, export_events
from mappings.services.event_filters import EVENT_TYPES, FILTER_KEYS, read_event_filter
from mappings.services.event_search import (
    EventFilter,
    event_page,
    find_deliveries,
    find_events,
)
from mappings.services.event_story import pretty, tell_story
from mappings.services.reason_words import STATE_WORDS
from mappings.services.time_ranges import CUSTOM, RANGES
from mappings.web.access import PageRequest, found, page
from mappings.web.delivery_words import story_rows

PAGE_SIZE = 50
SHOWN_DELIVERIES = 4
STATE_CHOICES = {
    **STATE_WORDS,
    "failed": "Failed, for whatever reason",
    "retrying": "Waiting for another attempt",
    "unmatched": "No mapping matched",
    "dead": "Failed at the destination",
}
TIME_CHOICES = {"": "Any time", **{name: told[2] for name, told in RANGES.items()}}
_EXPORT_TYPES = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class EventRow:
    """A found event with the first of its deliveries."""

    event: Event
    deliveries: Sequence[Delivery]
    more: int


@page("GET")
def event_list(request: PageRequest) -> HttpResponse:
    """The search, and what it found: the newest first, page after page."""
    given = filter_values(request.GET)
    asked, problem = _read(request, given)
    context = {
        "asked": given,
        "problem": problem,
        "has_asked": any(given.values()),
        "choices": _choices(request),
        "query": urlencode({key: value for key, value in given.items() if value}),
        "max_exported": MAX_EXPORTED_EVENTS,
        "max_search_chars": conf.MAX_SEARCH_CHARS,
        "can_view": request.member.can_view_payloads,
    }
    if asked is not None:
        try:
            context |= _found(request, asked)
        except ServiceError as err:
            context["problem"] = problem = err.message
    return render(request, "mappings/events.html", context, status=400 if problem else 200)


@page("GET")
def event_story(request: PageRequest, event_id: UUID) -> HttpResponse:
    rows = Event.objects.for_workspace(request.workspace).with_origin()
    event = found(rows.filter(pk=event_id).first())
    can_view = request.member.can_view_payloads
    story = tell_story(event=event, with_contents=can_view, now=timezone.now())
    context = {
        "event": event,
        "event_json": pretty(event.event) if can_view else "",
        "story": story,
        "rows": story_rows(story),
        "can_view": can_view,
    }
    return render(request, "mappings/event.html", context)


@page("GET")
def export_event_list(request: PageRequest) -> HttpResponseBase:
    kind = request.GET.get("as", "csv")
    if kind not in _EXPORT_TYPES:
        raise BadRequest("as: expected csv or ndjson")
    asked, problem = _read(request, filter_values(request.GET))
    if asked is None:
        raise BadRequest(problem)
    lines = export_events(
        events=find_events(request.workspace, asked),
        deliveries=find_deliveries(request.workspace, asked),
        kind="csv" if kind == "csv" else "ndjson",
        with_contents=request.member.can_view_payloads,
    )
    answer = StreamingHttpResponse(lines, content_type=_EXPORT_TYPES[kind])
    name = f"events-{timezone.now():%Y-%m-%d-%H%M}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def filter_values(given: Mapping[str, str]) -> dict[str, str]:
    """What was asked, as it was written; `range` is empty where both ends are given."""
    return {key: given.get(key, "").strip() for key in FILTER_KEYS}


def _read(request: PageRequest, given: Mapping[str, str]) -> tuple[EventFilter | None, str]:
    """The filter, or what is wrong with what was asked."""
    try:
        asked = read_event_filter(
            given, now=timezone.now(), can_view_payloads=request.member.can_view_payloads
        )
    except ServiceError as err:
        return None, err.message
    return asked, ""


def _found(request: PageRequest, asked: EventFilter) -> dict[str, Any]:
    rows = find_events(request.workspace, asked).with_origin().defer("text")
    page_found = event_page(rows, cursor=request.GET.get("cursor", ""), limit=PAGE_SIZE)
    of_event: dict[UUID, list[Delivery]] = {event.pk: [] for event in page_found.events}
    deliveries = Delivery.objects.filter(event__in=list(of_event)).order_by("pk")
    for delivery in deliveries.select_related("destination").defer("history"):
        of_event[delivery.event_id].append(delivery)
    return {
        "rows": [
            EventRow(
                event,
                of_event[event.pk][:SHOWN_DELIVERIES],
                max(len(of_event[event.pk]) - SHOWN_DELIVERIES, 0),
            )
            for event in page_found.events
        ],
        "next_cursor": page_found.next_cursor,
        "is_later_page": bool(request.GET.get("cursor")),
        "can_replay": request.member.can_edit and asked.asks_for_deliveries,
    }


def _choices(request: PageRequest) -> dict[str, Any]:
    destinations = Destination.objects.for_workspace(request.workspace).by_name()
    sources = Source.objects.for_workspace(request.workspace).by_name()
    return {
        "states": list(STATE_CHOICES.items()),
        "types": EVENT_TYPES,
        "destinations": list(destinations.values_list("pk", "name")),
        "sources": list(sources.values_list("pk", "name")),
        "ranges": [*TIME_CHOICES.items(), (CUSTOM, "From – to")],
    }
