"""Maps the events of a chunk, bytes to bytes: read, trigger, mapping, payload check, write."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import length_hint
from typing import Any

import orjson

from mappings.engine.errors import EventError, JsonTextError, Problem
from mappings.engine.fields import shown_value
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_EVENT_BYTES, MAX_JSON_DEPTH
from mappings.engine.paths import MISSING
from mappings.engine.payload import CheckedPayload, PayloadProblem
from mappings.engine.strict_json import dump_json, parse_json
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import FileProblem, bare_message

# The shortest texts that are too deep: lists, ``[[…]]``, or objects only, ``{"":{"":{…}}}``.
_DEEP_LIST_BYTES = 2 * (MAX_JSON_DEPTH + 1)
_DEEP_OBJECT_BYTES = 5 * MAX_JSON_DEPTH + 2


@dataclass(frozen=True, slots=True)
class EventMapper:
    """What happens to each event.

    Args:
        run: gives the payload; None lets the event through as it is written.
        matches: whether the event is for this mapping; None for each event.
        check: the payload as a destination would get it, and what it would refuse in it.
        keeps_places: write ``null`` for an event without a payload, so that each has its line.
    """

    run: Callable[[Json], Any] | None = None
    matches: Callable[[Json], bool] | None = None
    check: Callable[[Json], CheckedPayload] | None = None
    keeps_places: bool = False


@dataclass(slots=True)
class MappedChunk:
    """What came of a chunk: payloads as lines, counts, problems in the order of the events.

    Where there are several mappings, `owners` says by its index which one each payload is of.
    """

    output: bytes
    read: int
    mapped: int
    unmatched: int
    failed: int
    problems: list[FileProblem]
    owners: list[int] = field(default_factory=list)


def map_chunk(mapper: EventMapper, chunk: Chunk) -> MappedChunk:
    """Map each event of a chunk; an event that fails does not keep the others from being mapped."""
    work = ChunkWork(mapper, chunk)
    work.map_texts()
    return work.result()


class ChunkWork:
    """Maps the texts of a chunk: each quickly, and those where something is odd with care."""

    root = "/event"  # what pointers into a text start with

    def __init__(self, mapper: EventMapper, chunk: Chunk) -> None:
        self._mapper, self._chunk = mapper, chunk
        self._lines: list[bytes] = []
        self._problems: list[FileProblem] = []
        self._nulls = self._unmatched = self._failed = 0

    def result(self) -> MappedChunk:
        mapped = len(self._lines) - self._nulls
        return MappedChunk(
            output=b"\n".join([*self._lines, b""]),
            read=mapped + self._unmatched + self._failed,
            mapped=mapped,
            unmatched=self._unmatched,
            failed=self._failed,
            problems=self._problems,
        )

    def map_texts(self) -> None:
        texts, run = self._chunk.texts(), self._mapper.run
        if run is not None and b"\\u0000" not in self._chunk.data:
            self._map_quickly(texts, run)
            return
        for index, text in enumerate(texts):
            self._map_carefully(text, index)

    def _map_quickly(self, texts: list[bytes], run: Callable[[Json], Any]) -> None:
        """One loop without calls of our own: what it does for an event is most of the run's time.

        Where it has no answer, `_map_carefully` has; for the same event both say the same.
        """
        matches, check, keeps_places = self._how()
        deep_bytes = shallow_bytes(self._chunk.data)
        loads, dumps, write, missing = orjson.loads, orjson.dumps, self._lines.append, MISSING
        rest = iter(texts)
        for text in rest:
            try:
                event = loads(text)
                if len(text) < deep_bytes or is_in_limits(text):
                    if matches is None or matches(event):
                        payload = run(event)
                        if payload is not missing:
                            checked = check(payload) if check else None
                            if checked is None or not checked.problems:
                                write(dumps(checked.payload if checked else payload))
                                continue
                    elif type(event) is dict and not keeps_places:
                        self._unmatched += 1
                        continue
            except (ValueError, EventError, TypeError):
                pass  # no JSON, no payload, or one that only our own writer can write
            self._map_carefully(text, len(texts) - length_hint(rest) - 1)

    def _how(self) -> tuple[Any, Any, bool]:
        return self._mapper.matches, self._mapper.check, self._mapper.keeps_places

    def _map_carefully(self, text: bytes, index: int) -> None:
        if refused := self._chunk.refused.get(index):
            self._fail([refused])
        elif text.strip():
            try:
                self._map_event(text, index)
            except JsonTextError as err:
                self._fail(self._text_problems(err, index))
            except EventError as err:
                self._fail(self._problems_under("/config", err.problems, index))

    def _map_event(self, text: bytes, index: int) -> None:
        event = parse_json(text, max_bytes=MAX_EVENT_BYTES)
        matches, check, _ = self._how()
        if not isinstance(event, dict):
            message = f"An event is one JSON object; this is {shown_value(event)}."
            self._fail(self._problems_under(self.root, [Problem("", message, "type")], index))
        elif matches and not matches(event):
            self._unmatched += 1
            self._write_null()
        elif self._mapper.run is None:
            self._lines.append(_one_line(text, event))
        else:
            checked = checked_payload(self._mapper.run(event), check)
            if checked.problems:
                self._fail(self._problems_under("/payload", checked.problems, index))
            else:
                self._lines.append(written(checked.payload))

    def _fail(self, problems: Iterable[FileProblem]) -> None:
        self._failed += 1
        self._problems += problems
        self._write_null()

    def _write_null(self) -> None:
        if self._mapper.keeps_places:
            self._lines.append(b"null")
            self._nulls += 1

    def _text_problems(self, err: JsonTextError, index: int) -> Iterator[FileProblem]:
        """What is wrong with a text, its line and column counted in the file."""
        for problem in err.problems:
            place = self._chunk.place_in_file(index, problem.line or 1, problem.column)
            message = bare_message(problem)
            yield FileProblem(self._chunk.file, *place, self.root, problem.code, message)

    def _problems_under(
        self, prefix: str, problems: Iterable[Problem], index: int
    ) -> Iterator[FileProblem]:
        line, _ = self._chunk.position(index)
        for problem in problems:
            pointer = prefix + problem.pointer
            yield FileProblem(self._chunk.file, line, None, pointer, problem.code, problem.message)


def shallow_bytes(data: bytes) -> int:
    """A text of these lines that is shorter cannot be too deep."""
    return _DEEP_LIST_BYTES if b"[" in data else _DEEP_OBJECT_BYTES


def is_in_limits(text: bytes) -> bool:
    """Whether a text is surely not too long or too deep; else it takes a closer look."""
    if len(text) > MAX_EVENT_BYTES:
        return False
    return text.count(b"{") + text.count(b"[") <= MAX_JSON_DEPTH


def checked_payload(payload: Any, check: Callable[[Json], CheckedPayload] | None) -> CheckedPayload:
    if payload is MISSING:
        text = "The mapping gives no payload for this event."
        return CheckedPayload(payload, problems=(PayloadProblem("", text, "no_payload"),))
    return check(payload) if check else CheckedPayload(payload)


def _one_line(text: bytes, event: Json) -> bytes:
    return written(event) if b"\n" in text else text.strip()


def written(value: Json) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # half a character, or more levels than it takes
        return dump_json(value).encode()
