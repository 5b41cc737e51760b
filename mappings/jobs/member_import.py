"""Members of an audience from a file: they enter, leave, or are all that the audience has.

In a file of all members each line marks its member; once the file is read, who has no mark of this
job and was in before it started, leaves.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Q

from mappings.jobs.profile_import import Portion, problem_text, progress, read_parts, written
from mappings.jobs.steps import JobFailedError, LineProblem, Part, Progress
from mappings.models import Audience, Job, Membership
from mappings.models.base import WorkspaceQuerySet
from mappings.services.errors import NotFound
from mappings.services.member_changes import find_profile_ids
from mappings.services.memberships import CHANGES_PER_STEP, Change, change_members
from mappings.services.profile_input import check_identifiers
from mappings.services.profile_rows import lock_profiles

UNKNOWN = "Nobody is known by this."


def import_members(job: Job) -> Iterator[Part | None]:
    """The parts of an import; after a file of all members, those that let the others leave."""
    yield from read_parts(job, _remove if job.options["mode"] == "remove" else _add)
    if job.options["mode"] == "replace":
        _check_complete(job)
        yield from _others_leave(job)


def _check_complete(job: Job) -> None:
    """Nobody leaves for a line that could not be read, or for a file that names nobody."""
    unread = job.cursor.get("unread", 0)
    if unread:
        lines = "A line" if unread == 1 else f"{unread:,} lines"
        raise JobFailedError(
            f"{lines} could not be read, so nobody left. Those of the other lines are members now; "
            "mend the file and import it again."
        )
    if not Membership.objects.filter(audience=job.options["audience"], named_by=job.pk).exists():
        raise JobFailedError("The file names nobody, so nobody left.")


def _others_leave(job: Job) -> Iterator[Part]:
    """One stretch of ids after the other, so that those who stay are looked at once."""
    after = UUID(int=0)
    while found := _some_missing(job, after):
        after = found[-1]
        yield partial(_let_leave, job, found)


def _some_missing(job: Job, after: UUID) -> list[UUID]:
    rows = _missing(job).filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:CHANGES_PER_STEP])


def _add(job: Job, portion: Portion, before: int, last: int, now: datetime) -> Progress:
    made, done = written(job, portion, before, last, now)
    audience = _audience(job)
    ids = [one.profile_id for one in done if one.profile_id]
    _change(audience, [Change(profile_id, True) for profile_id in ids], now)
    Membership.objects.filter(audience=audience, profile__in=ids).update(named_by=job.pk)
    unread = len(portion.problems) + len(done) - len(ids)
    return replace(made, cursor={**made.cursor, "unread": job.cursor.get("unread", 0) + unread})


def _remove(job: Job, portion: Portion, before: int, last: int, now: datetime) -> Progress:
    checked = [(line, one, check_identifiers(one)) for line, one in portion.lines]
    lines = [(line, one) for line, one, problems in checked if not problems]
    refused = [
        LineProblem(line, problem_text(problems)) for line, _, problems in checked if problems
    ]
    found = find_profile_ids(job.workspace, [one for _, one in lines], now)
    _change(_audience(job), [Change(one, False) for one in found if one], now)
    unknown = [
        LineProblem(line, UNKNOWN)
        for (line, _), one in zip(lines, found, strict=True)
        if one is None
    ]
    return progress(before, last, [*portion.problems, *refused, *unknown])


def _missing(job: Job) -> WorkspaceQuerySet[Membership]:
    """The members that the file did not name, who were in when it came."""
    return Membership.objects.current().filter(
        Q(named_by=None) | ~Q(named_by=job.pk),
        audience=job.options["audience"],
        entered_at__lt=job.created_at,
    )


def _let_leave(job: Job, found: list[UUID], now: datetime) -> Progress:
    lock_profiles(job.workspace_id)  # who was merged with somebody of the file meanwhile stays
    ids = _missing(job).filter(pk__in=found).values_list("profile_id", flat=True)
    _change(_audience(job), [Change(one, False) for one in ids], now)
    return Progress(job.cursor)


def _audience(job: Job) -> Audience:
    row = Audience.objects.existing().filter(pk=job.options["audience"]).first()
    if row is None:
        raise JobFailedError("The audience was deleted.")
    return row


def _change(audience: Audience, changes: list[Change], now: datetime) -> None:
    try:
        change_members(audience, changes, now)
    except NotFound as err:
        raise JobFailedError("The audience was deleted.") from err
