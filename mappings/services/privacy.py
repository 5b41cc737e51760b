"""Forgetting a person: all events of a user, what was sent of them, and what came back."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from mappings.delivery.housekeeping import delete_deliveries
from mappings.engine.errors import Problem
from mappings.models import (
    Attempt,
    Delivery,
    Event,
    Profile,
    ProfileIdentifier,
    ReceivedRequest,
    Workspace,
)
from mappings.services.errors import InvalidInput
from mappings.services.profile_input import ANONYMOUS_ID, USER_ID
from mappings.services.profile_rows import lock_profiles

EVENTS_PER_STEP = 500


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were deleted; of requests that carried others, too, the contents are."""

    events: int
    deliveries: int
    requests: int
    profiles: int = 0

    def __add__(self, other: "Forgotten") -> "Forgotten":
        return Forgotten(
            self.events + other.events,
            self.deliveries + other.deliveries,
            self.requests + other.requests,
            self.profiles + other.profiles,
        )


def delete_user_data(
    *, workspace: Workspace, user_id: str = "", anonymous_id: str = ""
) -> Forgotten:
    """Delete a user: every event, delivered or not, with its requests and answers, and profiles.

    What is on its way to a destination at this moment still arrives there. Events that are saved
    to try mappings with stay: people saved them. Where an audience's events had no ID of the user
    to send, they were named by their profile; those go, too, and those that audiences sent under
    another ID of the same profile.

    Raises:
        InvalidInput: neither a user nor an anonymous id is given.
    """
    if not user_id and not anonymous_id:
        text = "Give the user's ID, the anonymous ID, or both."
        raise InvalidInput([Problem("/user_id", text, "required")])
    gone = _delete_profiles(workspace, user_id, anonymous_id)
    forgotten = _forget(workspace, user_id, anonymous_id, gone)
    # Again: what came in meanwhile may have made them anew.
    late = _delete_profiles(workspace, user_id, anonymous_id)
    forgotten += _forget(workspace, "", "", late)
    return replace(forgotten, profiles=len(gone.ids) + len(late.ids))


def _forget(workspace: Workspace, user_id: str, anonymous_id: str, gone: "_Gone") -> Forgotten:
    """Delete all events of these, step by step."""
    own = [str(one) for one in gone.ids]
    anonymous_ids = [text for text in (anonymous_id, *own) if text]
    of_user = Q(anonymous_id__in=anonymous_ids)
    if user_id:
        of_user |= Q(user_id=user_id)
    told = Q(user_id__in=gone.user_ids) | Q(anonymous_id__in=gone.anonymous_ids)
    of_user |= Q(connection__isnull=False) & told
    texts = [text for text in (user_id, *anonymous_ids) if text]
    forgotten = Forgotten(0, 0, 0)
    while step := _step(workspace, of_user, texts):
        forgotten += step
    return forgotten


@dataclass(frozen=True, slots=True)
class _Gone:
    """Profiles that were deleted, and the IDs that audiences' events may have named them by."""

    ids: Sequence[uuid.UUID]
    user_ids: Sequence[str]
    anonymous_ids: Sequence[str]


def _delete_profiles(workspace: Workspace, user_id: str, anonymous_id: str) -> _Gone:
    """Delete who has one of these IDs, with all identifiers and memberships; who they were."""
    with transaction.atomic():
        lock_profiles(workspace.pk)
        found = ProfileIdentifier.objects.for_workspace(workspace).filter(
            Q(type=USER_ID, value=user_id) | Q(type=ANONYMOUS_ID, value=anonymous_id)
        )
        ids = list(set(found.values_list("profile", flat=True)))
        known = ProfileIdentifier.objects.filter(profile__in=ids).order_by()
        user_ids, anonymous_ids = (
            list(known.filter(type=kind).values_list("value", flat=True))
            for kind in (USER_ID, ANONYMOUS_ID)
        )
        Profile.objects.filter(pk__in=ids).delete()
        return _Gone(ids, user_ids, anonymous_ids)


def _step(workspace: Workspace, of_user: Q, texts: Sequence[str]) -> Forgotten | None:
    """Some of the events; None when none is left."""
    with transaction.atomic():
        events = Event.objects.for_workspace(workspace).filter(of_user)
        ids = list(events.order_by("pk").values_list("pk", flat=True)[:EVENTS_PER_STEP])
        if not ids:
            return None
        rows = list(Delivery.objects.filter(event__in=ids).values_list("pk", "history"))
        requests = _delete_requests(
            workspace, (entry["attempt"] for _, history in rows for entry in history)
        )
        delete_deliveries([pk for pk, _ in rows])
        deleted = Event.objects.filter(pk__in=ids)
        deleted._raw_delete(deleted.db)
        for text in texts:
            ReceivedRequest.objects.for_workspace(workspace).filter(request__contains=text).delete()
    return Forgotten(len(ids), len(rows), requests)


def _delete_requests(workspace: Workspace, ids: Iterable[str | None]) -> int:
    found = {uuid.UUID(one) for one in ids if one}
    attempts = Attempt.objects.for_workspace(workspace).filter(pk__in=found)
    attempts.filter(delivery_count__gt=1).update(request=None, answer=None)
    return attempts.filter(delivery_count=1).delete()[0] + len(
        attempts.filter(delivery_count__gt=1).values_list("pk")
    )
