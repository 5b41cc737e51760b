"""Which URLs a request may go to, by their text; addresses are checked at connection time."""

import ipaddress
import re

from mappings.catalog.limits import MAX_URL_CHARS

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
_HOST = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?")
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>.*))?")
_PORT = re.compile(r"[0-9]{1,5}")
_MAX_HOST_CHARS = 253
_MAX_PORT = 65_535


def url_fault(text: str) -> str | None:
    """What is wrong with a URL, as the end of a sentence; None when nothing is.

    The text of the URL is never repeated: it may hold a password.

    Shape:
        "ftp://example.com" -> "needs to start with https:// or http://"

    Source:
        RFC 3986 §3.2, RFC 9110 §4.2; what parsers disagree on is refused.
    """
    if len(text) > MAX_URL_CHARS:
        return f"has {len(text):,} characters; the limit is {MAX_URL_CHARS:,}"
    if _UNSAFE.search(text):
        return "holds a space, a line break, a control character or a backslash"
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return "needs to start with https:// or http://"
    if "#" in rest:
        return "has a part behind # that is never sent; remove it"
    return _authority_fault(re.split(r"[/?]", rest, maxsplit=1)[0])


def base_url_fault(text: str) -> str | None:
    """Like `url_fault()`, for a URL that paths are appended to."""
    fault = url_fault(text)
    if fault is None and "?" in text:
        return "has a part behind ?; paths are appended to it, so remove that part"
    return fault


def dot_step_fault(text: str) -> str | None:
    """Whether a URL's path has a step that clients resolve, and so leads elsewhere.

    Shape:
        "https://example.com/users/../admin" -> "has a step . or .. in its path"
    """
    steps = re.split(r"[?]", text, maxsplit=1)[0].replace("%2e", ".").replace("%2E", ".").split("/")
    return "has a step . or .. in its path" if {".", ".."} & set(steps) else None


def _authority_fault(authority: str) -> str | None:
    if "@" in authority:
        return "holds a user name or password in front of an @; use the settings for them"
    if not authority.isascii():
        return "has a host with letters beyond ASCII; write it in its xn-- form"
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None or not _is_host(parts["host"]):
        return "has no host that could exist"
    port = parts["port"]
    if port is not None and not (_PORT.fullmatch(port) and 0 < int(port) <= _MAX_PORT):
        return "has a port that is not a number from 1 to 65,535"
    return None


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return _is_ipv6(host[1:-1])
    return len(host) <= _MAX_HOST_CHARS and _HOST.fullmatch(host) is not None


def _is_ipv6(text: str) -> bool:
    if "%" in text:  # a scope id names an interface of this machine
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
