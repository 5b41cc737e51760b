"""The server and the worker, made to end at one named place as by kill -9.

The place is named in CRASH_POINT. `granian … tests.chaos.crashing:application` is the server,
`python -m tests.chaos.crashing` the worker.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any, Literal


@dataclass(frozen=True)
class Point:
    """Before or after which function the process ends, and what is there then.

    `stored`: events of the one request that was on its way. `copies`: how often its one delivery
    has arrived once another worker has finished what was left.
    """

    module: str
    function: str
    when: Literal["before", "after"]
    stored: int = 0
    copies: int = 1


_RECEIVING = "mappings.services.receiving"
_VIEWS = "mappings.tracking.views"

SERVER_POINTS = {
    "body read": Point(_VIEWS, "read_document", "after"),
    "before the first row": Point(_RECEIVING, "_insert_events", "before"),
    "events inserted": Point(_RECEIVING, "insert_new_rows", "after"),
    "deliveries inserted": Point(_RECEIVING, "insert_rows", "after"),
    "before the commit": Point(_RECEIVING, "_store", "after"),
    "after the commit": Point(_VIEWS, "receive_events", "after", stored=1),
    "answer made": Point(_VIEWS, "receipt_answer", "after", stored=1),
}
WORKER_POINTS = {
    "claimed, not committed": Point("mappings.delivery.taking", "claim", "after"),
    "claimed": Point("mappings.delivery.taking", "Taker.take", "after"),
    "before the request": Point("mappings.delivery.jobs", "outgoing", "after"),
    "answer read": Point("mappings.delivery.jobs", "results_of", "before", copies=2),
    "before the outcome": Point("mappings.delivery.worker", "record", "before", copies=2),
    "outcome not committed": Point("mappings.delivery.recording", "_write", "after", copies=2),
    "outcome written": Point("mappings.delivery.worker", "record", "after"),
}


def arm(point: Point) -> None:
    """Let the process end there. Of claims and the like, only those that found something count."""
    owner: Any = import_module(point.module)
    *classes, name = point.function.split(".")
    for one in classes:
        owner = getattr(owner, one)
    setattr(owner, name, _ending(getattr(owner, name), point.when))


def _ending(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            _end()
        result = function(*args, **kwargs)
        if result is None or getattr(result, "deliveries", result):
            _end()
        return result

    return run


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm_as_told() -> None:
    arm({**SERVER_POINTS, **WORKER_POINTS}[os.environ["CRASH_POINT"]])


if __name__ == "__main__":
    import django

    django.setup()
    _arm_as_told()
    import_module("mappings.jobs.running").run_in_foreground()
elif "CRASH_POINT" in os.environ:
    from engage_mapper.wsgi import application as application

    _arm_as_told()
