"""Events that came in are worked in: Identify events fill profiles, flags make and end memberships.

waiting events ── who they are of ── profiles written ── flags in the events' order ── memberships
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mappings.models import Audience, Event, WaitingEvent, Workspace
from mappings.services.errors import TryLater
from mappings.services.memberships import Change, change_members
from mappings.services.profile_input import ANONYMOUS_ID, EMAIL, USER_ID, ProfileInput
from mappings.services.profile_rows import lock_profiles
from mappings.services.profiles import Upserted, upsert_profiles
from mappings.services.waiting_events import named_audience

log = logging.getLogger(__name__)

EVENTS_PER_STEP = 500

_Person = tuple[UUID, dict[str, Any]]  # who, and what an event said


def work_in_events(now: datetime) -> int:
    """Write what some events say, those that came first; how many events that were.

    A workspace whose memberships would make more deliveries than may wait keeps no other waiting.

    Raises:
        Overloaded: only such workspaces are left; nothing was written.
    """
    refused: dict[UUID, TryLater] = {}
    while first := _first_workspace(refused):
        try:
            return _work_in(first, now)
        except TryLater as err:
            refused[first] = err
    for told in refused.values():
        raise told
    return 0


def _first_workspace(leaving_out: Iterable[UUID]) -> UUID | None:
    rows = WaitingEvent.objects.exclude(workspace__in=list(leaving_out)).oldest_first()
    return rows.values_list("workspace_id", flat=True).first()


def _work_in(workspace_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        # Before the events are read: of two workers, the second one reads what the first one left.
        lock_profiles(workspace_id)
        rows = WaitingEvent.objects.filter(workspace_id=workspace_id).oldest_first()
        ids = list(rows.values_list("pk", flat=True)[:EVENTS_PER_STEP])
        stored = Event.objects.filter(pk__in=ids).order_by("pk")  # one may be deleted by now
        events = [row.event for row in stored]
        workspace = Workspace.objects.get(pk=workspace_id)
        done = upsert_profiles(workspace, [event_input(event) for event in events], now)
        _tell_refused(done)
        people = [
            (one.profile_id, event)
            for one, event in zip(done, events, strict=True)
            if one.profile_id
        ]
        _follow_flags(workspace, people, now)
        WaitingEvent.objects.filter(pk__in=ids).delete()
    return len(ids)


def event_input(event: dict[str, Any]) -> ProfileInput:
    """Who an event is of, and what it says of them. A Track event's properties are no traits.

    Shape:
        ``{"type": "identify", "userId": "user-123", "traits": {"email": "user@example.com",
        "plan": "pro"}}`` → user_id ``user-123``, email ``user@example.com``, and both traits
    """
    is_identify = event["type"] == "identify"
    context = event.get("context") or {}
    traits = event.get("traits") if is_identify else context.get("traits")
    traits = traits if isinstance(traits, dict) else {}
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
    return ProfileInput(identifiers, traits if is_identify else {})


def _tell_refused(done: list[Upserted]) -> None:
    refused = [problem.code for one in done for problem in one.problems]
    if refused:
        log.warning("%d events changed no profile: %s", len(refused), set(refused))


def _follow_flags(workspace: Workspace, people: list[_Person], now: datetime) -> None:
    """Enter and leave the audiences that follow events, in the order of the events."""
    rows = Audience.objects.for_workspace(workspace).existing().filter(follows_events=True)
    audiences = {row.key: row for row in rows}
    changes: dict[str, list[Change]] = {}
    for profile_id, event in people:
        for key, is_entering in _flags(event, audiences).items():
            changes.setdefault(key, []).append(Change(profile_id, is_entering))
    for key, made in changes.items():
        change_members(audiences[key], made, now)


def _flags(event: dict[str, Any], audiences: dict[str, Audience]) -> dict[str, bool]:
    """Shape: ``{"browse_abandoners": True}``"""
    if event["type"] == "identify":
        traits = event.get("traits") or {}
        return {key: traits[key] for key in audiences if isinstance(traits.get(key), bool)}
    key = named_audience(event)
    return {key: event["properties"][key]} if key in audiences else {}
