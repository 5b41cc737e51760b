"""The Django app: its name, the system checks that run at start, and what connections are told."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

# A process that was stopped, or whose machine went away, in the middle of a transaction keeps its
# rows from all others for as long as PostgreSQL lets it.
IDLE_IN_TRANSACTION_S = 60


class MappingsConfig(AppConfig):
    name = "mappings"
    verbose_name = "Engage Mapper"

    def ready(self) -> None:
        from mappings import checks  # noqa: F401  (registers the checks; needs the app registry)

        connection_created.connect(_end_idle_transactions, dispatch_uid="mappings.idle")


def _end_idle_transactions(connection: Any, **_sent: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION_S}s'")
