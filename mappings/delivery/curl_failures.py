"""What curl's error numbers mean to us, and the words that people read. Pure: numbers in.

Source:
    https://curl.se/libcurl/c/libcurl-errors.html, read 2026-11.
"""

from collections.abc import Mapping

from mappings.delivery.messages import FailureKind

FAILURE_TEXTS: Mapping[FailureKind, str] = {
    "bad_url": "The URL may not be used.",
    "bad_request": "The request may not be sent.",
    "blocked_address": "The host leads to an address that may not be reached from here.",
    "dns": "The host's name was not found.",
    "refused": "The host did not accept the connection.",
    "reset": "The connection was closed before the answer was complete.",
    "timeout": "There was no complete answer in time.",
    "tls": "No secure connection: the certificate or the TLS version was not accepted.",
    "bad_http": "The answer is not HTTP that can be read.",
    "proxy": "The proxy for outgoing requests did not let it through.",
}

_KINDS: Mapping[int, FailureKind] = {
    3: "bad_url",
    5: "proxy",
    6: "dns",
    7: "refused",
    16: "bad_http",
    18: "reset",  # the body ended early
    28: "timeout",
    35: "tls",
    52: "reset",  # closed without a word
    53: "tls",
    54: "tls",
    55: "reset",
    58: "tls",
    59: "tls",
    60: "tls",
    64: "tls",
    66: "tls",
    77: "tls",
    80: "tls",
    82: "tls",
    83: "tls",
    90: "tls",
    91: "tls",
    92: "bad_http",
    97: "proxy",
    98: "tls",
}

_COULD_NOT_CONNECT = 7
_RECEIVING_FAILED = 56  # a broken connection, or an answer whose framing makes no sense


def failure_kind(code: int, *, has_os_error: bool, uses_proxy: bool) -> FailureKind:
    """The kind of failure behind one of curl's error numbers.

    Args:
        has_os_error: whether the operating system reported an error, not only curl.
    """
    if code == _RECEIVING_FAILED and has_os_error:
        return "reset"
    if uses_proxy and code in (_COULD_NOT_CONNECT, _RECEIVING_FAILED):
        return "proxy"
    return _KINDS.get(code, "bad_http")
