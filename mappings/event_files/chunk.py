"""Some events of a file, as they are handed from the reader to whoever maps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mappings.event_files.errors import FileProblem


class Place(NamedTuple):
    """Where an event's text is: in the chunk's data, and in the file."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some events of a file, as texts.

    `data` are lines, the first of which is `first_line` of the file. Where events are not lines,
    `places` says where each is. `refused` says what is wrong with events whose text is not even
    here, by their index; `file_problem`, why the file could not be read to its end.
    """

    file: str
    data: bytes
    first_line: int = 1
    places: tuple[Place, ...] | None = None
    refused: Mapping[int, FileProblem] = field(default_factory=dict)
    file_problem: FileProblem | None = None

    def texts(self) -> list[bytes]:
        """The text of each event; those of lines may be blank."""
        if self.places is None:
            return self.data.split(b"\n")
        return [self.data[place.start : place.end] for place in self.places]

    def position(self, index: int) -> tuple[int, int]:
        """Line and column of a text."""
        if self.places is None:
            return self.first_line + index, 1
        return self.places[index].line, self.places[index].column

    def place_in_file(self, index: int, line: int, column: int | None) -> tuple[int, int | None]:
        """Line and column in the file of a line and column in a text; both count from 1."""
        first_line, first_column = self.position(index)
        if line == 1 and column:
            column += first_column - 1
        return first_line + line - 1, column
