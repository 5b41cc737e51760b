"""CSV, line by line: a quote that is never closed costs its line, and not the rest of the file."""

import csv
import io
from collections.abc import Iterator

from mappings.event_files.errors import EventFileError
from mappings.event_files.record import Record

MAX_RECORD_LINES = 200  # a field may hold line breaks; more of them are a quote left open
_DELIMITERS = (",", ";", "\t", "|")


class CsvReader:
    """Takes lines, gives records. The first line names the columns, and tells the delimiter.

    `open_line` is the first line of a record that goes on, 0 where none does.
    """

    def __init__(self, file: str) -> None:
        self.header: list[str] | None = None
        self.open_line = 0
        self._file = file
        self._delimiter = ","
        self._open: list[str] = []

    def read(self, lines: list[bytes], first_line: int) -> list[Record]:
        """The records that end in these lines.

        Raises:
            EventFileError: the first line names no columns.
        """
        return [
            record for at, line in enumerate(lines) for record in self._line(line, first_line + at)
        ]

    def refuse(self, line: int, problem: str) -> list[Record]:
        """A line that is too long to be here; what was open before it is read by itself."""
        if self.header is None:
            raise EventFileError(self._file, f"The first line: {problem}", "header", 1)
        return [*self._close(), Record(line, problem=problem)]

    def end(self) -> list[Record]:
        """What is left open at the end of the file."""
        return list(self._close())

    def _line(self, data: bytes, line: int) -> Iterator[Record]:
        try:
            text = data.decode().removesuffix("\r")
        except UnicodeDecodeError:
            if self.header is None:
                message = "The first line is not UTF-8 text. Save the file as UTF-8."
                raise EventFileError(self._file, message, "encoding", 1) from None
            yield from self._close()
            yield Record(line, problem="This line is not UTF-8 text.")
            return
        if self.header is None:
            if text.strip():
                self._read_header(text)
            return
        if self._open or '"' in text:
            yield from self._quoted(text, line)
        elif text.strip():
            yield self._record(line, text.split(self._delimiter))

    def _quoted(self, text: str, line: int) -> Iterator[Record]:
        if not self._open:
            self.open_line = line
        self._open.append(text)
        if sum(one.count('"') for one in self._open) % 2 == 0:
            yield self._parsed()
        elif len(self._open) >= MAX_RECORD_LINES:
            yield from self._close()

    def _parsed(self) -> Record:
        """The record that just got its last quote."""
        line, text = self.open_line, "\n".join(self._open)
        self._open, self.open_line = [], 0
        try:
            rows = list(
                csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=self._delimiter)
            )
        except csv.Error as err:
            return Record(line, problem=f"The quotes of this line cannot be read: {err}.")
        return self._record(line, rows[0] if rows else [])

    def _close(self) -> Iterator[Record]:
        """Give up on a record that goes on and on: its first line is at fault, others are not."""
        while self._open:
            line, (_, *rest) = self.open_line, self._open
            self._open, self.open_line = [], 0
            yield Record(line, problem="A quote is opened in this line and never closed.")
            for at, text in enumerate(rest):
                if self._open or '"' in text:
                    yield from self._quoted(text, line + 1 + at)
                elif text.strip():
                    yield self._record(line + 1 + at, text.split(self._delimiter))

    def _record(self, line: int, cells: list[str]) -> Record:
        header = self.header or []
        if len(cells) != len(header):
            found = f"{len(cells)} {'column' if len(cells) == 1 else 'columns'}"
            return Record(line, problem=f"This line has {found}; the first line has {len(header)}.")
        return Record(line, dict(zip(header, cells, strict=True)))

    def _read_header(self, text: str) -> None:
        self._delimiter = max(_DELIMITERS, key=text.count)
        try:
            [names] = csv.reader([text], strict=True, delimiter=self._delimiter)
        except (csv.Error, ValueError) as err:
            message = "The first line, which names the columns, has a quote that is never closed."
            raise EventFileError(self._file, message, "header", 1) from err
        names = [name.strip() for name in names]
        if "" in names or len(set(names)) < len(names):
            wrong = next((name for name in names if names.count(name) > 1), "")
            what = (
                f"names the column {wrong!r} twice" if wrong else "leaves a column without a name"
            )
            raise EventFileError(self._file, f"The first line {what}.", "header", 1)
        self.header = names
