"""Tells the worker of this process that there is something to do, so that it need not look often.

Nothing depends on it: a worker that hears no bell finds the rows by itself a moment later.
"""

import threading

_bell = threading.Event()


def ring() -> None:
    """Deliveries were committed."""
    _bell.set()


def wait(timeout_s: float) -> bool:
    """Until the bell rings, or for so long."""
    heard = _bell.wait(timeout_s)
    _bell.clear()
    return heard
