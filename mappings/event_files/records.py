"""Files of records, one a line: JSON lines, CSV and Parquet, as values by name.

A line that cannot be read costs that line alone. Records come in the order of the file, some at a
time, so that a file of any size takes the same memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mappings.engine.errors import JsonTextError
from mappings.engine.strict_json import parse_json
from mappings.event_files.chunk import Chunk
from mappings.event_files.csv_records import CsvReader
from mappings.event_files.errors import EventFileError, bare_message
from mappings.event_files.lines import cut_lines
from mappings.event_files.opening import EventFile
from mappings.event_files.reading import read_chunks
from mappings.event_files.record import Record

FORMATS = ("csv", "ndjson", "parquet")
_ENDINGS = {".csv": "csv", ".tsv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
_ENDINGS |= {".json": "ndjson", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Some records. `last_line` is how far the file is read with them."""

    records: list[Record]
    last_line: int
    has_header: bool = False  # the names are the same in all records


def format_of(file_name: str) -> str | None:
    """The format that a name tells, with or without ``.gz``; None where it tells none."""
    name = file_name.lower().removesuffix(".gz")
    return next((kind for end, kind in _ENDINGS.items() if name.endswith(end)), None)


def read_records(path: str, *, kind: str, after_line: int = 0) -> Iterator[RecordBatch]:
    """The records of a file whose line is greater than `after_line`.

    An empty batch says how far the file is read where it holds nothing to give.

    Raises:
        EventFileError: the file cannot be read, or not any further; what could be read was given.
    """
    if kind == "parquet":
        # Loaded here: without the extra the other formats work.
        from mappings.event_files.parquet_records import read_parquet

        for records, last in read_parquet(path, after_line):
            yield RecordBatch(records, last, has_header=True)
        return
    with EventFile(path) as file:
        if kind == "csv":
            yield from _read_csv(file, after_line)
            return
        for chunk in read_chunks(file):
            if chunk:
                yield _json_batch(chunk, after_line)
                _raise_problem(chunk)


def count_lines(path: str, *, kind: str) -> Iterator[int]:
    """How many lines there are, told on the way: the last number is the whole.

    Raises:
        EventFileError: the file cannot be read.
    """
    if kind == "parquet":
        from mappings.event_files.parquet_records import count_rows

        yield count_rows(path)
        return
    with EventFile(path) as file:
        count, last = 0, b"\n"
        for block in file.blocks():
            if block:
                count, last = count + block.count(b"\n"), block[-1:]
                yield count
        yield count + (last != b"\n")


def _read_csv(file: EventFile, after_line: int) -> Iterator[RecordBatch]:
    reader = CsvReader(file.name)
    last = 0
    chunks = cut_lines(file.name, file.blocks())
    for chunk in chunks:
        if not chunk:
            continue
        if 0 in chunk.refused:
            records = reader.refuse(chunk.first_line, chunk.refused[0].message)
            last = chunk.first_line
        else:
            lines = chunk.data.split(b"\n")
            records = reader.read(lines, chunk.first_line)
            last = chunk.first_line + len(lines) - 1
        records = [one for one in records if one.line > after_line]
        done = reader.open_line - 1 if reader.open_line else last
        yield RecordBatch(records, done, has_header=True)
    rest = [one for one in reader.end() if one.line > after_line]
    yield RecordBatch(rest, last, has_header=True)


def _json_batch(chunk: Chunk, after_line: int) -> RecordBatch:
    records, line = [], 0
    for index, text in enumerate(chunk.texts()):
        line, _column = chunk.position(index)
        if line <= after_line:
            continue
        if index in chunk.refused:
            records.append(Record(line, problem=chunk.refused[index].message))
        elif text.strip():
            records.append(_json_record(line, text))
    return RecordBatch(records, line)


def _json_record(line: int, text: bytes) -> Record:
    try:
        value: Any = parse_json(text)
    except JsonTextError as err:
        return Record(line, problem=bare_message(err.problems[0]))
    if type(value) is not dict:
        return Record(line, problem="A line is a JSON object; this is another value.")
    return Record(line, value)


def _raise_problem(chunk: Chunk) -> None:
    if problem := chunk.file_problem:
        raise EventFileError(chunk.file, problem.message, problem.code, problem.line)
