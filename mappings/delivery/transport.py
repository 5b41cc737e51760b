"""The only module that opens connections.

    check the URL → look the name up → judge every address → connect to one of them → talk

The name is looked up here and the client is told the addresses, so nothing can change between
the check and the connection; each connection's address is judged once more when it is opened. No
redirects, no proxies or passwords from the environment, no cookies, nothing unpacked.

Everything here may be called from many threads at once.
"""

import logging
import socket
import time
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from typing import Any

import pycurl

from mappings import conf
from mappings.catalog.headers import header_name_fault, header_value_fault
from mappings.delivery.addresses import (
    DEFAULT_RULES,
    Address,
    AddressRules,
    BadUrlError,
    Target,
    check_url,
    judge_address,
)
from mappings.delivery.answer_reading import AnswerReading, Limits
from mappings.delivery.curl_failures import FAILURE_TEXTS, failure_kind
from mappings.delivery.idle_handles import IdleHandles
from mappings.delivery.lookups import LookupFailedError, Lookups, LookupTimeoutError
from mappings.delivery.messages import Answer, Failure, FailureKind, OutgoingRequest
from mappings.delivery.own_addresses import is_our_own

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
USER_AGENT = "Engage-Mapper"
CONNECTION_LIFETIME_S = 600  # then the name is looked up again
OWN_HEADERS = ("Accept-Encoding: identity", "Expect:")


DEFAULT_LIMITS = Limits()


class Transport:
    """Sends requests and keeps connections for the next one to the same host."""

    def __init__(
        self,
        *,
        rules: AddressRules = DEFAULT_RULES,
        limits: Limits = DEFAULT_LIMITS,
        proxy: str = "",
        ca_file: str = "",
        lookups: Lookups | None = None,
    ) -> None:
        self._rules = rules
        self._limits = limits
        self._proxy = proxy
        self._ca_file = ca_file
        self._lookups = lookups or Lookups()
        self._idle = IdleHandles(pycurl.Curl)

    def send(self, request: OutgoingRequest, *, timeout_s: float | None = None) -> Answer | Failure:
        """One attempt, no longer than `timeout_s` (else the limit of all attempts).

        Whatever happens becomes a `Failure`; nothing is raised.
        """
        started_s = time.monotonic()
        deadline_s = started_s + (timeout_s or self._limits.attempt_s)
        result = self._send(request, started_s, deadline_s)
        if isinstance(result, Failure) and result.kind == "blocked_address":
            log.warning(
                "A request to an address that may not be reached was stopped: %s", _host(request)
            )
        return result

    def close(self) -> None:
        """Close the connections that are kept."""
        self._idle.close()

    def _send(
        self, request: OutgoingRequest, started_s: float, deadline_s: float
    ) -> Answer | Failure:
        try:
            fault = request_fault(request)
            if fault:
                raise _NotSentError("bad_request", f"The request {fault}.")
            target = check_url(request.url, self._rules)
            addresses = self._addresses(target, deadline_s)
            return self._perform(request, target, addresses, started_s, deadline_s)
        except BadUrlError as err:
            return Failure("bad_url", f"The URL {err}.", _since_ms(started_s))
        except _NotSentError as err:
            return Failure(err.kind, err.text, _since_ms(started_s))

    def _addresses(self, target: Target, deadline_s: float) -> tuple[Address, ...]:
        """The addresses to choose from, every one of which may be reached.

        There are none when a proxy looks the name up: then the proxy decides.
        """
        found: tuple[Address, ...] = (target.address,) if target.address else ()
        if not found and not self._proxy:
            left_s = max(0.0, deadline_s - time.monotonic())
            found = self._look_up(target.host, min(left_s, self._limits.connect_s))
        if any(self._is_blocked(address) for address in found):
            raise _NotSentError("blocked_address")
        return found

    def _look_up(self, name: str, timeout_s: float) -> tuple[Address, ...]:
        try:
            return self._lookups.addresses(name, timeout_s=timeout_s)
        except LookupTimeoutError:
            raise _NotSentError("dns", "The name server did not answer in time.") from None
        except LookupFailedError:
            raise _NotSentError("dns") from None

    def _is_blocked(self, address: Address) -> bool:
        verdict = judge_address(address, self._rules)
        return verdict == "blocked" or (verdict == "public" and is_our_own(address))

    def _perform(
        self,
        request: OutgoingRequest,
        target: Target,
        addresses: tuple[Address, ...],
        started_s: float,
        deadline_s: float,
    ) -> Answer | Failure:
        left_s = deadline_s - time.monotonic()
        if left_s < 0.001:  # below curl's unit, where 0 means: for ever
            return Failure("timeout", FAILURE_TEXTS["timeout"], _since_ms(started_s))
        reading = AnswerReading(self._limits)
        guard = _Guard(self._is_blocked)
        with self._idle.borrow(target.origin) as handle:
            self._prepare(handle, request, target, addresses, left_s)
            handle.setopt(pycurl.WRITEFUNCTION, reading.take_body)
            handle.setopt(pycurl.HEADERFUNCTION, reading.take_header)
            if not self._proxy:
                handle.setopt(pycurl.OPENSOCKETFUNCTION, guard.open_socket)
            try:
                handle.perform()
            except pycurl.error as err:
                if not reading.has_enough:
                    kind = self._kind(handle, int(err.args[0]), reading, guard)
                    return Failure(kind, FAILURE_TEXTS[kind], _since_ms(started_s))
            finally:
                guard.close()
            return reading.answer(handle.getinfo(pycurl.RESPONSE_CODE), _since_ms(started_s))

    def _kind(self, handle: Any, code: int, reading: AnswerReading, guard: "_Guard") -> FailureKind:
        if guard.has_refused:
            return "blocked_address"
        if reading.has_too_many_headers:
            return "bad_http"
        has_os_error = bool(handle.getinfo(pycurl.OS_ERRNO))
        return failure_kind(code, has_os_error=has_os_error, uses_proxy=bool(self._proxy))

    def _prepare(
        self,
        handle: Any,
        request: OutgoingRequest,
        target: Target,
        addresses: tuple[Address, ...],
        left_s: float,
    ) -> None:
        handle.reset()  # options only: the connection stays
        handle.setopt(pycurl.URL, target.url)
        handle.setopt(pycurl.PATH_AS_IS, 1)  # what was checked is what is sent
        handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        handle.setopt(pycurl.PROXY, self._proxy)  # empty: none, whatever the environment says
        handle.setopt(pycurl.NOPROXY, "")
        handle.setopt(pycurl.FOLLOWLOCATION, 0)
        handle.setopt(pycurl.NOSIGNAL, 1)
        handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        handle.setopt(pycurl.CONNECTTIMEOUT_MS, _ms(min(left_s, self._limits.connect_s)))
        handle.setopt(pycurl.TIMEOUT_MS, _ms(left_s))
        handle.setopt(pycurl.MAXLIFETIME_CONN, CONNECTION_LIFETIME_S)
        handle.setopt(pycurl.MAXCONNECTS, 1)
        handle.setopt(pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2)
        handle.setopt(pycurl.SSL_VERIFYPEER, 1)
        handle.setopt(pycurl.SSL_VERIFYHOST, 2)
        if self._ca_file:
            handle.setopt(pycurl.CAINFO, self._ca_file)
        if addresses and not target.address:
            handle.setopt(pycurl.RESOLVE, [_pinned(target, addresses)])
        _set_message(handle, request)


@cache
def get_transport() -> Transport:
    """The one client of this process, as the settings have it."""
    return Transport(
        rules=AddressRules(
            allowed_networks=conf.allowed_networks(),
            allows_dangerous=conf.allows_dangerous_networks(),
            allows_http=conf.allows_plain_http(),
            allowed_ports=conf.allowed_ports(),
        ),
        limits=Limits(attempt_s=conf.attempt_timeout_s()),
        proxy=conf.egress_proxy(),
        ca_file=conf.ca_file(),
    )


def send(request: OutgoingRequest, *, timeout_s: float | None = None) -> Answer | Failure:
    """One attempt with the client of this process. Tests replace this function."""
    return get_transport().send(request, timeout_s=timeout_s)


def request_fault(request: OutgoingRequest) -> str | None:
    """What is wrong with method or headers, as the end of a sentence; None when nothing is."""
    if request.method not in METHODS:
        return "has a method that is never sent"
    names = [name.lower() for name in request.headers]
    if len(set(names)) < len(names):
        return "has a header twice"
    for name, value in request.headers.items():
        fault = header_name_fault(name) or header_value_fault(value)
        if fault:
            return f"has a header that {fault}"
    return None


class _NotSentError(Exception):
    """Nothing was sent, for a reason found before."""

    def __init__(self, kind: FailureKind, text: str = "") -> None:
        super().__init__(kind)
        self.kind: FailureKind = kind
        self.text = text or FAILURE_TEXTS[kind]


class _Guard:
    """Judges the address of each connection at the moment it is opened."""

    def __init__(self, is_blocked: Callable[[Address], bool]) -> None:
        self._is_blocked = is_blocked
        self._opened: list[socket.socket] = []
        self.has_refused = False

    def open_socket(self, _purpose: int, address: Any) -> Any:
        """A socket for the client, which goes on with a copy of it."""
        family, kind, protocol, place = address
        if self._is_blocked(ip_address(str(place[0]))):
            self.has_refused = True
            return pycurl.SOCKET_BAD
        self._opened.append(socket.socket(family, kind, protocol))
        return self._opened[-1]

    def close(self) -> None:
        for opened in self._opened:
            opened.close()


def _set_message(handle: Any, request: OutgoingRequest) -> None:
    given = dict(request.headers)
    given.setdefault("User-Agent", USER_AGENT)
    lines = [
        f"{name}: {value}" if value else f"{name};"  # curl's way to write an empty one
        for name, value in given.items()
        if name.lower() != "accept-encoding"
    ]
    lines.extend(OWN_HEADERS)
    if request.method != "GET" or request.body:
        handle.setopt(pycurl.POSTFIELDS, request.body)
        if not any(name.lower() == "content-type" for name in given):
            lines.append("Content-Type:")  # none, where curl would claim a form
    handle.setopt(pycurl.CUSTOMREQUEST, request.method)
    handle.setopt(pycurl.HTTPHEADER, lines)


def _pinned(target: Target, addresses: tuple[Address, ...]) -> str:
    """What tells curl the addresses of a name: it asks nobody else."""
    shown = (f"[{address}]" if address.version == 6 else str(address) for address in addresses)
    return f"{target.host}:{target.port}:{','.join(shown)}"


def _host(request: OutgoingRequest) -> str:
    """The host of a URL that was found good; its path may hold what is nobody's business."""
    return request.url.partition("://")[2].partition("/")[0].partition("?")[0]


def _ms(seconds: float) -> int:
    return max(1, int(seconds * 1_000))


def _since_ms(started_s: float) -> int:
    return int((time.monotonic() - started_s) * 1_000)
