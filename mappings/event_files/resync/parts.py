"""Cuts inputs into parts of so many lines, without mapping anything."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import EventFileError, FileProblem
from mappings.event_files.gzip_stream import GZIP_MAGIC
from mappings.event_files.lines import cut_lines
from mappings.event_files.opening import BLOCK_BYTES, EventFile
from mappings.event_files.parquet_records import count_rows
from mappings.event_files.reading import holds_lines
from mappings.event_files.resync.parquet_lines import read_rows

_PARQUET_MAGIC = b"PAR1"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class InputKind(StrEnum):
    """How an input is cut. Only a stream has to be read from its start, and so by one process."""

    LINES = "lines"
    ROWS = "rows"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of one input, which become one file; of Parquet, rows; of a list, its items.

    `start` and `end` are bytes of the input; only in a file of lines they are exact. `data` is
    never filled: whoever maps a part reads it.
    """

    number: int
    input: int
    file: str
    kind: InputKind
    first_line: int
    lines: int
    start: int = 0
    end: int = 0
    data: bytes = b""


def input_kind(path: str) -> InputKind:
    """What an input is, told by its start and not by its name."""
    try:
        with open(path, "rb") as file:
            start = file.read(4)
        if start == _PARQUET_MAGIC:
            return InputKind.ROWS
        if start.startswith(GZIP_MAGIC):
            return InputKind.STREAM
        with EventFile(path) as events:
            return InputKind.LINES if holds_lines(events) else InputKind.STREAM
    except (OSError, EventFileError):
        return InputKind.STREAM  # whoever reads it says what is wrong


def cut_input(first: Part, part_lines: int) -> Iterator[Part]:
    """The parts of an input of lines or rows; `first` says where they start.

    An input that cannot be cut is one part without lines; whoever reads it says why.
    """
    cut = _cut_rows if first.kind is InputKind.ROWS else _cut_lines
    number = first.number
    try:
        for first_line, lines, start, end in cut(first, part_lines):
            yield replace(
                first, number=number, first_line=first_line, lines=lines, start=start, end=end
            )
            number += 1
    except (OSError, EventFileError):
        yield replace(first, number=number, lines=0)


def read_part(part: Part) -> Iterator[Chunk]:
    """The lines of a part. What cannot be read any further ends with a chunk that says why."""
    try:
        if part.kind is InputKind.ROWS:
            yield from read_rows(part.file, part.first_line, part.lines)
            return
        blocks = _blocks(part)
        yield from filter(None, cut_lines(part.file, blocks, first_line=part.first_line))
    except EventFileError as err:
        yield Chunk(part.file, b"", part.first_line, file_problem=err.problem)
    except OSError as err:
        message = f"This cannot be read: {err.strerror}."
        problem = FileProblem(part.file, 0, None, "", "unreadable", message)
        yield Chunk(part.file, b"", part.first_line, file_problem=problem)


Span = tuple[int, int, int, int]  # first line, lines, start, end


def _cut_rows(part: Part, part_lines: int) -> Iterator[Span]:
    rows, size = count_rows(part.file), os.path.getsize(part.file)
    for first in range(part.first_line, rows + 1, part_lines):
        lines = min(part_lines, rows - first + 1)
        passed = first - 1
        yield first, lines, size * passed // rows, size * (passed + lines) // rows


def _cut_lines(part: Part, part_lines: int) -> Iterator[Span]:
    """Newlines are counted, which takes a small part of what reading the lines does."""
    line, counted = part.first_line, 0
    with open(part.file, "rb", buffering=0) as file:
        start = at = _start(file.fileno(), part.start)
        file.seek(start)
        last = b"\n"
        while block := file.read(BLOCK_BYTES):
            newlines, passed = block.count(b"\n"), 0
            while counted + newlines >= part_lines:
                wanted = part_lines - counted
                passed = _after_newline(block, passed, wanted)
                yield line, part_lines, start, at + passed
                line, start = line + part_lines, at + passed
                newlines, counted = newlines - wanted, 0
            counted += newlines
            at += len(block)
            last = block[-1:]
    lines = counted + (last != b"\n" and at > start)
    if lines:
        yield line, lines, start, at


def _start(descriptor: int, start: int) -> int:
    if start == 0 and os.pread(descriptor, 3, 0) == _BYTE_ORDER_MARK:
        return len(_BYTE_ORDER_MARK)
    return start


def _after_newline(block: bytes, start: int, count: int) -> int:
    """Where the line after so many newlines begins."""
    for _ in range(count):
        start = block.find(b"\n", start) + 1
    return start


def _blocks(part: Part) -> Iterator[bytes]:
    with open(part.file, "rb", buffering=0) as file:
        file.seek(part.start)
        left = part.end - part.start
        while left and (block := file.read(min(BLOCK_BYTES, left))):
            left -= len(block)
            yield block
