"""What can go wrong with a file of events, and where.

EventFileError      the whole file, or the rest of it, cannot be read
WorkerError         a worker process ended before its work was done
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that keeps an event from being mapped, and where it is.

    `line` counts from 1, and is 0 where a file as a whole is meant. `pointer` starts with
    ``/event``, ``/config`` or ``/payload``, and is empty where a line is no JSON.

    Shape:
        ``FileProblem("events.ndjson", 12, 5, "", "json", "a comma is missing before this item.")``
    """

    file: str
    line: int
    column: int | None
    pointer: str
    code: str
    message: str


class EventFileError(Exception):
    """A file that cannot be read, or not any further. Its text says why."""

    def __init__(
        self, file: str, message: str, code: str, line: int = 0, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.problem = FileProblem(file, line, column, "", code, message)


class WorkerError(Exception):
    """A worker process ended before its work was done."""
