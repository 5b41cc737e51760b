"""Members that people name: one by one, or all those of a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from django.db import transaction

from mappings.engine.errors import Problem
from mappings.models import Audience, Job, Workspace
from mappings.services import profile_rows
from mappings.services.errors import InvalidInput
from mappings.services.memberships import Change, Changed, change_members
from mappings.services.profile_imports import ImportFile, Purpose, start_uploaded_import
from mappings.services.profile_input import check_identifiers
from mappings.services.profiles import ProfileInput, upsert_profiles

IMPORT_MEMBERS = "import_members"
MemberMode = Literal["add", "remove", "replace"]
MEMBER_MODES: tuple[MemberMode, ...] = get_args(MemberMode)
_TITLES = {"add": "Members to add", "remove": "Members to remove", "replace": "All members"}


@dataclass(frozen=True, slots=True)
class NamedMembers:
    """What came of naming members: what changed, and who to remove was not known."""

    changed: Changed
    added: tuple[UUID, ...] = ()
    unknown: int = 0


def name_members(
    *,
    audience: Audience,
    adding: Sequence[ProfileInput] = (),
    removing: Sequence[ProfileInput] = (),
    now: datetime,
) -> NamedMembers:
    """Let these people enter and leave; who enters and is not known yet becomes a profile.

    Raises:
        InvalidInput: somebody cannot be stored; nothing was changed.
        Overloaded: more deliveries wait than may; nothing was changed.
        NotFound: the audience was deleted in the meantime.
    """
    found = [(f"/remove/{at}", check_identifiers(one)) for at, one in enumerate(removing)]
    if problems := _told_at(found):
        raise InvalidInput(problems)
    with transaction.atomic():
        done = upsert_profiles(audience.workspace, adding, now)
        if problems := _told_at((f"/add/{at}", one.problems) for at, one in enumerate(done)):
            raise InvalidInput(problems)
        added = [one.profile_id for one in done if one.profile_id]
        leaving = find_profile_ids(audience.workspace, removing, now)
        changes = [
            *(Change(profile_id, True) for profile_id in added),
            *(Change(profile_id, False) for profile_id in leaving if profile_id),
        ]
        changed = change_members(audience, changes, now)
    return NamedMembers(changed, tuple(added), leaving.count(None))


def find_profile_ids(
    workspace: Workspace, given: Sequence[ProfileInput], now: datetime
) -> list[UUID | None]:
    """Whom each input names, by the identifier that counts most; None for nobody we know.

    Args:
        given: checked by `check_identifiers`.
    """
    with transaction.atomic():
        profile_rows.lock_profiles(workspace.pk)
        people = profile_rows.load_people(workspace.pk, given, now)
        found: list[UUID | None] = []
        for one in given:
            owners = (people.owner(key) for key in one.identifier_keys())
            person = next(filter(None, owners), None)
            found.append(person.id if person else None)
    return found


def start_member_import(
    *,
    audience: Audience,
    mode: str,
    file: ImportFile,
    blocks: Iterable[bytes],
    size_bytes: int | None,
    started_by: Any,
) -> Job:
    """Keep a file of members, and have it read.

    Args:
        mode: ``add`` and ``remove`` those of the file; ``replace``: who is not in it leaves.

    Raises:
        InvalidInput: the mode, the columns or the format will not do; nothing is kept.
        LimitReached: the file is too large, or the disk would be full; nothing is kept.
    """
    return start_uploaded_import(
        workspace=audience.workspace,
        file=file,
        blocks=blocks,
        size_bytes=size_bytes,
        started_by=started_by,
        purpose=member_purpose(audience, mode),
    )


def member_purpose(audience: Audience, mode: str) -> Purpose:
    """What a job does with a file of members.

    Raises:
        InvalidInput: there is no such mode.
    """
    if mode not in MEMBER_MODES:
        text = f"Choose {', '.join(MEMBER_MODES)}."
        raise InvalidInput([Problem("/mode", text, "choice")])
    title = f"{_TITLES[mode]} of {audience.name}"
    return Purpose(IMPORT_MEMBERS, title, {"audience": str(audience.pk), "mode": mode})


def _told_at(found: Iterable[tuple[str, Iterable[Problem]]]) -> list[Problem]:
    return [
        Problem(f"{at}{problem.pointer}", problem.message, problem.code)
        for at, problems in found
        for problem in problems
    ]
