"""The addresses of the tracking API, with and without a slash at their end.

Source:
    Segment's HTTP API, read 2026-11; the one-letter ones are what `@segment/analytics-next` 1.x
    calls, `m` among them.
"""

from django.urls import URLPattern, re_path

from mappings.services.incoming_events import EVENT_TYPES
from mappings.tracking.views import (
    View,
    no_such_call,
    receive_batch,
    receive_import,
    receive_one,
    take_measurements,
)

PREFIX = "/v1/"

CALLS: dict[str, View] = {
    **{event_type: receive_one(event_type) for event_type in EVENT_TYPES},
    **{event_type[0]: receive_one(event_type) for event_type in EVENT_TYPES},
    "batch": receive_batch,
    "b": receive_batch,
    "import": receive_import,
    "m": take_measurements,
}

urlpatterns: list[URLPattern] = [
    *(re_path(rf"^{name}/?$", view, name=f"tracking_{name}") for name, view in CALLS.items()),
]


def view_at(path: str) -> View:
    """The call at an address below `PREFIX`."""
    return CALLS.get(path.removeprefix(PREFIX).removesuffix("/"), no_such_call)
