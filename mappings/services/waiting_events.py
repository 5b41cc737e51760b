"""Events that say something of people are noted as they come in, and worked in right after.

Receiving an event only notes that it is there: one narrow insert, in the event's transaction, for
requests that hold such events, and nothing at all for others. Finding the person, merging traits,
writing identifiers and memberships takes several statements and one lock a workspace, which would
cost every sender, whether the workspace uses audiences or not; done later, hundreds at once share
them. Nothing is lost by a crash: the note goes in the transaction that writes the profile.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from mappings.models import WaitingEvent
from mappings.models.inserting import insert_rows
from mappings.services.incoming_events import IncomingEvent


def note_events(workspace_id: UUID, events: Iterable[tuple[UUID, IncomingEvent]]) -> None:
    """Have those worked in that say something; call it in the transaction that stores them."""
    rows = [(event_id, workspace_id) for event_id, incoming in events if _says_something(incoming)]
    if rows:
        insert_rows(WaitingEvent, ("id", "workspace_id"), rows)


def named_audience(event: dict[str, Any]) -> str:
    """The audience that a Track event names: "" where it names none.

    Shape:
        ``{"properties": {"audience_key": "vip", "vip": true}}`` → ``"vip"``
    """
    properties = event.get("properties") or {}
    personas = (event.get("context") or {}).get("personas")
    computed = personas.get("computation_key") if isinstance(personas, dict) else None
    key = properties.get("audience_key", computed)
    is_told = isinstance(key, str) and isinstance(properties.get(key), bool)
    return str(key) if is_told else ""


def _says_something(incoming: IncomingEvent) -> bool:
    """Identify events tell of profiles; Track events of an audience, of memberships."""
    if incoming.type == "identify":
        return True
    return incoming.type == "track" and bool(named_audience(incoming.event))
