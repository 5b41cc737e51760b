"""Whether the product lives, and whether it may be sent events."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mappings import conf
from mappings.delivery.running import is_embedded_worker_alive
from mappings.services.intake_limits import free_disk_bytes


def readiness() -> dict[str, str]:
    """What was looked at, each with "ok" or what is wrong.

    Shape:
        ``{"database": "ok", "migrations": "ok", "disk": "nearly full", "worker": "ok"}``
    """
    return {name: look() for name, look in _LOOKS.items()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    return f"{len(missing)} are missing: run manage.py migrate" if missing else "ok"


def _disk() -> str:
    return "ok" if free_disk_bytes() >= conf.min_free_disk_bytes() else "nearly full"


def _worker() -> str:
    """An embedded worker that ended; one of another process is not seen from here."""
    return "ok" if is_embedded_worker_alive() is not False else "ended: start the server again"


_LOOKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
    "worker": _worker,
}
