"""Names to addresses, within a time limit and never twice at once for the same name."""

import socket
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address

from mappings.delivery.addresses import Address

KEPT_S = 30.0  # an answer is used again for so long
FAILURE_KEPT_S = 5.0
MAX_KEPT = 1_000
MAX_RUNNING = 64  # lookups that hang hold a thread each

Resolve = Callable[[str], tuple[Address, ...]]


class LookupFailedError(Exception):
    """The name has no address, or its name server did not answer in time."""


class LookupTimeoutError(LookupFailedError):
    """It was not answered in time."""


def resolve(name: str) -> tuple[Address, ...]:
    """All addresses of a name, as the system's resolver gives them.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


class _Lookup:
    """One question to the resolver, which any number of threads wait for."""

    def __init__(self) -> None:
        self.is_done = threading.Event()
        self.addresses: tuple[Address, ...] = ()
        self.answered_at_s = 0.0

    def is_usable(self, now_s: float) -> bool:
        if not self.is_done.is_set():
            return True
        kept_s = KEPT_S if self.addresses else FAILURE_KEPT_S
        return now_s - self.answered_at_s < kept_s


class Lookups:
    """Answers of the resolver, kept for a short while.

    The resolver of the system knows no time limit, so each lookup has a thread of its own that is
    left behind when nobody waits any more.
    """

    def __init__(
        self, resolve: Resolve = resolve, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._resolve = resolve
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, _Lookup] = {}
        self._running = 0

    def addresses(self, name: str, *, timeout_s: float) -> tuple[Address, ...]:
        """All addresses of a name.

        Raises:
            LookupTimeoutError: there was no answer in time.
            LookupFailedError: it has none.
        """
        lookup = self._find_or_start(name)
        if not lookup.is_done.wait(timeout_s):
            raise LookupTimeoutError
        if not lookup.addresses:
            raise LookupFailedError
        return lookup.addresses

    def _find_or_start(self, name: str) -> _Lookup:
        with self._lock:
            lookup = self._kept.get(name)
            if lookup is not None and lookup.is_usable(self._clock()):
                return lookup
            if self._running >= MAX_RUNNING:
                raise LookupTimeoutError
            self._make_room()
            lookup = self._kept[name] = _Lookup()
            self._running += 1
        threading.Thread(target=self._run, args=(name, lookup), name="lookup", daemon=True).start()
        return lookup

    def _make_room(self) -> None:
        now_s = self._clock()
        self._kept = {name: one for name, one in self._kept.items() if one.is_usable(now_s)}
        while len(self._kept) >= MAX_KEPT:
            self._kept.pop(next(iter(self._kept)))

    def _run(self, name: str, lookup: _Lookup) -> None:
        try:
            lookup.addresses = self._resolve(name)
        except (OSError, ValueError):  # ValueError: a name that IDNA refuses, a scope id
            lookup.addresses = ()
        finally:
            lookup.answered_at_s = self._clock()
            with self._lock:
                self._running -= 1
            lookup.is_done.set()
