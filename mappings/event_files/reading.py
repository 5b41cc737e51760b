"""Reads a file's events, whether they are lines, a list, or objects over several lines."""

import re
from collections.abc import Iterator
from itertools import chain

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import EventFileError
from mappings.event_files.lines import cut_lines
from mappings.event_files.opening import EventFile
from mappings.event_files.values import cut_values

# One event a line is what is expected. A list starts with [; and a first line that is only a {
# cannot be an event, so that events go over several lines.
_UNDECIDED = re.compile(rb"[ \t\r\n]*(?:\{[ \t\r]*)?")
_IN_VALUES = re.compile(rb"[ \t\r\n]*(?:\[|\{[ \t\r]*\n)")


def read_chunks(file: EventFile) -> Iterator[Chunk | None]:
    """The events of a file, some at a time; None where a pipe has nothing more for the moment.

    A file that cannot be read to its end gives what could be read, and then a chunk that says why.
    """
    blocks = file.blocks()
    try:
        head = _head(blocks)
        cut = cut_values if _IN_VALUES.match(head) else cut_lines
        yield from cut(file.name, chain([head], blocks))
    except EventFileError as err:
        yield Chunk(file.name, b"", file_problem=err.problem)


def holds_lines(file: EventFile) -> bool:
    """Whether a file has one event a line; told by its start.

    Raises:
        EventFileError: it cannot be read.
    """
    return not _IN_VALUES.match(_head(file.blocks()))


def _head(blocks: Iterator[bytes | None]) -> bytes:
    """As much of the start as it takes to tell how events are written."""
    head = b""
    while len(head) <= MAX_EVENT_BYTES and _UNDECIDED.fullmatch(head):
        block = next(blocks, b"")
        if block == b"":
            break
        head += block or b""
    return head
