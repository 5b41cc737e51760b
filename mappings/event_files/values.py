"""Finds where each event of a JSON list starts and ends, without keeping the whole list.

Brackets are counted outside texts; whether an event is JSON is seen when it is read. So a mistake
in one event costs that one alone, unless it leaves a bracket or a text open. Events that follow
each other without a list are taken as well.
"""

import re
from collections.abc import Iterator

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.event_files.chunk import Chunk, Place
from mappings.event_files.errors import EventFileError, FileProblem

_BLANKS = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[^,\[\]{}\" \t\r\n]++|[^ \t\r\n]")
_REST_OF_TEXT = re.compile(rb"[^\"\\]*+(?:\\.[^\"\\]*+)*+", re.DOTALL)
_NO_BRACKETS = re.compile(
    rb"[^\"{}\[\]]*+(?:\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"[^\"{}\[\]]*+)*+", re.DOTALL
)
_QUOTE, _COMMA, _LIST_START, _LIST_END = b'",[]'
_OPENERS = b"{["


def cut_values(file: str, blocks: Iterator[bytes | None]) -> Iterator[Chunk | None]:
    """Chunks of the values in a list; None where the blocks have nothing more for the moment.

    Raises:
        EventFileError: what follows cannot be told apart any more.
    """
    cutter = _Cutter(file)
    for block in blocks:
        yield None if block is None else cutter.cut(block)
        if cutter.failure:
            raise cutter.failure
    cutter.check_end()


class _Cutter:
    """Reads block by block; what a block leaves unfinished waits for the next."""

    def __init__(self, file: str) -> None:
        self.failure: EventFileError | None = None
        self._file = file
        self._data = b""
        self._at = 0  # how far the data is looked through
        self._start = -1  # of the value under way
        self._depth, self._is_in_text, self._is_dropped = 0, False, False
        self._is_list = self._is_closed = self._needs_comma = self._is_after_comma = False
        self._is_first = True
        self._counted, self._line, self._column = 0, 1, 1  # the place of `_counted` in the file

    def cut(self, block: bytes) -> Chunk:
        """The values that end in this block."""
        self._data += block
        self._places: list[Place] = []
        self._refused: dict[int, FileProblem] = {}
        while self._read_on():
            pass
        chunk = Chunk(self._file, self._data, places=tuple(self._places), refused=self._refused)
        self._forget()
        return chunk

    def check_end(self) -> None:
        """Whether all that was open is closed.

        Raises:
            EventFileError: it is not.
        """
        if self._start >= 0:
            self._fail("The last event is never closed.")
        elif self._is_list and not self._is_closed:
            self._fail('The list is never closed. Add a "]".')
        if self.failure:
            raise self.failure

    def _read_on(self) -> bool:
        """Take the next mark or value; False where more data is needed, or nothing may follow."""
        if self._start < 0:
            self._at = self._end_of(_BLANKS)
            if self._at == len(self._data) or self.failure:
                return False
            if self._take_mark(self._data[self._at]):
                return True
            self._start_value()
        end = self._end_of_value()
        if end < 0:
            self._drop_if_too_long()
            return False
        self._keep_value(end)
        return True

    def _take_mark(self, byte: int) -> bool:
        """Take what stands around values: brackets of the list and commas."""
        is_mark = False
        if self._is_closed:
            self._fail("Something follows the end of the list. Remove it.")
        elif self._is_first:
            self._is_list = is_mark = byte == _LIST_START
        elif self._is_list and byte == _LIST_END:
            if self._is_after_comma:
                self._refuse("An event is missing after the last comma.", self._at)
            self._is_closed = is_mark = True
        elif self._is_list and byte == _COMMA:
            if not self._needs_comma:
                self._refuse("An event is missing before this comma.", self._at)
            self._needs_comma = False
            self._is_after_comma = is_mark = True
        self._is_first = False
        self._at += is_mark
        return is_mark or self.failure is not None

    def _start_value(self) -> None:
        self._start = self._at
        self._is_dropped = False
        if self._needs_comma:
            self._refuse("A comma is missing before this event.", self._at)
            self._is_dropped = True
        byte = self._data[self._at]
        self._is_in_text = byte == _QUOTE
        self._depth = int(byte in _OPENERS)
        self._at += self._is_in_text or self._depth

    def _end_of_value(self) -> int:
        """Where the value under way ends, or -1 where that is not in the data yet."""
        if not self._depth and not self._is_in_text:
            end = self._end_of(_SCALAR)
            return end if end < len(self._data) else -1
        while True:
            if self._is_in_text:
                self._at = self._end_of(_REST_OF_TEXT)
                if self._data[self._at : self._at + 1] != b'"':
                    return -1
                self._at += 1
                self._is_in_text = False
                if not self._depth:
                    return self._at
            self._at = self._end_of(_NO_BRACKETS)
            if self._at == len(self._data):
                return -1
            byte = self._data[self._at]
            self._at += 1
            if byte == _QUOTE:
                self._is_in_text = True
                continue
            self._depth += 1 if byte in _OPENERS else -1
            if not self._depth:
                return self._at

    def _keep_value(self, end: int) -> None:
        if not self._is_dropped:
            self._places.append(Place(self._start, end, *self._position(self._start)))
        self._at, self._start = end, -1
        self._needs_comma, self._is_after_comma = self._is_list, False

    def _drop_if_too_long(self) -> None:
        if not self._is_dropped and len(self._data) - self._start > MAX_EVENT_BYTES:
            message = f"This event is longer than an event may be: {MAX_EVENT_BYTES:,} bytes."
            self._refuse(message, self._start, "too_large")
            self._is_dropped = True

    def _forget(self) -> None:
        """Let go of what is read; of the value under way only what may still be kept."""
        done = self._at if self._start < 0 or self._is_dropped else self._start
        self._position(done)
        self._data = self._data[done:]
        self._at -= done
        self._start = min(self._start, 0)
        self._counted = 0

    def _refuse(self, message: str, at: int, code: str = "json") -> None:
        line, column = self._position(at)
        problem = FileProblem(self._file, line, column, "/event", code, message)
        self._refused[len(self._places)] = problem
        self._places.append(Place(at, at, line, column))

    def _fail(self, message: str) -> None:
        line, column = self._position(self._at if self._start < 0 else self._start)
        self.failure = EventFileError(self._file, message, "json", line, column)

    def _position(self, at: int) -> tuple[int, int]:
        """Line and column of a place in the data, none before one that was asked for already."""
        passed = self._data[self._counted : at]
        newline = passed.rfind(b"\n")
        if newline >= 0:
            self._line += passed.count(b"\n")
            self._column = 1
        self._column += len(passed[newline + 1 :].decode(errors="replace"))
        self._counted = max(at, self._counted)
        return self._line, self._column

    def _end_of(self, pattern: re.Pattern[bytes]) -> int:
        match = pattern.match(self._data, self._at)
        return match.end() if match else self._at
