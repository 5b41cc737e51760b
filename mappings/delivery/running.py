"""Running a worker: in the foreground, or beside the web server in its process."""

import atexit
import logging
import signal
import threading

from django.db import connections

from mappings import conf
from mappings.delivery.transport import send
from mappings.delivery.worker import STOP_S, Worker

log = logging.getLogger(__name__)

_starting = threading.Lock()
_embedded: list[threading.Thread] = []


def run_in_foreground() -> None:
    """Send deliveries until SIGTERM or Ctrl+C; then finish what is on its way."""
    worker = Worker(send=send, threads=conf.worker_threads())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("The worker started with %d threads", conf.worker_threads())
    worker.run()
    log.info("The worker stopped")


def start_embedded() -> None:
    """Send deliveries in a thread of this process, until the process ends. Once for each."""
    with _starting:
        if _embedded:
            return
        worker = Worker(send=send, threads=conf.worker_threads())
        thread = threading.Thread(target=_run, args=(worker,), name="worker", daemon=True)
        _embedded.append(thread)
    thread.start()
    atexit.register(_stop, worker, thread)


def is_embedded_worker_alive() -> bool | None:
    """None in a process that has none."""
    return _embedded[0].is_alive() if _embedded else None


def _run(worker: Worker) -> None:
    try:
        worker.run()
    except Exception:
        log.exception("The embedded worker ended; deliveries wait until the next start")
    finally:
        connections.close_all()


def _stop(worker: Worker, thread: threading.Thread) -> None:
    worker.stop()
    thread.join(STOP_S + 1)
