"""What drafting gives: a definition document, and everything that could not be carried over."""

from dataclasses import dataclass, field
from typing import Any

from mappings.catalog.errors import CatalogError
from mappings.engine.errors import Problem

MAX_TOLD = 500  # problems, and notes, that one document may give


@dataclass(frozen=True, slots=True)
class Note:
    """Something of the document that the definition lacks, or holds by a guess; and where it is."""

    pointer: str  # JSON pointer into what was given
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition document to look through and to save, with what to know about it."""

    document: dict[str, Any]
    notes: tuple[Note, ...] = ()


class DraftError(CatalogError):
    """A document that no definition can be drafted from, with all its problems."""


@dataclass(slots=True)
class Findings:
    """Collects notes and problems while a document is read, so that all are told at once."""

    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, pointer: str, message: str) -> None:
        if len(self.notes) < MAX_TOLD and Note(pointer, message) not in self.notes:
            self.notes.append(Note(pointer, message))

    def refuse(self, pointer: str, message: str, code: str) -> None:
        problem = Problem(pointer, message, code)
        if len(self.problems) < MAX_TOLD and problem not in self.problems:
            self.problems.append(problem)

    def stop_if_wrong(self) -> None:
        """Raise a DraftError with every problem so far, if there is any."""
        if self.problems:
            raise DraftError(tuple(self.problems))
