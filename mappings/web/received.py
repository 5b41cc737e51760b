"""What the built-in receiver got: a tab of a destination that sends there."""

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from mappings.models import ReceivedRequest
from mappings.services.received import received_requests
from mappings.web.access import PageRequest, page
from mappings.web.destinations import find_destination


@page("GET")
def destination_received(request: PageRequest, destination_id: UUID) -> HttpResponse:
    """The newest requests, which look again by themselves; or older ones, which stay.

    Who looks again says what is known: as long as nothing else came, nothing on the page changes.
    """
    destination = find_destination(request, destination_id)
    before = _read_id(request.GET.get("before", ""))
    received = received_requests(destination=destination, before=before)
    is_known = request.GET.get("known") == str(received.newest or "")
    if request.htmx and is_known:
        return HttpResponse(status=204)
    can_view = request.member.can_view_payloads
    context = {
        "destination": destination,
        "tab": "received",
        "received": received,
        "rows": [(one, _text(one) if can_view else "") for one in received.requests],
        "before": before,
        "can_view": can_view,
    }
    template = "_received.html" if request.htmx else "destination_received.html"
    return render(request, f"mappings/{template}", context)


def _text(received: ReceivedRequest) -> str:
    shown = {key: value for key, value in received.request.items() if key != "body_format"}
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
