"""What an editor knows of the audiences that its destination is told of: sample events, and traits.

A sample is what the connection would send of the guide's person: its traits under their names,
with values that are made up, never those of a member.
"""

from collections.abc import Iterable
from typing import Any

from mappings.engine.audiences import (
    DEFAULT_IDENTIFIERS,
    ConnectionSetup,
    KnownProfile,
    audience_events,
)
from mappings.models import (
    Connection,
    Destination,
    Profile,
    ProfileIdentifier,
    Trait,
    Workspace,
)
from mappings.services.audience_events import audience_facts, setup_of

MAX_OFFERED_TRAITS = 100
_PROFILES_LOOKED_AT = 20
_PROFILES_WITH_TYPES = 500
SAMPLE_IDENTIFIERS = {
    "user_id": ["user-123"],
    "anonymous_id": ["anon-test-1"],
    "email": ["user@example.com"],
}
_JANES_TRAITS = {"first_name": "Jane", "last_name": "Doe", "email": "user@example.com"}
_OF_TYPE: dict[type, Any] = {bool: True, int: 42, float: 4.2, list: ["sample"], dict: {}}


def connections_by_key(destination: Destination) -> dict[str, Connection]:
    """The connections that lead to a destination, by the keys of their audiences."""
    rows = Connection.objects.filter(destination=destination, audience__deleted_at=None)
    rows = rows.select_related("audience__workspace").order_by("audience__key")
    return {row.audience.key: row for row in rows}


def connected_sample(
    connection: Connection, *, event_type: str, is_entering: bool
) -> dict[str, Any]:
    """The event of that type that the connection sends when the guide's person enters or leaves.

    A type that it does not send is told as it would be.
    """
    audience = connection.audience
    told = setup_of(connection, audience)
    setup = ConnectionSetup(
        event_type == "identify", event_type == "track", told.traits, told.identifiers
    )
    names = [row.trait for row in setup.traits]
    values = {row.type: [f"sample-{row.type}"] for row in setup.identifiers}
    jane = KnownProfile(
        {**values, **SAMPLE_IDENTIFIERS},
        sample_traits(connection.workspace, names),
        stand_in="anon-test-1",
    )
    (event, *_) = audience_events(jane, audience_facts(audience), setup, is_entering=is_entering)
    return event


def sample_traits(workspace: Workspace, names: Iterable[str]) -> dict[str, Any]:
    """A made-up value for each trait, of the type that profiles have there."""
    seen: dict[str, Any] = {}
    rows = Profile.objects.for_workspace(workspace).newest_first()
    for traits in rows.values_list("traits", flat=True)[:_PROFILES_LOOKED_AT]:
        seen = {**traits, **seen}
    return {name: _sample(name, seen.get(name)) for name in names}


def identifier_types(workspace: Workspace) -> list[str]:
    """The types of identifiers that profiles have: the usual ones, and those of newer profiles.

    A workspace may have millions of identifiers, so not all of them are looked at.
    """
    newest = Profile.objects.for_workspace(workspace).newest_first()
    ids = list(newest.values_list("pk", flat=True)[:_PROFILES_WITH_TYPES])
    found = ProfileIdentifier.objects.filter(profile__in=ids).order_by()
    usual = {row.type for row in DEFAULT_IDENTIFIERS}
    return sorted(usual.union(found.values_list("type", flat=True).distinct()))


def connection_told(connection: Connection, traits: Iterable[Trait]) -> dict[str, Any]:
    """A connection for the editor, with the traits that it could send and does not.

    Shape:
        ``{"id": "0198…", "audience": "Browse abandoners", "version": 1, "traits": [{"trait":
        "first_name", "name": "first_name"}], "offered": [{"name": "plan", "origin": "SQL"}], …}``
    """
    setup = setup_of(connection, connection.audience)
    sent = {row.trait for row in setup.traits}
    taken = {row.name for row in setup.traits} | {row.name for row in setup.identifiers}
    taken.add(connection.audience.key)
    offered = [
        {"name": row.name, "origin": row.get_origin_display()}
        for row in traits
        if row.name not in sent and row.name not in taken
    ]
    return {
        "id": str(connection.pk),
        "audience": connection.audience.name,
        "audience_id": str(connection.audience_id),
        "version": connection.version,
        "event_types": list(setup.event_types),
        "traits": [{"trait": row.trait, "name": row.name} for row in setup.traits],
        "offered": offered[:MAX_OFFERED_TRAITS],
        "offered_more": max(len(offered) - MAX_OFFERED_TRAITS, 0),
    }


def _sample(name: str, seen: Any) -> Any:
    if name in _JANES_TRAITS:
        return _JANES_TRAITS[name]
    return _OF_TYPE.get(type(seen), f"sample {name}")
