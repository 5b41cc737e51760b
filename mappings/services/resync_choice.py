"""What a resync is of: a connection or one mapping of it; everybody, or whose payload changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from mappings.engine.errors import Problem
from mappings.models import Connection, ConnectionVersion, Mapping, MappingVersion
from mappings.services.errors import InvalidInput, WrongState


@dataclass(frozen=True, slots=True)
class ResyncChoice:
    """Whom to tell of what.

    `since_…`: only those whose payloads differ from what these versions would make of them.
    """

    connection: Connection  # read by `connections_to_resync`
    mapping: Mapping | None = None  # None: all of the destination
    since_mapping: MappingVersion | None = None
    since_connection: ConnectionVersion | None = None

    @property
    def is_of_changes(self) -> bool:
        """Whether those whose payload is as it was are left out."""
        return bool(self.since_mapping or self.since_connection)


def choose_resync(
    *,
    connection: Connection,
    mapping_id: UUID | None = None,
    since_version: int | None = None,
    since_connection_version: int | None = None,
) -> ResyncChoice:
    """The choice, checked.

    Args:
        connection: need not be read with anything; it is read again as it is now.
        since_version: a version's number of the mapping.
        since_connection_version: a version's number of the connection.

    Raises:
        InvalidInput: something of it does not exist; pointers are like ``/mapping``.
    """
    row = find_connection(connection.pk)
    if row is None:
        raise InvalidInput([Problem("/connection", "The connection was deleted.", "not_found")])
    mapping = _mapping(row, mapping_id) if mapping_id else None
    return ResyncChoice(
        row,
        mapping,
        _mapping_version(mapping, since_version) if since_version is not None else None,
        _version(row, since_connection_version) if since_connection_version is not None else None,
    )


def find_connection(connection_id: UUID) -> Connection | None:
    """The connection with what a resync reads of it."""
    rows = Connection.objects.select_related(
        "audience__workspace", "destination__source", "destination__own_definition"
    )
    return rows.filter(pk=connection_id).first()


def check_ready(choice: ResyncChoice) -> None:
    """Refuse where nothing could come of a resync.

    Raises:
        WrongState: the connection is off, or no mapping is on.
    """
    for text in _obstacles(choice):
        raise WrongState(text)


def _obstacles(choice: ResyncChoice) -> Iterator[str]:
    row, mapping = choice.connection, choice.mapping
    if not row.is_enabled:
        yield (
            f"The connection of {row.audience.name} to {row.destination.name} is off. "
            "Switch it on first."
        )
    if mapping is not None:
        if not mapping.is_enabled or mapping.live_version_id is None:
            yield f'The mapping "{mapping.name}" is off. Enable it first.'
        return
    mappings = Mapping.objects.for_destination(row.destination).enabled()
    if not mappings.filter(live_version__isnull=False).exists():
        yield f"No mapping of {row.destination.name} is enabled, so nothing would be sent."


def _mapping(row: Connection, mapping_id: UUID) -> Mapping:
    mapping = Mapping.objects.for_destination(row.destination).filter(pk=mapping_id).first()
    if mapping is None:
        text = f"{row.destination.name} has no mapping of this id."
        raise InvalidInput([Problem("/mapping", text, "not_found")])
    return mapping


def _mapping_version(mapping: Mapping | None, number: int) -> MappingVersion:
    at = "/since_version"
    if mapping is None:
        text = "A version is one of a mapping: say which."
        raise InvalidInput([Problem(at, text, "required")])
    found: MappingVersion | None = mapping.versions.filter(number=number).first()
    if found is None:
        text = f'"{mapping.name}" has no version {number}; it is at version {mapping.version}.'
        raise InvalidInput([Problem(at, text, "not_found")])
    return found


def _version(row: Connection, number: int) -> ConnectionVersion:
    found: ConnectionVersion | None = row.versions.filter(number=number).first()
    if found is None:
        text = f"The connection has no version {number}; it is at version {row.version}."
        raise InvalidInput([Problem("/since_connection_version", text, "not_found")])
    return found
