"""How often something may be done: counted in memory, for each server process by itself."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable

from mappings.services.errors import TooOften


class RateLimit:
    """At most `count` times within `window_s` for each key.

    Shape:
        ``RateLimit(10, 60, what="tests of credentials").take(workspace.pk)``
    """

    def __init__(
        self,
        count: int,
        window_s: int,
        *,
        what: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.count = count
        self.window_s = window_s
        self._what = what
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[Hashable, deque[float]] = {}

    def take(self, key: Hashable) -> None:
        """Count one more.

        Raises:
            TooOften: it would be one too many; it is not counted.
        """
        now_s = self._clock()
        with self._lock:
            self._forget(now_s)
            times = self._taken.setdefault(key, deque())
            if len(times) >= self.count:
                raise TooOften(
                    f"At most {self.count} {self._what} in {self.window_s} seconds.",
                    retry_after_s=max(1, round(times[0] + self.window_s - now_s)),
                )
            times.append(now_s)

    def _forget(self, now_s: float) -> None:
        for key, times in list(self._taken.items()):
            while times and times[0] <= now_s - self.window_s:
                times.popleft()
            if not times:
                del self._taken[key]
