"""One person's whole story: what they are called, what is known, where they are, what they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mappings.models import Event, Membership, Profile, ProfileIdentifier, Trait
from mappings.services.profile_input import ANONYMOUS_ID, USER_ID

SHOWN_IDENTIFIERS = 100
SHOWN_EVENTS = 10
_ASKED_IDENTIFIERS = 50  # of a type, when events are looked for


@dataclass(frozen=True, slots=True)
class KnownTrait:
    """`origin` is the label; "" where the workspace lists no such trait any more."""

    name: str
    origin: str
    value: Any


@dataclass(frozen=True, slots=True)
class ProfileStory:
    """Without contents, `traits` and `events` are empty; identifiers are told by their types."""

    profile: Profile
    identifiers: Sequence[ProfileIdentifier]
    identifier_count: int
    traits: Sequence[KnownTrait]
    memberships: Sequence[Membership]
    events: Sequence[Event]


def tell_profile(profile: Profile, *, with_contents: bool) -> ProfileStory:
    """The story of a profile.

    Args:
        with_contents: also what tells who it is: traits, and the events of the same person.
    """
    rows = ProfileIdentifier.objects.filter(profile=profile)
    memberships = Membership.objects.filter(profile=profile, audience__deleted_at=None)
    return ProfileStory(
        profile=profile,
        identifiers=list(rows.oldest_first()[:SHOWN_IDENTIFIERS]),
        identifier_count=rows.count(),
        traits=_traits(profile) if with_contents else [],
        memberships=list(memberships.select_related("audience").order_by("audience__name", "id")),
        events=_events(profile) if with_contents else [],
    )


def _traits(profile: Profile) -> list[KnownTrait]:
    listed = Trait.objects.filter(workspace=profile.workspace_id, name__in=list(profile.traits))
    origin_of = {row.name: row.get_origin_display() for row in listed}
    return [
        KnownTrait(name, origin_of.get(name, ""), value)
        for name, value in sorted(profile.traits.items())
    ]


def _events(profile: Profile) -> list[Event]:
    """The newest, of any of their IDs; also those that connections sent in the profile's own."""
    user_ids = _newest_values(profile, USER_ID)
    anonymous_ids = [*_newest_values(profile, ANONYMOUS_ID), str(profile.pk)]
    rows = Event.objects.filter(workspace=profile.workspace_id)
    rows = rows.filter(Q(user_id__in=user_ids) | Q(anonymous_id__in=anonymous_ids))
    newest = rows.with_origin().defer("text").order_by("-received_at", "-id")
    return list(newest[:SHOWN_EVENTS])


def _newest_values(profile: Profile, kind: str) -> list[str]:
    rows = ProfileIdentifier.objects.filter(profile=profile, type=kind).exclude(value="")
    return list(rows.newest_first().values_list("value", flat=True)[:_ASKED_IDENTIFIERS])
