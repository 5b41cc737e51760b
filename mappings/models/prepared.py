"""Queries for every request: Django composes their SQL once, as that costs more than running it.

Values come back as the database has them: JSON as text. Ids are UUIDs on every database.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS


class PreparedQuery:
    """A query with some values left open.

    Shape:
        ``PreparedQuery(lambda key: Source.objects.filter(write_key=key).values_list("id"), "KEY")``
        then ``.rows("abc")`` → ``[("0198…",)]``

    Args:
        compose: makes the query from stand-ins for the open values.
        stand_ins: a value for each, unlike any other in the query.
    """

    def __init__(self, compose: Callable[..., models.QuerySet[Any, Any]], *stand_ins: Any) -> None:
        self._compose, self._stand_ins = compose, stand_ins
        self._composed: dict[str, tuple[str, list[Any]]] = {}

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        connection = this_connection()
        sql, parameters = self._sql_for(connection)
        given = dict(
            zip(map(_marker, range(len(values))), prepared(values, connection), strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(one, one) for one in parameters])
            return list(cursor.fetchall())

    def _sql_for(self, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        if connection.vendor not in self._composed:
            query = self._compose(*self._stand_ins).query
            sql, parameters = query.get_compiler(connection=connection).as_sql()
            markers = {
                stand_in: _marker(at)
                for at, stand_in in enumerate(prepared(self._stand_ins, connection))
            }
            marked = [markers.get(one, one) for one in parameters]
            self._composed[connection.vendor] = sql, marked
        return self._composed[connection.vendor]


def prepared(values: Any, connection: BaseDatabaseWrapper) -> list[Any]:
    """Values as the database's driver takes them: JSON values must be texts already."""
    change = _changes(connection)
    return [change[type(value)](value) if type(value) in change else value for value in values]


def this_connection() -> BaseDatabaseWrapper:
    """The thread's connection itself: `django.db.connection` looks it up at each touch."""
    return connections[DEFAULT_DB_ALIAS]


@lru_cache(maxsize=10_000)
def as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _marker(at: int) -> tuple[str, int]:
    return ("open value", at)


def _changes(connection: BaseDatabaseWrapper) -> dict[type, Callable[[Any], Any]]:
    if connection.features.has_native_uuid_field:
        return {}
    return {UUID: _hex_of, datetime: connection.ops.adapt_datetimefield_value}


def _hex_of(value: UUID) -> str:
    return value.hex
