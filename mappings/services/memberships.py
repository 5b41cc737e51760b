"""Users enter and leave an audience; each change is told to the destinations it is connected to.

    changes ── what is new ── memberships written ── events of each connection ── their deliveries

All in one transaction: a membership that changed is told, or it did not change. Who already is in
the audience does not enter it again, so doing a part twice tells nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mappings.models import Audience, Connection, Membership, Profile
from mappings.models.ids import new_id
from mappings.models.inserting import write_rows
from mappings.services.audience_events import Told, tell_destination
from mappings.services.audiences import hold_audience
from mappings.services.intake_limits import check_room
from mappings.services.profile_rows import lock_profiles

CHANGES_PER_STEP = 500
_COLUMNS = ("id", "workspace_id", "audience_id", "profile_id", "entered_at", "exited_at")


@dataclass(frozen=True, slots=True)
class Change:
    """That a profile enters, or leaves."""

    profile_id: UUID
    is_entering: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of some changes: who really entered and left, and what was told of it."""

    entered: int = 0
    exited: int = 0
    events: int = 0
    deliveries: int = 0
    refused: int = 0  # events that are too large to be sent

    def __add__(self, other: "Changed") -> "Changed":
        return Changed(
            self.entered + other.entered,
            self.exited + other.exited,
            self.events + other.events,
            self.deliveries + other.deliveries,
            self.refused + other.refused,
        )


def change_members(audience: Audience, changes: Sequence[Change], now: datetime) -> Changed:
    """Make these changes in their order; a profile that enters and leaves does both.

    Raises:
        Overloaded: more deliveries wait than may; nothing was changed.
        NotFound: the audience was deleted in the meantime.
    """
    check_room(audience.workspace_id)
    done = Changed()
    with transaction.atomic():
        lock_profiles(audience.workspace_id)  # nobody is merged or forgotten meanwhile
        hold_audience(audience)
        connections = list(
            Connection.objects.filter(audience=audience, is_enabled=True)
            .select_related("destination__source")
            .order_by("pk")
        )
        for step in _steps(changes):
            done += _change(audience, connections, step, now)
    return done


def _steps(changes: Sequence[Change]) -> Iterator[dict[UUID, bool]]:
    """The changes some at a time, each profile once in a step."""
    step: dict[UUID, bool] = {}
    for change in changes:
        if len(step) >= CHANGES_PER_STEP or step.get(change.profile_id) is not None:
            if step.get(change.profile_id) == change.is_entering:
                continue
            yield step
            step = {}
        step[change.profile_id] = change.is_entering
    if step:
        yield step


def _change(
    audience: Audience, connections: Sequence[Connection], step: dict[UUID, bool], now: datetime
) -> Changed:
    rows = Membership.objects.filter(audience=audience, profile__in=step)
    found = {row.profile_id: row for row in rows}
    members = {profile_id for profile_id, row in found.items() if row.exited_at is None}
    new = {
        profile_id: is_entering
        for profile_id, is_entering in step.items()
        if is_entering != (profile_id in members)
    }
    known = Profile.objects.filter(workspace_id=audience.workspace_id, pk__in=new)
    there = set(known.values_list("pk", flat=True))
    new = {
        profile_id: is_entering for profile_id, is_entering in new.items() if profile_id in there
    }
    if not new:
        return Changed()
    written = list(_rows(audience, found, new, now))
    write_rows(
        Membership,
        _COLUMNS,
        written,
        known_by=("audience_id", "profile_id"),
        updated=("entered_at", "exited_at"),
    )
    done = Changed(sum(new.values()), len(new) - sum(new.values()))
    for row in connections:
        names = {profile_id: f"audience-{new_id()}" for profile_id in new}
        done += _told(tell_destination(row, audience, new, names=names, now=now))
    return done


def _rows(
    audience: Audience, found: dict[UUID, Membership], new: dict[UUID, bool], now: datetime
) -> Iterator[tuple[UUID, UUID, UUID, UUID, datetime, datetime | None]]:
    for profile_id, is_entering in new.items():
        row = found.get(profile_id)
        entered_at = now if is_entering or row is None else row.entered_at
        row_id = row.pk if row else new_id()
        exited_at = None if is_entering else now
        yield row_id, audience.workspace_id, audience.pk, profile_id, entered_at, exited_at


def _told(told: Told) -> Changed:
    return Changed(events=told.events, deliveries=told.deliveries, refused=told.refused)
