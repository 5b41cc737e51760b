"""What users do with connections: which destinations an audience tells of its members, and what."""

from typing import Any, TypedDict

from django.db import IntegrityError, transaction
from django.utils import timezone

from mappings.engine.audiences import read_setup
from mappings.engine.errors import Problem, SetupError
from mappings.models import Audience, Connection, ConnectionVersion, Destination
from mappings.services.audience_events import setup_json
from mappings.services.audiences import hold_audience
from mappings.services.errors import InvalidInput, NotFound, StaleConnection
from mappings.services.locks import lock_row


class ConnectionChanges(TypedDict, total=False):
    """What a connection is.

    Shape:
        ``{"is_enabled": True, "sends_identify": True, "sends_track": True, "is_customized": True,
        "traits": [{"trait": "first_name", "name": "first_name"}],
        "identifiers": [{"type": "email", "name": "email", "strategy": "all"}]}``
    """

    is_enabled: bool
    sends_identify: bool
    sends_track: bool
    is_customized: bool
    traits: Any
    identifiers: Any


def connect_audience(
    *, audience: Audience, destination: Destination, changes: ConnectionChanges
) -> Connection:
    """Tell the destination of everyone who enters or leaves from now on.

    Who is in the audience already is told of by a resync.

    Raises:
        InvalidInput: listing all that is wrong; pointers are like ``/traits/0/name``.
        NotFound: the audience or the destination was deleted in the meantime.
    """
    row = Connection(
        workspace_id=audience.workspace_id, audience=audience, destination=destination, **changes
    )
    _check(row)
    with transaction.atomic():
        hold_audience(audience)
        lock_row(destination)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as err:
            text = f"{destination.name} is connected to this audience already."
            raise InvalidInput([Problem("/destination", text, "taken")]) from err
        _record(row)
    return row


def update_connection(
    *, row: Connection, changes: ConnectionChanges, expected_version: int | None = None
) -> Connection:
    """The connection with the changes, one version further. They hold for the next change of a
    member; those who are in the audience keep what was sent, unless a resync is run.

    Raises:
        InvalidInput: as when it was made; nothing was changed.
        StaleConnection: somebody saved in between; nothing was changed.
        NotFound: it was deleted in the meantime.
    """
    with transaction.atomic():
        current = _held(row)
        if expected_version not in (None, current.version):
            raise StaleConnection(current)
        for name, value in changes.items():
            setattr(current, name, value)
        _check(current)
        current.version += 1
        current.save(update_fields=[*changes, "version", "updated_at"])
        _record(current)
    return current


def disconnect_audience(*, row: Connection) -> None:
    """Tell the destination nothing more. What it knows stays there."""
    with transaction.atomic():
        lock_row(row.audience)  # no event of the connection is being stored
        Connection.objects.filter(pk=row.pk).delete()


def _check(row: Connection) -> None:
    """Whether it can be stored; rows take the names that they get where none is given."""
    try:
        setup = read_setup(setup_json(row), audience_key=row.audience.key)
    except SetupError as err:
        raise InvalidInput(err.problems) from err
    if not isinstance(row.is_enabled, bool):
        raise InvalidInput([Problem("/is_enabled", "Expected true or false.", "type")])
    if not row.is_customized:
        return
    row.traits = [{"trait": one.trait, "name": one.name} for one in setup.traits]
    if row.identifiers:
        row.identifiers = [
            {"type": one.type, "name": one.name, "strategy": one.strategy}
            for one in setup.identifiers
        ]


def _held(row: Connection) -> Connection:
    """The connection as it is now; nobody else changes it until the transaction ends."""
    rows = Connection.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("audience__workspace", "destination").filter(pk=row.pk).first()
    if found is None:
        raise NotFound("This connection was deleted in the meantime.")
    return found


def _record(row: Connection) -> None:
    ConnectionVersion.objects.create(
        workspace_id=row.workspace_id,
        connection=row,
        number=row.version,
        saved_at=timezone.now(),
        sends_identify=row.sends_identify,
        sends_track=row.sends_track,
        is_customized=row.is_customized,
        traits=row.traits,
        identifiers=row.identifiers,
    )
