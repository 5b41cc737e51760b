"""Names that people give to things: how they are read, and how two of the same are refused."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from mappings import conf
from mappings.engine.errors import Problem
from mappings.services.errors import InvalidInput, NotFound

# Control characters, lone surrogates and the marks that turn text around have no place in a name.
_REFUSED_CATEGORIES = {"Cc", "Cs"}
_REFUSED_CHARACTERS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def name_problem(name: Any, *, pointer: str = "/name") -> Problem | None:
    """What is wrong with a name, if anything."""
    if not isinstance(name, str):
        return Problem(pointer, "A name is a text.", "type")
    if not name.strip():
        return Problem(pointer, "Enter a name.", "required")
    if len(name.strip()) > conf.MAX_NAME_CHARS:
        return Problem(
            pointer,
            f"The name is {len(name.strip())} characters; the limit is {conf.MAX_NAME_CHARS}.",
            "too_long",
        )
    if any(_is_refused(character) for character in name.strip()):
        return Problem(pointer, "The name contains a character that cannot be shown.", "characters")
    return None


def read_name(name: Any, *, pointer: str = "/name") -> str:
    """The name without blanks around it.

    Raises:
        InvalidInput: it is empty, too long or contains characters that cannot be shown.
    """
    problem = name_problem(name, pointer=pointer)
    if problem:
        raise InvalidInput([problem])
    return str(name).strip()


@contextmanager
def unique_name(others: models.QuerySet[Any], name: str, *, noun: str) -> Iterator[None]:
    """Turn the database's refusal of a second row of that name into a problem at `/name`.

    The constraint decides, not a look beforehand: two people may save at the same moment.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as err:
        if not others.filter(name=name).exists():
            raise
        problem = Problem("/name", f'There is already {noun} called "{name}".', "taken")
        raise InvalidInput([problem]) from err


def change_row(
    row: models.Model, *, others: models.QuerySet[Any], noun: str, **columns: Any
) -> None:
    """Write these columns and no others, so that nobody's change of another one is undone.

    Raises:
        InvalidInput: one of `others` has the name already.
        NotFound: the row was deleted in the meantime; it does not come back.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    with unique_name(others.exclude(pk=row.pk), columns.get("name", ""), noun=noun):
        updated = rows.update(**columns, updated_at=timezone.now())
    if not updated:
        raise NotFound("This was deleted in the meantime.")
    row.refresh_from_db()


def free_name(name: str, taken: set[str]) -> str:
    """A name to suggest that nothing has yet.

    Shape:
        ``free_name("Iterable", {"Iterable"})`` → ``"Iterable 2"``
    """
    number = 1
    candidate = name
    while candidate in taken:
        number += 1
        ending = f" {number}"
        candidate = name[: conf.MAX_NAME_CHARS - len(ending)].rstrip() + ending
    return candidate


def copy_name(name: str, taken: set[str]) -> str:
    """A free name for a copy.

    Shape:
        ``copy_name("Entered", set())`` → ``"Entered (Copy)"``, then ``"Entered (Copy 2)"``
    """
    number = 1
    while True:
        ending = " (Copy)" if number == 1 else f" (Copy {number})"
        candidate = name[: conf.MAX_NAME_CHARS - len(ending)].rstrip() + ending
        if candidate not in taken:
            return candidate
        number += 1


def _is_refused(character: str) -> bool:
    return (
        unicodedata.category(character) in _REFUSED_CATEGORIES or character in _REFUSED_CHARACTERS
    )
