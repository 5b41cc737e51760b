"""The columns of a file of people, before it is imported: names, a value of each, and a guess."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mappings.engine.errors import Problem
from mappings.event_files.errors import EventFileError
from mappings.event_files.record import Record
from mappings.event_files.records import FORMATS, format_of, read_records
from mappings.services.errors import InvalidInput
from mappings.services.profile_columns import MAX_COLUMNS, guess_use
from mappings.services.profile_imports import check_upload_size

_SAMPLE_BYTES = 2_000_000  # of text files; a Parquet file tells its columns at its end
_LOOKED_AT = 100  # records
_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column. `sample` is the first value that says something.

    Shape:
        use: ``{"identifier": "email", "trait": "email"}``
    """

    name: str
    sample: str
    use: dict[str, str]


def look_at_columns(*, name: str, format: str, blocks: Iterable[bytes]) -> list[FileColumn]:
    """The columns of a file that is uploaded, in its order. Nothing of it is kept.

    Raises:
        InvalidInput: the file tells no columns, or more than are read.
        LimitReached: a Parquet file is larger than allowed.
    """
    kind = format or format_of(name)
    if kind not in FORMATS:
        text = f"Say the format: {', '.join(FORMATS)}. The name {name[:100]!r} does not tell it."
        raise InvalidInput([Problem("/format", text, "choice")])
    samples: dict[str, str] = {}
    for record in _first_records(kind, blocks):
        for column, value in (record.values or {}).items():
            samples[column] = samples.get(column) or _shown(value)
    if not samples:
        raise _refused("No line with values was found at its beginning.", "required")
    if len(samples) > MAX_COLUMNS:
        raise _refused(f"{len(samples)} columns; at most {MAX_COLUMNS} are read.", "too_many")
    return [FileColumn(column, text, guess_use(column)) for column, text in samples.items()]


def _first_records(kind: str, blocks: Iterable[bytes]) -> list[Record]:
    with tempfile.NamedTemporaryFile() as file:
        for block in _beginning(kind, blocks):
            file.write(block)
        file.flush()
        found: list[Record] = []
        try:
            for batch in read_records(file.name, kind=kind):
                found += batch.records
                if len(found) >= _LOOKED_AT:
                    break
        except EventFileError as err:
            # What is cut off may end in the middle of something: that is told by the import.
            if not found:
                raise _refused(str(err), err.problem.code) from err
    return list(islice(found, _LOOKED_AT))


def _beginning(kind: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    taken = 0
    for block in blocks:
        taken += len(block)
        if kind == "parquet":
            check_upload_size(taken)
        yield block
        if kind != "parquet" and taken >= _SAMPLE_BYTES:
            return


def _refused(message: str, code: str) -> InvalidInput:
    return InvalidInput([Problem("/file", message, code)])


def _shown(value: Any) -> str:
    """A value in few characters; "" where it says nothing."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1]}…"
