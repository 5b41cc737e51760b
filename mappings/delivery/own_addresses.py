"""Whether an address is this machine's own. Opens no connection: only tries to bind."""

import socket
from functools import cache
from ipaddress import IPv4Address

from mappings.delivery.addresses import Address

_NOBODYS_ADDRESS = IPv4Address("192.0.2.1")  # for documentation, so no machine has it


def is_our_own(address: Address) -> bool:
    """Whether this machine has the address: then a socket can be bound to it."""
    return _can_bind(address) and not _can_bind_anything()


@cache
def _can_bind_anything() -> bool:
    """Whether the system was told to allow that (ip_nonlocal_bind), so that it proves nothing."""
    return _can_bind(_NOBODYS_ADDRESS)


def _can_bind(address: Address) -> bool:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True
