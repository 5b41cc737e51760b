"""What a connection tells its destination of people: their events, stored with their deliveries.

The events run through the mappings of the connection's destination alone, whatever else its source
sends to; from there on they are delivered like any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mappings.delivery import doorbell
from mappings.engine.audiences import (
    AudienceFacts,
    ConnectionSetup,
    KnownProfile,
    audience_events,
    read_setup,
)
from mappings.engine.errors import SetupError
from mappings.models import Audience, Connection, ConnectionVersion, Profile, ProfileIdentifier
from mappings.services.incoming_events import Envelope, IncomingEvent, Rejection, read_message
from mappings.services.receiving import store_events
from mappings.services.route_locks import share_routes
from mappings.services.routing import Route, routes_of


@dataclass(frozen=True, slots=True)
class Told:
    """How many events were stored, with how many deliveries; and those that are too large."""

    events: int = 0
    deliveries: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Who enters or leaves, and what names that: the beginning of the events' message ids."""

    profile: KnownProfile
    is_entering: bool
    name: str


def tell_destination(
    row: Connection,
    audience: Audience,
    people: Mapping[UUID, bool],
    *,
    names: Mapping[UUID, str],
    now: datetime,
    mapping_id: UUID | None = None,
) -> Told:
    """Store the events of these people, in the caller's transaction.

    Args:
        people: profiles, and whether each enters.
        names: for each profile what names this moment; a second time with it stores nothing.
        mapping_id: run them through this mapping alone; None: all of the destination.
    """
    told = [
        Person(profile, people[profile_id], names[profile_id])
        for profile_id, profile in known_profiles(people).items()
    ]
    return tell_of_people(row, audience, told, now=now, mapping_id=mapping_id)


def tell_of_people(
    row: Connection,
    audience: Audience,
    people: Iterable[Person],
    *,
    now: datetime,
    mapping_id: UUID | None = None,
) -> Told:
    """The same of people who need not be stored; nothing where the connection is gone by now."""
    facts, setup = audience_facts(audience), setup_of(row, audience)
    read = [one for person in people for one in incoming_events(person, facts, setup, now)]
    events = [one for one in read if isinstance(one, IncomingEvent)]
    source = row.destination.source
    share_routes(source.pk)
    if not Connection.objects.filter(pk=row.pk).exists():  # its destination was deleted meanwhile
        return Told()
    routes = connection_routes(row, mapping_id)
    stored = store_events(source, events, routes=routes, now=now, connection_id=row.pk)
    deliveries = sum(one.delivery_count for one in stored)
    if deliveries:
        transaction.on_commit(doorbell.ring)
    return Told(len(stored), deliveries, len(read) - len(events))


def incoming_events(
    person: Person, facts: AudienceFacts, setup: ConnectionSetup, now: datetime
) -> list[IncomingEvent | Rejection]:
    """The events of a person as they are stored; of one that is too large, that it is refused."""
    envelope = Envelope(received_at=now)
    told = audience_events(person.profile, facts, setup, is_entering=person.is_entering)
    return [
        read_message(
            {**event, "messageId": f"{person.name}-{at:04}"},
            index=at,
            event_type="",
            envelope=envelope,
        )
        for at, event in enumerate(told)
    ]


def connection_routes(row: Connection, mapping_id: UUID | None = None) -> list[Route]:
    """What the events of a connection run through: its destination's routes, or one mapping's."""
    return [
        route
        for route in routes_of(row.destination.source_id)
        if route.destination_id == row.destination_id and mapping_id in (None, route.mapping_id)
    ]


def audience_facts(audience: Audience) -> AudienceFacts:
    workspace = audience.workspace
    return AudienceFacts(
        key=audience.key,
        id=str(audience.pk),
        computation_class=audience.computation_class,
        entered_event=audience.entered_event,
        exited_event=audience.exited_event,
        namespace=workspace.slug,
        space_id=str(workspace.pk),
    )


def setup_of(row: Connection | ConnectionVersion, audience: Audience) -> ConnectionSetup:
    """How a stored connection is set up; as the default where that cannot be read any more."""
    try:
        return read_setup(setup_json(row), audience_key=audience.key)
    except SetupError:
        return ConnectionSetup(row.sends_identify, row.sends_track)


def setup_json(row: Connection | ConnectionVersion) -> dict[str, object]:
    """Shape: see `read_setup`."""
    return {
        "sends_identify": row.sends_identify,
        "sends_track": row.sends_track,
        "is_customized": row.is_customized,
        "traits": row.traits,
        "identifiers": row.identifiers,
    }


def known_profiles(ids: Iterable[UUID]) -> dict[UUID, KnownProfile]:
    """What is known of these people, in the order in which they became known."""
    profiles = dict(
        Profile.objects.filter(pk__in=list(ids)).order_by("pk").values_list("pk", "traits")
    )
    values: dict[UUID, dict[str, list[str]]] = {pk: {} for pk in profiles}
    latest: dict[UUID, dict[str, tuple[datetime, str]]] = {pk: {} for pk in profiles}
    found = ProfileIdentifier.objects.filter(profile__in=profiles).order_by("first_seen_at", "pk")
    columns = found.values_list("profile_id", "type", "value", "last_seen_at")
    for profile_id, kind, value, seen_at in columns:
        values[profile_id].setdefault(kind, []).append(value)
        before = latest[profile_id].get(kind)
        if before is None or seen_at >= before[0]:
            latest[profile_id][kind] = seen_at, value
    return {
        pk: KnownProfile(
            identifiers=values[pk],
            traits=traits,
            latest={kind: value for kind, (_at, value) in latest[pk].items()},
            stand_in=str(pk),
        )
        for pk, traits in profiles.items()
    }
