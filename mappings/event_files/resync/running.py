"""A run over all inputs: each part is mapped and written somewhere, and named and counted here."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from mappings.event_files.resync.folder import Folder
from mappings.event_files.resync.manifest import PartRecord
from mappings.event_files.resync.part_files import PartFormat, PartWriter, WrittenPart
from mappings.event_files.resync.partition import LineMapper, map_lines
from mappings.event_files.resync.parts import InputKind, Part, cut_input, input_kind, read_part
from mappings.event_files.resync.streams import map_stream
from mappings.event_files.workers import map_in_order

# Parts in, and in the same order what came of them; or why one could not be written.
MapParts = Callable[[Iterable[Part]], Iterator[tuple[Part, WrittenPart | OSError]]]


@dataclass(frozen=True, slots=True)
class PartWork:
    """What happens to a part, wherever it is mapped: read, mapped, written under another name.

    Args:
        owner_pid: of the process that names the parts; without it, its work is of no use.
    """

    mapper: LineMapper
    folder: str
    part_format: PartFormat
    owner_pid: int | None = None

    def open_writer(self, number: int) -> PartWriter:
        names = self.mapper.names
        return PartWriter(self.folder, number, part_format=self.part_format, names=names)

    def __call__(self, part: Part) -> WrittenPart | OSError:
        try:
            with self.open_writer(part.number) as writer:
                for chunk in read_part(part):
                    self._stop_without_owner()
                    # Kept during the next chunk's work: without it Python gives its memory back
                    # after each chunk and takes it anew, which costs as much as the mapping.
                    mapped = map_lines(self.mapper, chunk)
                    writer.take(mapped)
                    if chunk.file_problem:
                        writer.break_off(chunk.file_problem)
                return writer.finish()
        except OSError as err:
            return err

    def _stop_without_owner(self) -> None:
        if self.owner_pid is not None and self.owner_pid not in (os.getpid(), os.getppid()):
            raise SystemExit(1)


def map_here(work: PartWork, *, jobs: int) -> MapParts:
    """Map parts in so many processes of this machine."""
    return lambda parts: map_in_order(parts, work, jobs=jobs)


class Resync:
    """All parts of a run, those that are complete already left out.

    `done_bytes` is how much of the inputs is done.
    """

    def __init__(self, folder: Folder, work: PartWork, *, part_lines: int, jobs: int) -> None:
        self._folder, self._work, self._jobs = folder, work, jobs
        self._part_lines = part_lines
        self._inputs = folder.manifest.inputs
        self.done_bytes = 0

    def run(self, map_parts: MapParts) -> Iterator[tuple[PartRecord, WrittenPart]]:
        """Each part that was made, once it has its name.

        Raises:
            OSError: nothing more can be written.
            WorkerError: a worker ended before its work was done.
        """
        starts = ((index, input_kind(self._inputs[index].file)) for index in self._left())
        for is_stream, group in groupby(starts, key=lambda one: one[1] is InputKind.STREAM):
            if is_stream:
                for index, kind in group:
                    yield from self._take(self._map_stream(index, kind))
            else:
                yield from self._take(map_parts(self._cut(group)))

    def _take(
        self, results: Iterator[tuple[Part, WrittenPart | OSError]]
    ) -> Iterator[tuple[PartRecord, WrittenPart]]:
        for part, written in results:
            if isinstance(written, OSError):
                raise written
            record = self._folder.finish(part, written, self._work.part_format)
            before = sum(one.size_bytes for one in self._inputs[: part.input])
            self.done_bytes = before + part.end
            yield record, written

    def _cut(self, group: Iterable[tuple[int, InputKind]]) -> Iterator[Part]:
        number = self._next_number
        for index, kind in group:
            for part in cut_input(self._first(index, kind, number), self._part_lines):
                yield part
                number = part.number + 1

    def _map_stream(
        self, index: int, kind: InputKind
    ) -> Iterator[tuple[Part, WrittenPart | OSError]]:
        first = self._first(index, kind, self._next_number)
        work = self._work
        yield from map_stream(
            first, work.mapper, work.open_writer, part_lines=self._part_lines, jobs=self._jobs
        )

    @property
    def _next_number(self) -> int:
        return len(self._folder.manifest.parts)

    def _left(self) -> list[int]:
        """The inputs that are not done; parts come in the order of the inputs."""
        parts = self._folder.manifest.parts
        if not parts:
            return list(range(len(self._inputs)))
        last = parts[-1]
        kind = input_kind(self._inputs[last.input].file)
        is_over = last.is_broken and (kind is InputKind.STREAM or not last.lines)
        return list(range(last.input + is_over, len(self._inputs)))

    def _first(self, index: int, kind: InputKind, number: int) -> Part:
        """Where an input goes on, as a part without lines."""
        parts = self._folder.manifest.parts
        file = self._inputs[index].file
        if parts and parts[-1].input == index:
            last = parts[-1]
            first_line = last.first_line + last.lines
            return Part(number, index, file, kind, first_line, 0, last.end, last.end)
        return Part(number, index, file, kind, 1, 0)


def local_work(folder: Folder, mapper: LineMapper, part_format: PartFormat) -> PartWork:
    """The work of this process and of those that it forks."""
    return PartWork(mapper, str(folder.path), part_format, owner_pid=os.getpid())
