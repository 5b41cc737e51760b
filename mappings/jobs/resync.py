"""Resyncs: a destination is told again of the members of an audience, or of the people in a file.

    members after the cursor ── whose payload changed ── transaction: still members? events,
                                                         their deliveries, the cursor

The cursor is the membership that was done last, in the order of their ids. Message ids name the job
and the membership, so that nothing is stored twice whatever happens.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from mappings.delivery.clock import database_now
from mappings.delivery.plans import Plans
from mappings.engine.audiences import count_events
from mappings.jobs.profile_import import Portion, problem_text, progress, read_parts
from mappings.jobs.steps import JobFailedError, LineProblem, Part, Progress
from mappings.models import Job, Membership
from mappings.models.base import WorkspaceQuerySet
from mappings.services.audience_events import (
    Person,
    Told,
    known_profiles,
    setup_of,
    tell_destination,
    tell_of_people,
)
from mappings.services.audiences import hold_audience
from mappings.services.errors import InvalidInput, NotFound, WrongState
from mappings.services.intake_limits import check_room
from mappings.services.profile_input import check_profile_input
from mappings.services.profile_rows import lock_profiles
from mappings.services.resync_choice import (
    ResyncChoice,
    check_ready,
    choose_resync,
    find_connection,
)
from mappings.services.resync_files import known_in_file
from mappings.services.resync_outlook import Changes, outlook_now

MEMBERS_PER_PART = 500
EVENTS_PER_PART = 2_000  # a part ends after the member with whom it has so many

_COUNTS = {  # in words: of one, of others
    "sent": ("member told of", "members told of"),
    "events": ("event", "events"),
    "deliveries": ("delivery", "deliveries"),
    "unchanged": ("unchanged", "unchanged"),
    "left": ("left meanwhile", "left meanwhile"),
    "refused": ("event too large", "events too large"),
}
_ALWAYS_TOLD = ("sent", "events", "deliveries")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Members one after the other: those to tell of, and how many were looked at."""

    memberships: list[UUID]
    looked_at: int
    last: UUID
    unchanged: int


def resync_members(job: Job) -> Iterator[Part | None]:
    """The parts of a resync, over the memberships after the one that was done last."""
    plans = Plans()
    while True:
        choice = _choice(job)
        stretch = _next_stretch(job, choice, plans)
        if stretch is None:
            break
        if stretch.memberships:
            check_room(job.workspace_id)
        yield partial(_tell_members, job, stretch)
    if not job.cursor.get("is_over"):
        yield partial(_end, job)


def resync_file(job: Job) -> Iterator[Part | None]:
    """The parts of a resync of the people in a file."""
    plans = Plans()

    def write(job: Job, portion: Portion, before: int, last: int, now: datetime) -> Progress:
        return _tell_lines(job, portion, before, last, now, plans)

    with closing(read_parts(job, write)) as parts:  # type: ignore[type-var]
        for part in parts:
            check_room(job.workspace_id)
            yield part


def _next_stretch(job: Job, choice: ResyncChoice, plans: Plans) -> _Stretch | None:
    rows = _members_to_tell(job, choice)
    if after := job.cursor.get("after"):
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk").values_list("pk", "profile_id")[:MEMBERS_PER_PART])
    if not found:
        return None
    profiles = known_profiles(profile_id for _, profile_id in found)
    setup = setup_of(choice.connection, choice.connection.audience)
    changes = Changes(outlook_now(choice, database_now(), plans)) if choice.is_of_changes else None
    memberships: list[UUID] = []
    looked_at = events = unchanged = 0
    for membership_id, profile_id in found:
        looked_at += 1
        profile = profiles.get(profile_id)
        if profile is None:
            continue
        if changes and not changes.has(profile):
            unchanged += 1
            continue
        memberships.append(membership_id)
        events += count_events(profile, setup, is_entering=True)
        if events >= EVENTS_PER_PART:
            break
    return _Stretch(memberships, looked_at, found[looked_at - 1][0], unchanged)


def _members_to_tell(job: Job, choice: ResyncChoice) -> WorkspaceQuerySet[Membership]:
    """Who was a member when the job was started, and still is."""
    until = job.options["entered_until"]
    rows = Membership.objects.current().filter(audience=choice.connection.audience)
    return rows.filter(entered_at__lte=datetime.fromisoformat(until)) if until else rows.none()


def _tell_members(job: Job, stretch: _Stretch, now: datetime) -> Progress:
    choice = _held(job)
    row = choice.connection
    rows = _members_to_tell(job, choice).filter(pk__in=stretch.memberships)
    profile_of = dict(rows.values_list("pk", "profile_id"))
    told = tell_destination(
        row,
        row.audience,
        dict.fromkeys(profile_of.values(), True),
        names={
            profile_id: f"resync-{job.pk.hex}-{membership_id.hex}"
            for membership_id, profile_id in profile_of.items()
        },
        now=now,
        mapping_id=choice.mapping.pk if choice.mapping else None,
    )
    left = stretch.looked_at - stretch.unchanged - len(profile_of)
    cursor = _counted(job, told, sent=len(profile_of), unchanged=stretch.unchanged, left=left)
    cursor["after"] = str(stretch.last)
    return Progress(cursor, done=stretch.looked_at, detail=_words(cursor))


def _end(job: Job, _now: datetime) -> Progress:
    """Whom no part came upon left before it could."""
    missing = max((job.total or 0) - job.done_count, 0)
    cursor = {**_counted(job, Told(), left=missing), "is_over": True}
    return Progress(cursor, done=missing, detail=_words(cursor))


def _tell_lines(
    job: Job, portion: Portion, before: int, last: int, now: datetime, plans: Plans
) -> Progress:
    choice = _held(job)
    row = choice.connection
    changes = Changes(outlook_now(choice, now, plans)) if choice.is_of_changes else None
    people: list[Person] = []
    problems = list(portion.problems)
    unchanged = 0
    for line, given in portion.lines:
        if found := check_profile_input(given):
            problems.append(LineProblem(line, problem_text(found)))
            continue
        profile = known_in_file(given)
        if changes and not changes.has(profile):
            unchanged += 1
            continue
        people.append(Person(profile, True, f"resync-{job.pk.hex}-{line}"))
    mapping_id = choice.mapping.pk if choice.mapping else None
    told = tell_of_people(row, row.audience, people, now=now, mapping_id=mapping_id)
    done = progress(before, last, problems)
    cursor = _counted(job, told, sent=len(people), unchanged=unchanged)
    cursor["line"] = last
    return Progress(cursor, done.done, problems=done.problems, detail=_words(cursor))


def _held(job: Job) -> ResyncChoice:
    """The choice as it is now, and nobody enters, leaves or is forgotten until the part is through.

    The locks are those of a change of members, in its order.
    """
    lock_profiles(job.workspace_id)
    row = find_connection(UUID(job.options["connection"]))
    if row is None:
        raise JobFailedError(_GONE)
    try:
        hold_audience(row.audience)
    except NotFound as err:
        raise JobFailedError(_GONE) from err
    return _choice(job)


_GONE = "The connection was deleted."


def _choice(job: Job) -> ResyncChoice:
    options = job.options
    row = find_connection(UUID(options["connection"]))
    if row is None:
        raise JobFailedError(_GONE)
    mapping = options["mapping"]
    try:
        choice = choose_resync(
            connection=row,
            mapping_id=UUID(mapping) if mapping else None,
            since_version=options["since_version"],
            since_connection_version=options["since_connection_version"],
        )
        check_ready(choice)
    except InvalidInput as err:
        raise JobFailedError(f"{err.message} Start another resync.") from err
    except WrongState as err:
        raise JobFailedError(f"{err.message} Then go on with this job.") from err
    return choice


def _counted(job: Job, told: Told, **counts: int) -> dict[str, Any]:
    """The cursor with what a part did added to its counts."""
    added = {
        "events": told.events,
        "deliveries": told.deliveries,
        "refused": told.refused,
        **counts,
    }
    before = job.cursor
    return {**before, **{name: before.get(name, 0) + count for name, count in added.items()}}


def _words(counts: Mapping[str, Any]) -> str:
    """Shape: ``1,234 members told of, 2,468 events, 1,234 deliveries, 12 unchanged``"""
    return ", ".join(
        f"{counts.get(name, 0):,} {one if counts.get(name) == 1 else others}"
        for name, (one, others) in _COUNTS.items()
        if counts.get(name) or name in _ALWAYS_TOLD
    )
