"""Which URLs and addresses may be reached. Pure: the caller resolves names.

The public internet may be, and what the operator opened; everything else is refused. The lists are
written out: the standard library's `is_private` differs between versions of Python and misses some.

Source:
    IANA IPv4 and IPv6 Special-Purpose Address Registries, read 2026-11; the metadata addresses of
    AWS, Google Cloud, Azure, Oracle Cloud and Alibaba Cloud from their documentation.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Literal
from urllib.parse import quote

from mappings.catalog.urls import url_fault

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Verdict = Literal["public", "opened", "blocked"]

DEFAULT_PORTS = frozenset({80, 443})

# Reaching one of these reaches this machine or the cloud account it runs in: opening a network
# that holds them is not enough, a second switch has to be set.
DANGEROUS_NETWORKS: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "100.100.100.200/32",  # metadata of Alibaba Cloud
        "168.63.129.16/32",  # metadata of Azure, in public space
        "192.0.0.192/32",  # metadata of Oracle Cloud
        "::/128",  # this host
        "::1/128",  # loopback
        "fd00:ec2::254/128",  # metadata of AWS
        "fd20:ce::254/128",  # metadata of Google Cloud
        "fe80::/10",  # link-local
    )
)

BLOCKED_NETWORKS: tuple[Network, ...] = DANGEROUS_NETWORKS + tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared with a provider's network
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # former 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/96",  # IPv4 inside IPv6, outdated
        "64:ff9b::/96",  # IPv4 behind NAT64
        "64:ff9b:1::/48",  # local NAT64
        "100::/64",  # discarded
        "2001::/23",  # protocol assignments, Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fec0::/10",  # site-local, outdated
        "ff00::/8",  # multicast
    )
)

_GLOBAL_IPV6 = IPv6Network("2000::/3")  # whatever lies outside was never given to the internet
_NAT64 = IPv6Network("64:ff9b::/96")
_URL = re.compile(r"(?P<scheme>[^:]+)://(?P<authority>[^/?]*)(?P<rest>.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
_SCHEME_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What an operator has opened beyond the public internet over HTTPS."""

    allowed_networks: tuple[Network, ...] = ()
    allows_dangerous: bool = False
    allows_http: bool = False
    allowed_ports: frozenset[int] = DEFAULT_PORTS


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: `url` is the same URL with its host in canonical form."""

    url: str
    scheme: str
    host: str
    port: int
    address: Address | None  # when the host is one, not a name

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)


DEFAULT_RULES = AddressRules()


class BadUrlError(ValueError):
    """The URL may not be used; the text is the end of a sentence and does not repeat the URL."""


def check_url(url: str, rules: AddressRules = DEFAULT_RULES) -> Target:
    """Where a URL leads, when its scheme, host and port may be used.

    Addresses are not judged here: `judge_address()` does, also for a host that is one.

    Shape:
        "https://API.example.com./v1" -> ``Target("https://api.example.com/v1", "https", …, 443)``

    Raises:
        BadUrlError: it may not.
    """
    fault = url_fault(url)
    parts = _URL.fullmatch(url)
    if fault or parts is None:
        raise BadUrlError(fault or "is not a URL")
    scheme = parts["scheme"].lower()
    if scheme == "http" and not rules.allows_http:
        raise BadUrlError("uses http://, which this installation does not allow; use https://")
    host, port = _split_authority(parts["authority"], default_port=_SCHEME_PORTS[scheme])
    if port not in rules.allowed_ports:
        raise BadUrlError(f"uses port {port}, which this installation does not allow")
    address = _read_address(host)
    shown_port = "" if port == _SCHEME_PORTS[scheme] else f":{port}"
    slash = "" if parts["rest"].startswith("/") else "/"
    canonical = f"{scheme}://{host}{shown_port}{slash}{_in_ascii(parts['rest'])}"
    return Target(canonical, scheme, host, port, address)


@lru_cache(maxsize=10_000)
def judge_address(address: Address, rules: AddressRules = DEFAULT_RULES) -> Verdict:
    """Whether an address may be reached, and why: it is public, or the operator opened it.

    Shape:
        ``10.0.0.1`` -> "blocked"; with ``10.0.0.0/8`` in the allowed networks -> "opened"
    """
    address = _unmapped(address)
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return "blocked"
    if _is_in(address, rules.allowed_networks):
        return _judge_opened(address, rules)
    is_global = isinstance(address, IPv4Address) or address in _GLOBAL_IPV6
    return "public" if is_global and not _is_in(address, BLOCKED_NETWORKS) else "blocked"


def _judge_opened(address: Address, rules: AddressRules) -> Verdict:
    if _is_in(address, DANGEROUS_NETWORKS) and not rules.allows_dangerous:
        return "blocked"
    if isinstance(address, IPv6Address) and address in _NAT64:
        # Behind NAT64 stands an IPv4 address, which has to be one that may be reached.
        inside = IPv4Address(address.packed[-4:])
        return "blocked" if judge_address(inside, rules) == "blocked" else "opened"
    return "opened"


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _unmapped(address: Address) -> Address:
    """The IPv4 address inside ``::ffff:a.b.c.d``; others as they are."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _split_authority(authority: str, *, default_port: int) -> tuple[str, int]:
    """Host (IPv6 in brackets, no dot at its end) and port; `url_fault()` has seen to their form."""
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    return host.lower().removesuffix("."), int(port) if port else default_port


def _in_ascii(text: str) -> str:
    """With other letters percent-encoded, as clients send them.

    Raises:
        BadUrlError: it holds half a character, which cannot be sent.
    """
    try:
        return "".join(one if one.isascii() else quote(one) for one in text)
    except UnicodeEncodeError:
        raise BadUrlError("holds half a character (a lone surrogate)") from None


def _read_address(host: str) -> Address | None:
    """The address that a host is; None of a name.

    Raises:
        BadUrlError: it is a number that some programs take for an address.
    """
    if host.startswith("["):
        return IPv6Address(host[1:-1])
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return IPv4Address(host)
    except ValueError:
        raise BadUrlError(
            "has a host that ends in a number but is not four numbers with dots between them"
        ) from None
