"""Running jobs: beside the deliveries, in a thread of their own."""

import atexit
import logging
import threading

from django.db import connections

from mappings.delivery import running as deliveries
from mappings.jobs.runner import Runner

log = logging.getLogger(__name__)

STOP_S = 20.0  # a part that is under way may take so long

_starting = threading.Lock()
_embedded: list[threading.Thread] = []


def run_in_foreground() -> None:
    """Send deliveries and do jobs until SIGTERM or Ctrl+C; then finish what is on its way."""
    runner, thread = _start()
    try:
        deliveries.run_in_foreground()
    finally:
        _stop(runner, thread)


def start_embedded() -> None:
    """Send deliveries and do jobs in threads of this process, until it ends. Once for each."""
    deliveries.start_embedded()
    with _starting:
        if _embedded:
            return
        runner, thread = _start()
        _embedded.append(thread)
    atexit.register(_stop, runner, thread)


def _start() -> tuple[Runner, threading.Thread]:
    runner = Runner()
    thread = threading.Thread(target=_run, args=(runner,), name="jobs", daemon=True)
    thread.start()
    return runner, thread


def _run(runner: Runner) -> None:
    try:
        runner.run()
    except Exception:
        log.exception("The thread of the jobs ended; they wait until the next start")
    finally:
        connections.close_all()


def _stop(runner: Runner, thread: threading.Thread) -> None:
    runner.stop()
    thread.join(STOP_S)
