"""Ids in bodies: looked up in the own workspace only."""

from typing import TypeVar
from uuid import UUID

from django.db import models

from mappings.engine.errors import Problem
from mappings.services.errors import InvalidInput

_Row = TypeVar("_Row", bound=models.Model)


def find_in_body(rows: models.QuerySet[_Row], row_id: UUID, pointer: str, *, noun: str) -> _Row:
    """The row of that id; a foreign id is answered like one that never was.

    Raises:
        InvalidInput: there is none.
    """
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise InvalidInput([Problem(pointer, f"There is no {noun} of this id.", "not_found")])
    return row
