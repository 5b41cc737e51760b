"""How many events a change of one member makes, with a setup that may not be saved yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any
from uuid import UUID

from mappings.engine.audiences import ConnectionSetup, KnownProfile, count_events, read_setup
from mappings.engine.errors import SetupError
from mappings.models import Audience, Membership
from mappings.services.audience_events import known_profiles
from mappings.services.errors import InvalidInput

MEMBERS_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class EventCount:
    """Events of one member: of the one in the middle, and of the one with the most."""

    typical: int
    most: int


@dataclass(frozen=True, slots=True)
class SetupEstimate:
    """What a setup makes of members; of nobody, where the audience has none: `looked_at` is 0."""

    looked_at: int
    entering: EventCount
    leaving: EventCount


def estimate_setup(audience: Audience, setup: ConnectionSetup) -> SetupEstimate:
    """Count the events of those who entered last, as if each entered, and left, now."""
    rows = Membership.objects.current().filter(audience=audience).newest_first()
    ids: list[UUID] = list(rows.values_list("profile_id", flat=True)[:MEMBERS_LOOKED_AT])
    profiles = list(known_profiles(ids).values())
    counts = [_count(profiles, setup, is_entering=one) for one in (True, False)]
    return SetupEstimate(len(profiles), *counts)


def estimate_document(audience: Audience, given: Any) -> SetupEstimate:
    """The same of a setup as `read_setup` reads it.

    Raises:
        InvalidInput: it cannot be saved like this; every problem is listed.
    """
    try:
        return estimate_setup(audience, read_setup(given, audience_key=audience.key))
    except SetupError as err:
        raise InvalidInput(err.problems) from err


def _count(
    profiles: Sequence[KnownProfile], setup: ConnectionSetup, *, is_entering: bool
) -> EventCount:
    found = [count_events(one, setup, is_entering=is_entering) for one in profiles]
    if not found:
        return EventCount(len(setup.event_types), len(setup.event_types))
    return EventCount(median_low(found), max(found))
