"""Rows of Arrow tables, as Parquet files and Spark have them, as lines of JSON.

A row is the object of its columns. Of a profile they are `identifiers` and `traits`, of an event
`type`, `userId`, `traits` and so on. Columns of objects may be JSON texts. A column `value` that
stands alone holds whole lines.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from mappings.engine.errors import JsonTextError
from mappings.engine.strict_json import parse_json
from mappings.event_files.chunk import Chunk, Place
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.parquet_records import plain_value, read_batches

WHOLE_LINE = "value"
_OBJECTS = ("identifiers", "traits", "properties", "context", "integrations")


def read_rows(path: str, first_row: int, rows: int) -> Iterator[Chunk]:
    """Some rows of a Parquet file, counted from 1.

    Raises:
        EventFileError: pyarrow is not installed, or the file cannot be read.
    """
    left = rows
    for batch, before in read_batches(path, first_row - 1):
        yield chunk_of_batch(batch.slice(0, left), file=path, first_row=before + 1)
        left -= batch.num_rows
        if left <= 0:
            return


def chunk_of_batch(batch: Any, *, file: str, first_row: int = 1) -> Chunk:
    """The rows of a `pyarrow.RecordBatch` as lines; of those that cannot be, why.

    A struct has every one of its keys in each row, so a null in one means that there is no value.
    """
    if batch.schema.names == [WHOLE_LINE]:
        texts = [(one or "") for one in batch.column(0).to_pylist()]
        lines = [text.encode() if isinstance(text, str) else text for text in texts]
        return _chunk(lines, {}, file, first_row)
    lines, refused = [], {}
    for index, row in enumerate(batch.to_pylist(maps_as_pydicts="strict")):
        try:
            lines.append(orjson.dumps(_object(row)))
        except JsonTextError as err:
            message = bare_message(err.problems[0])
            pointer, code = err.problems[0].pointer, err.problems[0].code
            refused[index] = FileProblem(file, first_row + index, None, pointer, code, message)
        except TypeError:
            message = "This row has values that JSON has no form for."
            refused[index] = FileProblem(file, first_row + index, None, "", "type", message)
        lines += [b""] * (index in refused)
    return _chunk(lines, refused, file, first_row)


def _chunk(
    lines: list[bytes], refused: Mapping[int, FileProblem], file: str, first_row: int
) -> Chunk:
    places, start = [], 0
    for row, line in enumerate(lines, first_row):
        places.append(Place(start, start + len(line), row, 1))
        start += len(line)
    return Chunk(file, b"".join(lines), places=tuple(places), refused=refused)


def _object(row: Mapping[str, Any]) -> dict[str, Any]:
    """The object of a row.

    Raises:
        JsonTextError: a column of JSON texts holds something else.
    """
    found = {}
    for name, value in row.items():
        if isinstance(value, str) and name in _OBJECTS:
            found[name] = _parsed(name, value)
        elif value is not None:
            found[name] = _present(plain_value(value))
    return found


def _parsed(name: str, text: str) -> Any:
    try:
        return parse_json(text)
    except JsonTextError as err:
        raise JsonTextError(
            type(one)(f"/{name}", f"The column {name}: {bare_message(one)}", one.code)
            for one in err.problems
        ) from err


def _present(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _present(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_present(one) for one in value]
    return value
