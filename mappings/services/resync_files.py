"""People in a file, told of as if they were members: nothing of them is stored as a profile."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mappings.engine.audiences import KnownProfile
from mappings.event_files.records import read_records
from mappings.services.profile_columns import ValueRefused, check_columns
from mappings.services.profile_input import ProfileInput, check_profile_input

_PEOPLE = uuid.UUID("0d9a6d4e-64d5-5c39-9a3b-6b1f7e1f9c10")  # names people without an ID


def known_in_file(given: ProfileInput) -> KnownProfile:
    """What a line says of a person; who has no ID is named by what decides who is meant."""
    identifiers: dict[str, list[str]] = {}
    for kind, values in given.identifiers.items():
        listed = [values] if isinstance(values, str) else values
        identifiers[kind] = list(dict.fromkeys(listed))
    kind, value = given.identifier_keys()[0]
    traits = {name: one for name, one in given.traits.items() if one is not None}
    return KnownProfile(identifiers, traits, stand_in=str(uuid.uuid5(_PEOPLE, f"{kind} {value}")))


def first_people(
    path: Path, *, kind: str, columns: Any = None, count: int
) -> dict[uuid.UUID, KnownProfile]:
    """The first of a file who could be told of, under names that mean nothing.

    Raises:
        EventFileError: the file cannot be read.
        InvalidInput: the columns will not do.
    """
    found: dict[uuid.UUID, KnownProfile] = {}
    for given in _inputs(path, kind, columns):
        if len(found) >= count:
            break
        if not check_profile_input(given):
            found[uuid.uuid5(_PEOPLE, str(len(found)))] = known_in_file(given)
    return found


def _inputs(path: Path, kind: str, columns: Any) -> Iterator[ProfileInput]:
    table = check_columns(columns)
    for batch in read_records(str(path), kind=kind):
        for record in batch.records:
            if record.values is None:
                continue
            try:
                yield table.read(record.values)
            except ValueRefused:
                continue
