"""A source at work: its newest events as they come in, and how to send to it."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mappings.models import Event, Role
from mappings.services.errors import ServiceError
from mappings.services.live_events import SHOWN_EVENTS, keep_as_test_event, newest_events
from mappings.services.write_keys import OLD_KEY_DAYS, end_old_write_key, rotate_write_key
from mappings.web.access import PageRequest, found, page
from mappings.web.dialogs import Question, confirm
from mappings.web.sources import find_source


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code to paste: it sends one event to this source."""

    id: str
    title: str
    text: str


@page("GET")
def live_events(request: PageRequest, source_id: UUID) -> HttpResponse:
    """The newest events. A script asks again every two seconds and says what it shows.

    Asking beats a stream here: the server has few threads, and each open stream would hold one.
    """
    source = find_source(request, source_id)
    live = newest_events(source)
    if request.htmx and request.GET.get("shown") == live.signature:
        return HttpResponse(status=204)
    context = {
        "source": source,
        "tab": "events",
        "live": live,
        "shown_events": SHOWN_EVENTS,
        "can_view": request.member.can_view_payloads,
    }
    template = "_live_events.html" if request.htmx else "live_events.html"
    return render(request, f"mappings/{template}", context)


@page("POST")
def use_as_test_event(request: PageRequest, event_id: UUID) -> HttpResponse:
    """Keep a received event as a test event, and show that."""
    rows = Event.objects.for_workspace(request.workspace).select_related("source")
    event = found(rows.filter(pk=event_id).first())
    if not request.member.can_view_payloads:
        raise PermissionDenied("Your role does not see what events hold.")
    try:
        saved = keep_as_test_event(event)
    except ServiceError as err:
        messages.error(request, err.message)
        return redirect("live_events", event.source_id)
    messages.success(request, f"Saved as the test event “{saved.name}”.")
    return redirect("test_event", saved.pk)


@page("GET")
def source_setup(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)
    ends_at = source.old_write_key_ends_at
    context = {
        "source": source,
        "tab": "setup",
        "snippets": _snippets(request.build_absolute_uri("/"), source.write_key),
        "old_key_ends_at": ends_at if ends_at and ends_at > timezone.now() else None,
    }
    return render(request, "mappings/source_setup.html", context)


@page("GET", "POST", reads=Role.EDITOR)
def rotate_key(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)
    question = Question(
        title="Make a new write key?",
        consequences=[
            f"The key that is in use now goes on working for {OLD_KEY_DAYS} days, so that what is "
            "deployed can be changed without a gap.",
            *(["The key before it ends at once."] if source.old_write_key else []),
        ],
        button="Make a new key",
        done="There is a new write key. Put it where the old one is.",
        back=reverse("source_setup", args=[source.pk]),
    )
    return confirm(request, question, partial(rotate_write_key, source=source))


@page("GET", "POST", reads=Role.EDITOR)
def end_old_key(request: PageRequest, source_id: UUID) -> HttpResponse:
    source = find_source(request, source_id)
    question = Question(
        title="End the old write key now?",
        consequences=["Whatever still sends with it is refused from now on."],
        button="End the old key",
        done="Only the newest write key is good now.",
        back=reverse("source_setup", args=[source.pk]),
    )
    return confirm(request, question, partial(end_old_write_key, source=source))


def _snippets(address: str, write_key: str) -> list[Snippet]:
    """Ready to paste: they send the guide's event."""
    texts: dict[str, Any] = {"address": address.rstrip("/"), "key": write_key}
    host = texts["address"].partition("://")[2]
    return [
        Snippet("curl", "curl", _CURL.format(**texts)),
        Snippet("python", "Python, with segment-analytics-python", _PYTHON.format(**texts)),
        Snippet("node", "Node.js, with @segment/analytics-node", _NODE.format(**texts)),
        Snippet(
            "browser",
            "Browser, with @segment/analytics-next",
            _BROWSER.format(**texts, host=host, protocol=address.partition(":")[0]),
        ),
    ]


_CURL = """curl {address}/v1/track \\
  -u {key}: \\
  -H 'Content-Type: application/json' \\
  -d '{{
    "userId": "user-123",
    "event": "Audience Entered",
    "properties": {{"audience_key": "browse_abandoners", "browse_abandoners": true}},
    "context": {{"traits": {{"email": "user@example.com"}}}}
  }}'"""
_PYTHON = """import segment.analytics as analytics

analytics.write_key = "{key}"
analytics.host = "{address}"

analytics.track("user-123", "Audience Entered", {{"browse_abandoners": True}})
analytics.flush()"""
_NODE = """import {{ Analytics }} from "@segment/analytics-node";

const analytics = new Analytics({{
  writeKey: "{key}",
  host: "{address}",
}});

analytics.track({{
  userId: "user-123",
  event: "Audience Entered",
  properties: {{ browse_abandoners: true }},
}});
await analytics.closeAndFlush();"""
_BROWSER = """import {{ AnalyticsBrowser }} from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load(
  {{
    writeKey: "{key}",
    cdnSettings: {{ integrations: {{ "Segment.io": {{ apiKey: "{key}" }} }} }},
  }},
  {{ integrations: {{ "Segment.io": {{ apiHost: "{host}/v1", protocol: "{protocol}" }} }} }},
);

analytics.track("Audience Entered", {{ browse_abandoners: true }});"""
