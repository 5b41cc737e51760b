"""Doing things at the same moment: real threads, each with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from mappings.services.errors import ServiceError


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in threads that start together; what each returned or was refused with."""
    barrier, results = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results.append(call())
        except ServiceError as err:
            results.append(err)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(calls)
    return results
