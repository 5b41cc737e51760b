"""A resync before it starts: what it would take, and what it would send of some members.

Nothing is stored and nothing sent. Both look at members that lie evenly among all of them, and at
no more than a page can wait for.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from mappings import conf
from mappings.delivery.options import read_options
from mappings.delivery.pacing import requests_per_s
from mappings.delivery.plans import Plans
from mappings.engine.audiences import KnownProfile
from mappings.engine.paths import MISSING
from mappings.models import Audience, Mapping, Membership
from mappings.models.base import WorkspaceQuerySet
from mappings.services.audience_events import known_profiles
from mappings.services.incoming_events import IncomingEvent, Rejection
from mappings.services.resync_choice import ResyncChoice
from mappings.services.resync_outlook import (
    SENT_STATES,
    Changes,
    Outlook,
    Prospect,
    outlook_now,
)
from mappings.services.sizes import is_larger_than

MEMBERS_LOOKED_AT = 1_000
DEFAULT_SAMPLE = 20
MAX_SAMPLE = 100
MAX_EVENTS_SHOWN = 20  # of one member
# An event at a mapping counts as one look; both end earlier where members have many events.
MAX_LOOKS = 50_000
MAX_LOOKS_OF_TRIAL = 5_000
_STRETCHES = 20
_LOADED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class MappingEstimate:
    """What a resync would send by one mapping: so many payloads, in so many requests at least."""

    mapping_id: UUID
    name: str
    deliveries: int
    payloads_per_request: int
    requests: int


@dataclass(frozen=True, slots=True)
class ResyncEstimate:
    """What a resync would take.

    `profiles` are those that would be told of: all members, or those whose payload changed. With
    `is_exact` false, figures are scaled up from the members `looked_at`.
    """

    members: int
    looked_at: int
    is_exact: bool
    profiles: int
    events: int
    deliveries: int
    requests: int
    mappings: tuple[MappingEstimate, ...]
    requests_per_s: float | None  # None: no limit is known
    duration_s: float | None  # of the requests at that rate
    held_reason: str  # why they would wait; "" when they would be sent


@dataclass(frozen=True, slots=True)
class TriedEvent:
    """An event, or why there is none; and what it would meet."""

    event: IncomingEvent | Rejection
    prospects: tuple[Prospect, ...]


@dataclass(frozen=True, slots=True)
class TriedProfile:
    """A member's events, the first of `event_count`; `has_changed` is None where nobody asked."""

    profile_id: UUID | None
    has_changed: bool | None
    event_count: int
    events: tuple[TriedEvent, ...]


def estimate_resync(choice: ResyncChoice, *, now: datetime) -> ResyncEstimate:
    """How much a resync would send, and how long that takes at the destination's rate."""
    rows = _members(choice.connection.audience)
    members = rows.count()
    counts = _Counts(choice, now)
    ids = _spread(rows, members, MEMBERS_LOOKED_AT)
    for start in range(0, len(ids), _LOADED_AT_ONCE):
        for profile in known_profiles(ids[start : start + _LOADED_AT_ONCE]).values():
            if counts.looks < MAX_LOOKS:
                counts.add(profile)
    return counts.estimate(members)


def try_resync(
    choice: ResyncChoice, *, sample: int = DEFAULT_SAMPLE, now: datetime
) -> list[TriedProfile]:
    """What would be sent of some members: each of their events at each mapping that it matches.

    There are fewer than `sample` where they have more to show than a page can hold.
    """
    rows = _members(choice.connection.audience)
    ids = _spread(rows, rows.count(), min(sample, MAX_SAMPLE))
    return try_profiles(choice, known_profiles(ids), now=now)


def try_profiles(
    choice: ResyncChoice, profiles: dict[UUID, KnownProfile], *, now: datetime
) -> list[TriedProfile]:
    """The same of given people."""
    outlook = outlook_now(choice, now, Plans())
    changes = Changes(outlook) if choice.is_of_changes else None
    tried: list[TriedProfile] = []
    looks = chars = 0
    for profile_id, profile in profiles.items():
        if looks >= MAX_LOOKS_OF_TRIAL or chars >= conf.MAX_PAYLOAD_CHARS:
            break
        events = outlook.events(profile)
        shown = tuple(_tried(outlook, event) for event in events[:MAX_EVENTS_SHOWN])
        has_changed = changes.has(profile) if changes else None
        tried.append(TriedProfile(profile_id, has_changed, len(events), shown))
        looks += len(events) * max(len(outlook.routes), 1)
        chars += sum(map(_chars, shown))
    return tried


class _Counts:
    """What was found at the members that were looked at."""

    def __init__(self, choice: ResyncChoice, now: datetime) -> None:
        self._choice = choice
        self._outlook = outlook_now(choice, now, Plans())
        self._changes = Changes(self._outlook) if choice.is_of_changes else None
        self._deliveries: Counter[UUID] = Counter()
        self._looked_at = self._profiles = self._events = 0
        self.looks = 0

    def add(self, profile: KnownProfile) -> None:
        self._looked_at += 1
        events = self._outlook.events(profile)
        # To know whether something changed, all of it is worked out twice.
        weight = 1 if self._changes is None else 10
        self.looks += len(events) * max(len(self._outlook.routes), 1) * weight
        if self._changes and not self._changes.has(profile):
            return
        self._profiles += 1
        for event in events:
            if isinstance(event, IncomingEvent):
                self._events += 1
                self._deliveries.update(
                    verdict.route.mapping_id
                    for verdict in self._outlook.verdicts(event)
                    if verdict.state in SENT_STATES
                )

    def estimate(self, members: int) -> ResyncEstimate:
        factor = members / self._looked_at if self._looked_at else 0.0
        by_mapping = tuple(self._by_mapping(factor))
        requests = sum(one.requests for one in by_mapping)
        destination = self._choice.connection.destination
        definition, options = destination.definition, read_options(destination.delivery_options)
        rate = requests_per_s(definition, options) if definition else None
        return ResyncEstimate(
            members=members,
            looked_at=self._looked_at,
            is_exact=self._looked_at == members,
            profiles=round(self._profiles * factor),
            events=round(self._events * factor),
            deliveries=sum(one.deliveries for one in by_mapping),
            requests=requests,
            mappings=by_mapping,
            requests_per_s=rate,
            duration_s=requests / rate if rate else None,
            held_reason=next((one.held_reason for one in self._outlook.routes), ""),
        )

    def _by_mapping(self, factor: float) -> Iterator[MappingEstimate]:
        ids = list(dict.fromkeys(route.mapping_id for route in self._outlook.routes))
        rows = Mapping.objects.select_related("live_version").in_bulk(ids)
        definition = self._choice.connection.destination.definition
        for mapping_id in ids:
            version = rows[mapping_id].live_version if mapping_id in rows else None
            if version is None:
                continue
            action = definition.action(version.action_slug) if definition else None
            at_once = action.batch.max_items if action and action.batch else 1
            deliveries = round(self._deliveries[mapping_id] * factor)
            requests = ceil(deliveries / at_once)
            yield MappingEstimate(mapping_id, rows[mapping_id].name, deliveries, at_once, requests)


def _members(audience: Audience) -> WorkspaceQuerySet[Membership]:
    return Membership.objects.current().filter(audience=audience).order_by("pk")


def _spread(rows: WorkspaceQuerySet[Membership], members: int, count: int) -> list[UUID]:
    """The profiles of so many members, from places that lie evenly among all of them.

    One of each place comes first, then a second one: whoever stops early has looked everywhere.
    """
    if members <= count:
        return list(rows.values_list("profile_id", flat=True))
    stretches = min(_STRETCHES, count)
    found: list[tuple[int, UUID]] = []
    for number in range(stretches):
        at = members * number // stretches
        size = count * (number + 1) // stretches - count * number // stretches
        for start in rows.values_list("pk", flat=True)[at : at + 1]:
            ids = rows.filter(pk__gte=start).values_list("profile_id", flat=True)[:size]
            found += enumerate(ids)
    return list(
        dict.fromkeys(profile_id for _, profile_id in sorted(found, key=lambda one: one[0]))
    )


def _tried(outlook: Outlook, event: IncomingEvent | Rejection) -> TriedEvent:
    if isinstance(event, Rejection):
        return TriedEvent(event, ())
    return TriedEvent(event, tuple(outlook.prospects(event)))


def _chars(tried: TriedEvent) -> int:
    """About how much there is to show; a payload that is too large for that is not shown."""
    text = len(tried.event.text) if isinstance(tried.event, IncomingEvent) else 0
    payloads = [one.payload for one in tried.prospects if one.payload is not MISSING]
    return text + sum(_size(payload) for payload in payloads)


def _size(payload: object) -> int:
    return next(
        (size for size in (1_000, 10_000, 100_000) if not is_larger_than(payload, size)),
        conf.MAX_PAYLOAD_CHARS,
    )
