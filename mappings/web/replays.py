"""Sending again: one delivery, all that a search finds, and what waits for its next attempt."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mappings.models import Delivery, Role
from mappings.models.deliveries import DeliveryQuerySet
from mappings.services.errors import ServiceError
from mappings.services.event_filters import read_event_filter
from mappings.services.event_search import EventFilter, find_deliveries
from mappings.services.replaying import (
    MAX_REPLAYS_AT_ONCE,
    Replayed,
    replay,
    replayable,
    retry_now,
)
from mappings.web.access import PageRequest, found, page
from mappings.web.dialogs import go
from mappings.web.events import filter_values

AS_NOW, AS_IT_WAS = "now", "was"


@page("GET", "POST", reads=Role.EDITOR)
def replay_delivery(request: PageRequest, delivery_id: UUID) -> HttpResponse:
    delivery = find_delivery(request, delivery_id)
    back = reverse("event", args=[delivery.event_id])
    rows = Delivery.objects.filter(pk=delivery.pk)
    if request.method == "POST":
        return _replay(request, rows, back)
    context: dict[str, object] = {"title": "Send this delivery again?", "back": back, "given": {}}
    return _ask(request, rows, context)


@page("GET", "POST", reads=Role.EDITOR)
def replay_deliveries(request: PageRequest) -> HttpResponse:
    """All that a search finds; the time is fixed when it is asked, so that nothing is added."""
    given = filter_values(request.POST if request.method == "POST" else request.GET)
    try:
        asked = read_event_filter(
            given, now=timezone.now(), can_view_payloads=request.member.can_view_payloads
        )
    except ServiceError as err:
        raise BadRequest(err.message) from err
    fixed = _fixed(given, asked)
    back = f"{reverse('events')}?{urlencode(fixed)}"
    rows = find_deliveries(request.workspace, asked)
    if request.method == "POST":
        return _replay(request, rows, back)
    told: dict[str, object] = {"title": "Send these deliveries again?", "given": fixed}
    return _ask(request, rows, {**told, "back": back})


@page("POST")
def retry_delivery(request: PageRequest, delivery_id: UUID) -> HttpResponse:
    delivery = find_delivery(request, delivery_id)
    if retry_now(delivery=delivery, now=timezone.now()):
        messages.success(request, "It is tried again at once.")
    else:
        messages.error(request, "It does not wait for another attempt any more.")
    return redirect("event", delivery.event_id)


def find_delivery(request: PageRequest, delivery_id: UUID) -> Delivery:
    rows = Delivery.objects.for_workspace(request.workspace)
    return found(rows.filter(pk=delivery_id).first())


def replayed_text(done: Replayed) -> str:
    """What came of a replay, in a sentence or two."""
    noun = "delivery is" if done.created == 1 else "deliveries are"
    parts = [f"{done.created:,} {noun} sent again."]
    if done.unmatched:
        parts.append(f"{done.unmatched:,} no longer match their mapping's trigger.")
    if done.stopped:
        parts.append(f"{done.stopped:,} belong to a mapping that is off.")
    if done.repeated:
        parts.append(f"{done.repeated:,} had been sent again already.")
    return " ".join(parts)


def _fixed(given: dict[str, str], asked: EventFilter) -> dict[str, str]:
    told = {key: value for key, value in given.items() if value}
    if asked.during is None:
        return told
    for key in ("range", "from", "to"):
        told.pop(key, None)
    start, end = asked.during.start, min(asked.during.end, timezone.now())
    return told | {"from": start.isoformat(), "to": end.isoformat()}


def _ask(request: PageRequest, rows: DeliveryQuerySet, context: dict[str, object]) -> HttpResponse:
    counted = rows[: MAX_REPLAYS_AT_ONCE * 5].count()
    count = replayable(rows)[: MAX_REPLAYS_AT_ONCE + 1].count()
    context |= {
        "count": count,
        "others": counted - count,
        "is_too_many": count > MAX_REPLAYS_AT_ONCE,
        "max_count": MAX_REPLAYS_AT_ONCE,
    }
    return render(request, "mappings/replay.html", context)


def _replay(request: PageRequest, rows: DeliveryQuerySet, back: str) -> HttpResponse:
    version = request.POST.get("version")
    if version not in {AS_NOW, AS_IT_WAS}:
        raise BadRequest("version: expected now or was")
    try:
        done = replay(rows=rows, as_it_is_now=version == AS_NOW, now=timezone.now())
    except ServiceError as err:
        messages.error(request, err.message)
    else:
        say = messages.success if done.created else messages.info
        say(request, replayed_text(done))
    return go(request, back)
