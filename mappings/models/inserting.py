"""Many rows in one statement, where building a model instance for each would cost the most."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from mappings.models.prepared import as_uuid, prepared, this_connection

_ROWS_A_STATEMENT = 500  # below the number of parameters that either database takes
_RETURNING = " RETURNING id"


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows, given as their values in the order of `columns`; JSON values as texts.

    Args:
        columns: every column of the table, as attributes of the model: ``("id", "workspace_id")``.
    """
    _insert(model, tuple(columns), list(rows), ending="")


def insert_new_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> set[UUID]:
    """The same; a row that a unique constraint refuses is left out.

    Returns:
        The ids of those that are there now.
    """
    ending = f" ON CONFLICT DO NOTHING{_RETURNING}"
    return {as_uuid(found[0]) for found in _insert(model, tuple(columns), list(rows), ending)}


def write_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    known_by: Sequence[str],
    updated: Sequence[str],
) -> None:
    """Insert rows; of those that are there already, the columns `updated` take the new values.

    Args:
        known_by: the columns of the unique constraint by which a row is there already; each row
            is given once.
    """
    fields = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    quote = this_connection().ops.quote_name
    unique = ", ".join(quote(fields[column]) for column in known_by)
    changes = ", ".join(f"{quote(fields[one])} = excluded.{quote(fields[one])}" for one in updated)
    _insert(model, tuple(columns), list(rows), f" ON CONFLICT ({unique}) DO UPDATE SET {changes}")


def _insert(
    model: type[models.Model], columns: tuple[str, ...], rows: list[Sequence[Any]], ending: str
) -> list[tuple[Any, ...]]:
    connection = this_connection()
    returned: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS_A_STATEMENT):
            part = rows[start : start + _ROWS_A_STATEMENT]
            values = prepared(chain.from_iterable(part), connection)
            cursor.execute(_statement(connection, model, columns, len(part), ending), values)
            if ending.endswith(_RETURNING):
                returned += cursor.fetchall()
    return returned


@lru_cache(maxsize=200)
def _statement(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    columns: tuple[str, ...],
    count: int,
    ending: str,
) -> str:
    """SQL of our own words alone: the values travel beside it."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(fields[column].column)) for column in columns)
    row = "(" + ", ".join(["%s"] * len(columns)) + ")"
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * count)}{ending}"  # noqa: S608
