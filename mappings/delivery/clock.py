"""The time that due times are compared with: the database's, which all workers share."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """What the database's clock says. The embedded database has the clock of this machine."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return] # a cursor's rows have no type
