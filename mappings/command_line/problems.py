"""Problems as commands print them for people, a line each."""

from collections.abc import Iterable
from typing import IO, Any

import orjson

from mappings.event_files.errors import FileProblem


class UsageError(Exception):
    """What keeps a command from starting: everything that was found."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


def problem_line(problem: FileProblem) -> str:
    """Shape: ``events.ndjson:12: /payload/email: "x" does not look like an e-mail address.``"""
    place = problem.file
    if problem.line:
        place += f":{problem.line}"
        if problem.column:
            place += f":{problem.column}"
    return ": ".join(part for part in (place, problem.pointer, problem.message) if part)


def print_problems(problems: Iterable[FileProblem], stream: IO[str]) -> None:
    for problem in problems:
        print(problem_line(problem), file=stream)


def print_json(value: Any) -> None:
    """Write an answer for scripts to the output."""
    print(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
