"""Holding a row, so that what is counted below it stays counted."""

from typing import TypeVar

from django.db import models

from mappings.services.errors import NotFound

_Row = TypeVar("_Row", bound=models.Model)


def lock_row(row: _Row) -> None:
    """Let one at a time pass, until the transaction ends. SQLite's write lock does the same.

    The lock keeps nobody from pointing a foreign key at the row.

    Raises:
        NotFound: it was deleted in the meantime.
    """
    held = type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk)
    if not held.values_list("pk").first():
        raise NotFound(f"This {row._meta.verbose_name} was deleted in the meantime.")
