"""Identify events fill profiles: noted as they come in, worked in by a worker right after.

Receiving an event only notes that it is there: one narrow insert, in the event's transaction, for
requests that hold Identify events, and nothing at all for others. Finding the person, merging
traits and writing identifiers takes several statements and one lock a workspace, which would cost
every sender, whether the workspace uses audiences or not; done later, hundreds at once share them.
Nothing is lost by a crash: the note goes in the transaction that writes the profile.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mappings.models import Event, WaitingEvent, Workspace
from mappings.models.inserting import insert_rows
from mappings.services.profile_input import ANONYMOUS_ID, EMAIL, USER_ID, ProfileInput
from mappings.services.profiles import upsert_profiles

log = logging.getLogger(__name__)

EVENTS_PER_STEP = 500


def note_identifies(workspace_id: UUID, event_ids: Iterable[UUID]) -> None:
    """Have these Identify events worked in; call it in the transaction that stores them."""
    rows = [(event_id, workspace_id) for event_id in event_ids]
    if rows:
        insert_rows(WaitingEvent, ("id", "workspace_id"), rows)


def work_in_identifies(now: datetime) -> int:
    """Write the profiles of some events, those that came first; how many events that were."""
    first = WaitingEvent.objects.oldest_first().values_list("workspace_id", flat=True).first()
    if first is None:
        return 0
    with transaction.atomic():
        rows = WaitingEvent.objects.filter(workspace_id=first).oldest_first()
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        ids = list(rows.values_list("pk", flat=True)[:EVENTS_PER_STEP])
        events = Event.objects.filter(pk__in=ids).order_by("pk")  # one may be deleted by now
        inputs = [identify_input(event.event) for event in events]
        done = upsert_profiles(Workspace.objects.get(pk=first), inputs, now)
        refused = [problem.code for one in done for problem in one.problems]
        if refused:
            log.warning("%d Identify events changed no profile: %s", len(refused), set(refused))
        WaitingEvent.objects.filter(pk__in=ids).delete()
    return len(ids)


def identify_input(event: dict[str, Any]) -> ProfileInput:
    """Who an Identify event is of, and what it says of them.

    Shape:
        ``{"userId": "user-123", "traits": {"email": "user@example.com", "plan": "pro"}}``
        → user_id ``user-123``, email ``user@example.com``, and both traits
    """
    traits = event.get("traits") or {}
    given = {
        USER_ID: event.get("userId"),
        ANONYMOUS_ID: event.get("anonymousId"),
        EMAIL: traits.get("email"),
    }
    identifiers = {
        kind: str(value)
        for kind, value in given.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != ""
    }
    return ProfileInput(identifiers, traits)
