"""Inputs that have to be read from their start: packed ones, and lists. Cut while they are read."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import EventFileError
from mappings.event_files.opening import EventFile
from mappings.event_files.reading import read_chunks
from mappings.event_files.resync.part_files import PartWriter, WrittenPart
from mappings.event_files.resync.partition import LineMapper, map_lines
from mappings.event_files.resync.parts import Part
from mappings.event_files.workers import map_in_order


def map_stream(
    first: Part,
    mapper: LineMapper,
    open_writer: Callable[[int], PartWriter],
    *,
    part_lines: int,
    jobs: int,
) -> Iterator[tuple[Part, WrittenPart]]:
    """The parts of an input, written here while workers map its lines.

    Args:
        first: says where the first part starts.
        open_writer: of a part, by its number.

    Raises:
        WorkerError: a worker ended before its work was done.
    """
    cutter = _Cutter(first, part_lines)
    part, writer = first, None
    try:
        for piece, mapped in map_in_order(cutter.pieces(), partial(map_lines, mapper), jobs=jobs):
            writer = writer or open_writer(part.number)
            writer.take(mapped)
            if piece.file_problem:
                writer.break_off(piece.file_problem)
            part = replace(part, lines=part.lines + cutter.cut.popleft(), end=cutter.read_bytes)
            if part.lines == part_lines:
                yield part, writer.finish()
                part, writer = _next(part), None
        if writer:
            yield part, writer.finish()
            writer = None
    finally:
        if writer:
            writer.discard()


def _next(part: Part) -> Part:
    first_line = part.first_line + part.lines
    return replace(part, number=part.number + 1, first_line=first_line, lines=0, start=part.end)


class _Cutter:
    """Cuts chunks where parts end. `cut` has the number of lines of each piece that was given."""

    def __init__(self, first: Part, part_lines: int) -> None:
        self.cut: deque[int] = deque()
        self.read_bytes = 0
        self._first, self._part_lines = first, part_lines
        self._passed = first.first_line - 1  # lines that are to be passed over
        self._room = part_lines

    def pieces(self) -> Iterator[Chunk]:
        for chunk in self._chunks():
            rest: Chunk | None = chunk
            while rest:
                wanted = self._passed or self._room
                piece, lines, rest = _cut(rest, wanted)
                if self._passed:
                    self._passed -= lines
                    # What broke off the input broke off a part that is complete.
                    continue
                self._room = self._room - lines or self._part_lines
                if lines or piece.file_problem:
                    self.cut.append(lines)
                    yield piece

    def _chunks(self) -> Iterator[Chunk]:
        file = self._first.file
        try:
            with EventFile(file) as events:
                for chunk in filter(None, read_chunks(events)):
                    self.read_bytes = events.position_bytes
                    yield chunk
        except EventFileError as err:
            yield Chunk(file, b"", file_problem=err.problem)


def _cut(chunk: Chunk, wanted: int) -> tuple[Chunk, int, Chunk | None]:
    """So many lines of a chunk or all it has, how many they are, and the rest."""
    if chunk.places is not None:
        return _cut_places(chunk, wanted)
    if chunk.file_problem and not chunk.data:
        return chunk, 0, None
    lines = chunk.data.count(b"\n") + 1
    if lines <= wanted:
        return chunk, lines, None
    texts = chunk.data.split(b"\n")
    piece = Chunk(chunk.file, b"\n".join(texts[:wanted]), chunk.first_line)
    rest = replace(chunk, data=b"\n".join(texts[wanted:]), first_line=chunk.first_line + wanted)
    return piece, wanted, rest


def _cut_places(chunk: Chunk, wanted: int) -> tuple[Chunk, int, Chunk | None]:
    places = chunk.places or ()
    if len(places) <= wanted:
        return chunk, len(places), None
    piece = replace(
        chunk,
        places=places[:wanted],
        refused={at: one for at, one in chunk.refused.items() if at < wanted},
        file_problem=None,
    )
    rest = replace(
        chunk,
        places=places[wanted:],
        refused={at - wanted: one for at, one in chunk.refused.items() if at >= wanted},
    )
    return piece, wanted, rest
