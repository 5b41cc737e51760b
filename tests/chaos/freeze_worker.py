"""SIGSTOP past the lease, then SIGCONT: another worker takes over, no outcome is written twice."""

import signal
import time
from typing import Any

from tests.chaos.books import add_deliveries, make_destination, states, waiting
from tests.chaos.world import World, wait_until

TRIES = 200


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.models import Delivery

    count = 2_000 if is_long else 300
    port = world.start_receiver([{"delay_s": 0.01}])
    ids = add_deliveries(make_destination(port), count)
    frozen = world.start_worker()
    wait_until(lambda: len(world.received()) > count // 20, timeout_s=60)
    _freeze(frozen)
    other = world.start_worker()
    wait_until(lambda: not waiting(), timeout_s=120, poll_s=0.2)
    frozen.send_signal(signal.SIGCONT)
    world.kill(frozen, signal.SIGTERM)
    world.kill(other, signal.SIGTERM)
    received = world.received()
    lost = len(set(ids) - received.keys())
    leases = Delivery.objects.exclude(lease=None).count()
    entries = [row.history for row in Delivery.objects.iterator()]
    doubled = sum([one["outcome"] for one in history].count("delivered") > 1 for history in entries)
    most = max(received.values())
    return {
        "passed": not lost and not leases and not doubled and most <= 2,
        "deliveries": count,
        "lost": lost,
        "copies": sum(received.values()) - len(received),
        "most_copies_of_one": most,
        "outcomes_written_twice": doubled,
        "leases_left": leases,
        "states": dict(states()),
    }


def _freeze(process: Any) -> None:
    """Stop it where it holds no lock: one that is stopped within a transaction keeps the embedded
    database, and on PostgreSQL its rows, to itself, as it may with any database.
    """
    for _ in range(TRIES):
        process.send_signal(signal.SIGSTOP)
        if _is_unlocked():
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.02)
    raise TimeoutError("the worker was never found between two transactions")


def _is_unlocked() -> bool:
    """Whether nobody is writing at this moment."""
    from django.db import OperationalError, connection, transaction

    from mappings.models import Delivery, DestinationHealth

    is_embedded = connection.vendor == "sqlite"
    if is_embedded:
        _wait_for_locks(connection, 0)
    try:
        with transaction.atomic():
            for model in (DestinationHealth, Delivery):
                rows = model._default_manager.order_by()
                list(rows if is_embedded else rows.select_for_update(nowait=True))
        return True
    except OperationalError:
        return False
    finally:
        if is_embedded:
            _wait_for_locks(connection, 10_000)


def _wait_for_locks(connection: Any, milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
