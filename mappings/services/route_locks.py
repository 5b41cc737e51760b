"""Keeping what a source's events run through as it is, while some of them are taken in.

Who takes events in and who switches a mapping off never overlap: once a mapping is off, no event
finds it any more. On SQLite the write lock of each transaction does that. On PostgreSQL it is an
advisory lock for each source: shared by those that take events in, exclusive for a change.
"""

from uuid import UUID

from django.db import connection


def share_routes(source_id: UUID) -> None:
    """Hold the routes of a source still until the transaction ends; others may hold them, too."""
    _lock("pg_advisory_xact_lock_shared", source_id)


def change_routes(source_id: UUID) -> None:
    """Wait for those that take events of the source in, and let none in until the transaction ends.

    Take it before any lock of a row, so that nobody waits in a circle.
    """
    _lock("pg_advisory_xact_lock", source_id)


def _lock(function: str, source_id: UUID) -> None:
    if connection.vendor != "postgresql":
        return
    key = int.from_bytes(source_id.bytes[8:], signed=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
