"""Handles of the client that wait for the next request to their host. Pure: makes none itself."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MAX_IDLE = 64

Origin = tuple[str, str, int]


class IdleHandles:
    """Each handle keeps its open connection; the longest unused ones are closed.

    A handle belongs to one origin (scheme, host, port) for its whole life, and to one thread while
    it is borrowed.
    """

    def __init__(self, make: Callable[[], Any], *, max_idle: int = MAX_IDLE) -> None:
        self._make = make
        self._max_idle = max_idle
        self._lock = threading.Lock()
        self._idle: OrderedDict[int, tuple[Origin, Any]] = OrderedDict()

    @contextmanager
    def borrow(self, origin: Origin) -> Iterator[Any]:
        handle = self._take(origin) or self._make()
        try:
            yield handle
        except BaseException:
            handle.close()
            raise
        self._give_back(origin, handle)

    def close(self) -> None:
        with self._lock:
            handles = [handle for _origin, handle in self._idle.values()]
            self._idle.clear()
        for handle in handles:
            handle.close()

    def _take(self, origin: Origin) -> Any:
        """The one used last: its connection is the likeliest to be open still."""
        with self._lock:
            for key in reversed(self._idle):
                if self._idle[key][0] == origin:
                    return self._idle.pop(key)[1]
        return None

    def _give_back(self, origin: Origin, handle: Any) -> None:
        handle.reset()  # forgets the message, which holds secrets, and keeps the connection
        with self._lock:
            self._idle[id(handle)] = (origin, handle)
            is_full = len(self._idle) > self._max_idle
            oldest = self._idle.popitem(last=False)[1][1] if is_full else None
        if oldest is not None:
            oldest.close()
