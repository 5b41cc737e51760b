"""What a kind of job gives to its runner: parts of work, each done in one transaction.

def resync(job):                      # a generator; starts where `job.cursor` says
    at = job.cursor.get("at")
    for rows in read_rows(after=at):  # reads and thinks outside of any transaction
        yield write(rows)             # the runner calls it within one, then keeps the cursor
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mappings.models import Job


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What was wrong with one line; without what it holds, for anybody may read it."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What a part did, and where the next one begins.

    Shape:
        cursor: ``{"line": 501, "byte": 65536}``
        done: how many more of `total` are done; total: None for "as it was"
        hidden_problems: how many there were beside those that are listed
    """

    cursor: Mapping[str, Any]
    done: int = 0
    total: int | None = None
    problems: Sequence[LineProblem] = field(default_factory=tuple)
    hidden_problems: int = 0
    detail: str | None = None


class JobFailedError(Exception):
    """The job cannot go on. Its text says why, and what to do."""


Part = Callable[[datetime], Progress]
# None: nothing to write yet, but alive; the runner renews the lease and looks for a pause.
Kind = Callable[[Job], Iterator[Part | None]]
