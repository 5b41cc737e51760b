"""The partition function: lines of profiles or events in, payloads out.

Processes, a cluster's executors and whoever else maps whole audiences call it. It is pure: what it
gives for some lines does not depend on which lines are mapped where.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from mappings.engine.errors import EventError, Problem, SetupError
from mappings.engine.fields import shown_value
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.engine.strict_json import parse_json
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import FileProblem
from mappings.event_files.mapping import (
    ChunkWork,
    EventMapper,
    MappedChunk,
    checked_payload,
    is_in_limits,
    map_chunk,
    shallow_bytes,
    written,
)


@dataclass(frozen=True, slots=True)
class LineMapper:
    """What happens to each line.

    Args:
        mappings: by name; an event gives a payload for each of them that it matches.
        events_of: the events of a profile, raising SetupError; None where a line is an event.
    """

    mappings: tuple[tuple[str, EventMapper], ...]
    events_of: Callable[[Json], Sequence[Json]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.mappings)


def map_lines(mapper: LineMapper, chunk: Chunk) -> MappedChunk:
    """Map some lines; one that fails does not keep the others from being mapped.

    `mapped` counts payloads, of which a line may give several.
    """
    if mapper.events_of is None and len(mapper.mappings) == 1:
        return map_chunk(mapper.mappings[0][1], chunk)
    work = _LineWork(mapper, chunk)
    work.map_texts()
    return work.lines_result()


class _LineWork(ChunkWork):
    """Maps each text by every mapping; of a profile, each of its events."""

    def __init__(self, mapper: LineMapper, chunk: Chunk) -> None:
        super().__init__(EventMapper(), chunk)
        self._line_mapper = mapper
        self._owners: list[int] = []
        self._read = 0
        if mapper.events_of is not None:
            self.root = "/profile"

    def lines_result(self) -> MappedChunk:
        return MappedChunk(
            output=b"\n".join([*self._lines, b""]),
            read=self._read,
            mapped=len(self._lines),
            unmatched=self._unmatched,
            failed=self._failed,
            problems=self._problems,
            owners=self._owners if len(self._line_mapper.mappings) > 1 else [],
        )

    def map_texts(self) -> None:
        loads, data = orjson.loads, self._chunk.data
        safe_bytes = shallow_bytes(data) if b"\\u0000" not in data else 0
        for index, text in enumerate(self._chunk.texts()):
            try:
                if len(text) < safe_bytes or (safe_bytes and is_in_limits(text)):
                    given = loads(text)
                    if type(given) is dict:
                        self._read += 1
                        self._map_given(given, index)
                        continue
            except ValueError:
                pass  # no JSON; the careful reader says why
            self._map_carefully(text, index)

    def _map_carefully(self, text: bytes, index: int) -> None:
        if index in self._chunk.refused or text.strip():
            self._read += 1
            super()._map_carefully(text, index)

    def _map_event(self, text: bytes, index: int) -> None:
        given = parse_json(text, max_bytes=MAX_EVENT_BYTES)
        if isinstance(given, dict):
            self._map_given(given, index)
        else:
            self._fail(self._not_an_object(given, index))

    def _not_an_object(self, given: Json, index: int) -> Iterator[FileProblem]:
        what = "A profile" if self.root == "/profile" else "An event"
        message = f"{what} is one JSON object; this is {shown_value(given)}."
        return self._problems_under(self.root, [Problem("", message, "type")], index)

    def _map_given(self, given: dict[str, Any], index: int) -> None:
        """Map all that can be mapped of a profile or an event, whatever is wrong with the rest."""
        events_of = self._line_mapper.events_of
        try:
            events = events_of(given) if events_of else (given,)
        except SetupError as err:
            self._fail(self._problems_under(self.root, err.problems, index))
            return
        before, problems = len(self._lines), list[FileProblem]()
        for event in events:
            for owner, (name, mapper) in enumerate(self._line_mapper.mappings):
                if mapper.matches is None or mapper.matches(event):
                    problems += self._map_by(name, mapper, event, owner, index)
        if problems:
            self._fail(problems)
        elif len(self._lines) == before:
            self._unmatched += 1

    def _map_by(
        self, name: str, mapper: EventMapper, event: Json, owner: int, index: int
    ) -> list[FileProblem]:
        run = mapper.run
        try:
            checked = checked_payload(run(event) if run else event, mapper.check)
        except EventError as err:
            return self._of_mapping(name, "/config", err.problems, index)
        if checked.problems:
            return self._of_mapping(name, "/payload", checked.problems, index)
        self._lines.append(written(checked.payload))
        self._owners.append(owner)
        return []

    def _of_mapping(
        self, name: str, prefix: str, problems: Sequence[Problem], index: int
    ) -> list[FileProblem]:
        """Problems that name the mapping where there are several."""
        found = self._problems_under(prefix, problems, index)
        if len(self._line_mapper.mappings) == 1:
            return list(found)
        return [
            FileProblem(
                one.file, one.line, one.column, one.pointer, one.code, f"{name}: {one.message}"
            )
            for one in found
        ]
