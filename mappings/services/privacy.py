"""Forgetting a person: all events of a user, what was sent of them, and what came back."""

import uuid
from collections.abc import Iterable
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


def delete_user_data(
    *, workspace: Workspace, user_id: str = "", anonymous_id: str = ""
) -> Forgotten:
    """Delete a user: every event, delivered or not, with its requests and answers, and profiles.

    What is on its way to a destination at this moment still arrives there. Events that are saved
    to try mappings with stay: people saved them.

    Raises:
        InvalidInput: neither a user nor an anonymous id is given.
    """
    if not user_id and not anonymous_id:
        text = "Give the user's ID, the anonymous ID, or both."
        raise InvalidInput([Problem("/user_id", text, "required")])
    forgotten = Forgotten(0, 0, 0)
    profiles = _delete_profiles(workspace, user_id, anonymous_id)
    while step := _step(workspace, user_id, anonymous_id):
        forgotten = Forgotten(
            forgotten.events + step.events,
            forgotten.deliveries + step.deliveries,
            forgotten.requests + step.requests,
        )
    # Again: what came in meanwhile may have made them anew.
    profiles += _delete_profiles(workspace, user_id, anonymous_id)
    return replace(forgotten, profiles=profiles)


def _delete_profiles(workspace: Workspace, user_id: str, anonymous_id: str) -> int:
    """The profiles that have one of these IDs, with all their identifiers and memberships."""
    with transaction.atomic():
        lock_profiles(workspace.pk)
        found = ProfileIdentifier.objects.for_workspace(workspace).filter(
            Q(type=USER_ID, value=user_id) | Q(type=ANONYMOUS_ID, value=anonymous_id)
        )
        rows = Profile.objects.filter(pk__in=list(found.values_list("profile", flat=True)))
        count = rows.count()
        rows.delete()
        return count


def _step(workspace: Workspace, user_id: str, anonymous_id: str) -> Forgotten | None:
    """Some of the events; None when none is left."""
    of_user = Q(user_id=user_id) if user_id else Q()
    if anonymous_id:
        of_user |= Q(anonymous_id=anonymous_id)
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
        for text in filter(None, (user_id, anonymous_id)):
            ReceivedRequest.objects.for_workspace(workspace).filter(request__contains=text).delete()
    return Forgotten(len(ids), len(rows), requests)


def _delete_requests(workspace: Workspace, ids: Iterable[str | None]) -> int:
    found = {uuid.UUID(one) for one in ids if one}
    attempts = Attempt.objects.for_workspace(workspace).filter(pk__in=found)
    attempts.filter(delivery_count__gt=1).update(request=None, answer=None)
    return attempts.filter(delivery_count=1).delete()[0] + len(
        attempts.filter(delivery_count__gt=1).values_list("pk")
    )
