"""Sample events: the guide's own, for any audience key."""

from copy import deepcopy
from functools import cache
from typing import Any

from mappings.catalog.documents import read_document

_FLAG = "browse_abandoners"  # the audience key of the documents
_FLAG_HOLDER = {"identify": "traits", "track": "properties"}
_EVENT_NAMES = {True: "Audience Entered", False: "Audience Exited"}


def sample_event(event_type: str, *, audience_key: str, is_entering: bool = True) -> dict[str, Any]:
    """The event that arrives when a user enters or exits the audience. Always the same.

    Shape:
        ``{"type": "identify", "traits": {"email": …, "<audience key>": true, …}, …}``

    Raises:
        KeyError: for an event type that is neither ``identify`` nor ``track``.

    Source:
        Segment, "Engage Event Mapping", the two payload examples.
    """
    holder_key = _FLAG_HOLDER[event_type]
    event = deepcopy(_document(event_type))
    holder = event[holder_key]
    if "audience_key" in holder:
        holder["audience_key"] = audience_key
    renamed = {audience_key if key == _FLAG else key: value for key, value in holder.items()}
    event[holder_key] = renamed | {audience_key: is_entering}
    if "event" in event:
        event["event"] = _EVENT_NAMES[is_entering]
    return event


@cache
def _document(event_type: str) -> dict[str, Any]:
    document: dict[str, Any] = read_document(f"samples/{event_type}.json")
    return document
