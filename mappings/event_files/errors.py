"""What can go wrong with a file of events, and where.

EventFileError      the whole file, or the rest of it, cannot be read
WorkerError         a worker process ended before its work was done
"""

from dataclasses import dataclass

from mappings.engine.errors import Problem


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that keeps an event from being mapped, and where it is.

    `line` counts from 1, and is 0 where a file as a whole is meant. `pointer` starts with
    ``/event``, ``/profile``, ``/config`` or ``/payload``; it is empty where a file is meant.

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


def bare_message(problem: Problem) -> str:
    """A problem's message without its line and column, which are told beside it."""
    column = f"olumn {problem.column}: "
    for place in (f"Line {problem.line}, c{column}", f"C{column}"):
        if problem.message.startswith(place):
            message = problem.message.removeprefix(place)
            return message[:1].upper() + message[1:]
    return problem.message
