"""The rows behind people: read in bulk before inputs are settled, and written in bulk after."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from mappings import conf
from mappings.engine.strict_json import dump_json
from mappings.models import Membership, Profile, ProfileIdentifier, Trait, TraitOrigin
from mappings.models.ids import new_id
from mappings.models.inserting import insert_new_rows, write_rows
from mappings.services.profile_identity import People, Person
from mappings.services.profile_input import USER_ID, IdentifierKey, ProfileInput

_PROFILE_COLUMNS = ("id", "workspace_id", "created_at", "updated_at", "traits")
_IDENTIFIER_COLUMNS = (
    "id",
    "workspace_id",
    "profile_id",
    "type",
    "value",
    "first_seen_at",
    "last_seen_at",
)
_TRAIT_COLUMNS = ("id", "workspace_id", "created_at", "updated_at", "name", "origin")


def lock_profiles(workspace_id: UUID) -> None:
    """Let one at a time write profiles of a workspace, until its transaction ends.

    On SQLite the write lock of each transaction does that.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(workspace_id.bytes[8:], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def load_people(workspace_id: UUID, inputs: Sequence[ProfileInput], now: datetime) -> People:
    """Whoever the inputs name already, and how many traits the workspace may still get."""
    keys = {key for given in inputs for key in given.identifier_keys()}
    known_keys = _known_keys(workspace_id, keys)
    profile_of = {key: profile_id for key, (profile_id, _seen_at) in known_keys.items()}
    seen_now = {key for key, (_id, seen_at) in known_keys.items() if seen_at == now}
    person_of = _people(set(profile_of.values()))
    owners = {key: person_of[profile_id] for key, profile_id in profile_of.items()}
    names = {name for given in inputs for name in given.traits}
    traits = Trait.objects.filter(workspace_id=workspace_id)
    known = set(traits.filter(name__in=names).values_list("name", flat=True))
    room = 0 if names == known else max(conf.MAX_TRAITS_PER_WORKSPACE - traits.count(), 0)
    return People(owners, seen_now=seen_now, trait_names=known, trait_room=room)


def store_people(workspace_id: UUID, people: People, now: datetime) -> None:
    """Write what changed: everybody's traits, their identifiers, and who is one person now."""
    _write_trait_names(workspace_id, people.new_trait_names, now)
    there = [one for one in people.people.values() if not one.merged_into]
    write_rows(
        Profile,
        _PROFILE_COLUMNS,
        (
            (one.id, workspace_id, now, now, dump_json(one.traits))
            for one in there
            if one.has_new_traits or not one.is_stored
        ),
        known_by=("id",),
        updated=("updated_at", "traits"),
    )
    gone = [one for one in people.merged if one.is_stored]
    _move_rows(gone)
    write_rows(
        ProfileIdentifier,
        _IDENTIFIER_COLUMNS,
        (
            (new_id(), workspace_id, owner.id, kind, value, now, now)
            for kind, value, owner in _owned(people)
        ),
        known_by=("workspace_id", "value", "type"),
        updated=("last_seen_at",),
    )
    if gone:
        Profile.objects.filter(pk__in=[one.id for one in gone]).delete()


def _owned(people: People) -> Iterable[tuple[str, str, Person]]:
    for kind, value in people.seen:
        owner = people.owner((kind, value))
        if owner:
            yield kind, value, owner


def _known_keys(
    workspace_id: UUID, keys: set[IdentifierKey]
) -> dict[IdentifierKey, tuple[UUID, datetime]]:
    values_of: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in keys:
        values_of[kind].append(value)
    found: dict[IdentifierKey, tuple[UUID, datetime]] = {}
    for kind, values in values_of.items():
        rows = ProfileIdentifier.objects.filter(
            workspace_id=workspace_id, type=kind, value__in=values
        )
        for row in rows.values_list("value", "profile_id", "last_seen_at"):
            found[kind, row[0]] = row[1], row[2]
    return found


def _people(ids: set[UUID]) -> dict[UUID, Person]:
    people = {
        pk: Person(pk, traits, is_stored=True)
        for pk, traits in Profile.objects.filter(pk__in=ids).values_list("pk", "traits")
    }
    counted = (
        ProfileIdentifier.objects.filter(profile__in=ids)
        .order_by()
        .values_list("profile_id")
        .annotate(count=Count("id"), user_ids=Count("id", filter=Q(type=USER_ID)))
    )
    for profile_id, count, user_ids in counted:
        people[profile_id].identifier_count = count
        people[profile_id].has_user_id = user_ids > 0
    return people


def _write_trait_names(workspace_id: UUID, names: list[str], now: datetime) -> None:
    rows = [(new_id(), workspace_id, now, now, name, TraitOrigin.CUSTOM.value) for name in names]
    if rows:
        insert_new_rows(Trait, _TRAIT_COLUMNS, rows)


def _move_rows(gone: list[Person]) -> None:
    """Give those who are merged their identifiers and memberships to who they are now."""
    if not gone:
        return
    ids = [one.id for one in gone]
    moves = [When(profile_id=one.id, then=Value(one.now.id)) for one in gone]
    ProfileIdentifier.objects.filter(profile__in=ids).update(
        profile_id=Case(*moves, default=F("profile_id"))
    )
    _move_memberships(Membership.objects.filter(profile__in=ids), gone)


def _move_memberships(rows: QuerySet[Membership], gone: list[Person]) -> None:
    """One for each audience: a current one wins over one that ended, an earlier over a later."""
    target_of = {one.id: one.now.id for one in gone}
    moving = list(rows)
    if not moving:
        return
    there = Membership.objects.filter(profile__in=set(target_of.values()))
    best = {(row.audience_id, row.profile_id): row for row in there}
    old: set[UUID] = set()
    changed = {row.pk: row for row in moving}
    for row in sorted(moving, key=lambda row: row.entered_at):
        row.profile_id = target_of[row.profile_id]
        rival = best.get((row.audience_id, row.profile_id))
        if rival is not None:
            row.named_by = rival.named_by = _newest_job(row, rival)
            changed[rival.pk] = rival
        if rival is None:
            best[row.audience_id, row.profile_id] = row
        elif _is_better(row, rival):
            old.add(rival.pk)
            best[row.audience_id, row.profile_id] = row
        else:
            old.add(row.pk)
    Membership.objects.filter(pk__in=old).delete()
    kept = [row for row in changed.values() if row.pk not in old]
    Membership.objects.bulk_update(kept, ["profile", "named_by"], batch_size=200)


def _newest_job(*rows: Membership) -> UUID | None:
    """Who was named by a file that is being read stays so; ids of jobs are ordered by time."""
    return max((row.named_by for row in rows if row.named_by), default=None)


def _is_better(row: Membership, rival: Membership) -> bool:
    is_current, is_rival_current = row.exited_at is None, rival.exited_at is None
    if is_current != is_rival_current:
        return is_current
    return row.entered_at < rival.entered_at
