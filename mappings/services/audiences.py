"""What users do with audiences. A key never changes, and is never used a second time."""

from typing import Any, TypedDict

from django.db import transaction
from django.utils import timezone

from mappings import conf
from mappings.engine.errors import Problem
from mappings.engine.places.locations import EVENT_NAMES
from mappings.models import EVERY_AUDIENCE, Audience, ComputationClass, Membership, Workspace
from mappings.services.errors import InvalidInput, LimitReached, NotFound
from mappings.services.locks import lock_row
from mappings.services.names import name_problem
from mappings.services.profile_rows import lock_profiles
from mappings.services.triggers import audience_key_problem

# Segment's defaults; a computed trait has one name for both.
DEFAULT_EVENT_NAMES = {
    ComputationClass.AUDIENCE: (EVENT_NAMES[True], EVENT_NAMES[False]),
    ComputationClass.TRAIT: ("Trait Computed", "Trait Computed"),
    ComputationClass.JOURNEY_STEP: ("Journey Step Entered", "Journey Step Exited"),
}
_RESERVED_KEYS = (EVERY_AUDIENCE, "audience_key", "trait_key")


class AudienceChanges(TypedDict, total=False):
    """What of an audience may be said, and changed later; event names "" for the usual ones."""

    name: str
    computation_class: str
    entered_event: str
    exited_event: str
    follows_events: bool


def create_audience(*, workspace: Workspace, key: str, changes: AudienceChanges) -> Audience:
    """A new audience, without members.

    Raises:
        InvalidInput: listing all that is wrong; pointers are like ``/key``.
        LimitReached: the workspace has too many.
    """
    problems = [*_key_problems(key), *_problems(changes, is_new=True)]
    if problems:
        raise InvalidInput(problems)
    row = Audience(workspace=workspace, key=key.strip(), **_columns(changes, Audience()))
    with transaction.atomic():
        lock_row(workspace)  # the key is free, and the count true, until the row is there
        rows = Audience.objects.for_workspace(workspace)
        taken = rows.filter(key=row.key).first()
        if taken is not None:
            raise InvalidInput([Problem("/key", _taken_text(taken), "taken")])
        if rows.existing().count() >= conf.MAX_AUDIENCES_PER_WORKSPACE:
            raise LimitReached(
                f"A workspace has at most {conf.MAX_AUDIENCES_PER_WORKSPACE} audiences. "
                "Delete one first."
            )
        row.save(force_insert=True)
    return row


def update_audience(*, audience: Audience, changes: AudienceChanges) -> Audience:
    """The audience with the changes, which hold for the next one who enters or leaves.

    Raises:
        InvalidInput: listing all that is wrong.
        NotFound: it was deleted in the meantime.
    """
    problems = list(_problems(changes, is_new=False))
    if problems:
        raise InvalidInput(problems)
    columns = _columns(changes, audience)
    rows = Audience.objects.existing().filter(pk=audience.pk)
    if not rows.update(**columns, updated_at=timezone.now()):
        raise NotFound("This audience was deleted in the meantime.")
    audience.refresh_from_db()
    return audience


def hold_audience(audience: Audience) -> None:
    """Let nobody else change its members or delete it, until the transaction ends.

    Raises:
        NotFound: it was deleted in the meantime; the row stays, and is held until then.
    """
    lock_row(audience)
    if not Audience.objects.existing().filter(pk=audience.pk).exists():
        raise NotFound("This audience was deleted in the meantime.")


def delete_audience(*, audience: Audience) -> None:
    """End the audience: its connections and memberships go, and nobody is told.

    Its key stays taken: what destinations know under it must not come to mean others.
    """
    with transaction.atomic():
        lock_profiles(audience.workspace_id)  # nobody whose memberships move is merged meanwhile
        lock_row(audience)
        audience.connections.all().delete()
        members = Membership.objects.filter(audience=audience)
        members._raw_delete(members.db)
        now = timezone.now()
        Audience.objects.filter(pk=audience.pk).update(deleted_at=now, updated_at=now)


def _key_problems(key: Any) -> list[Problem]:
    if problem := audience_key_problem(key, pointer="/key"):
        return [problem]
    if key.strip() in _RESERVED_KEYS:
        text = f"{key.strip()!r} means something else in events. Choose another key."
        return [Problem("/key", text, "reserved")]
    return []


def _taken_text(taken: Audience) -> str:
    if taken.deleted_at is None:
        return f'The audience "{taken.name}" has this key.'
    return (
        f'The audience "{taken.name}", which was deleted, had this key. A key is never used again: '
        "destinations may still know its members by it. Choose another one."
    )


def _problems(changes: AudienceChanges, *, is_new: bool) -> list[Problem]:
    problems = []
    if (is_new or "name" in changes) and (problem := name_problem(changes.get("name"))):
        problems.append(problem)
    kind = changes.get("computation_class", ComputationClass.AUDIENCE)
    if kind not in ComputationClass.values:
        text = f"Choose {', '.join(ComputationClass.values)}."
        problems.append(Problem("/computation_class", text, "choice"))
    for key in ("entered_event", "exited_event"):
        name: Any = changes.get(key, "")
        if not isinstance(name, str):
            problems.append(Problem(f"/{key}", "An event's name is a text.", "type"))
        elif name.strip() and (problem := name_problem(name, pointer=f"/{key}")):
            problems.append(problem)
    return problems


def _columns(changes: AudienceChanges, row: Audience) -> dict[str, Any]:
    """The columns to write; event names that are the usual ones follow the kind of computation."""
    columns: dict[str, Any] = dict(changes)
    if "name" in columns:
        columns["name"] = columns["name"].strip()
    kind = ComputationClass(columns.get("computation_class", row.computation_class))
    before = DEFAULT_EVENT_NAMES[ComputationClass(row.computation_class)]
    for at, key in enumerate(("entered_event", "exited_event")):
        stored = getattr(row, key)
        name = columns.get(key, "" if stored == before[at] else stored)
        columns[key] = name.strip() or DEFAULT_EVENT_NAMES[kind][at]
    return columns
