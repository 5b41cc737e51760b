"""A client that may reach this machine, for tests."""

from ipaddress import ip_network

from mappings.delivery.addresses import AddressRules
from mappings.delivery.answer_reading import Limits
from mappings.delivery.transport import Transport


def local_rules(*ports: int, network: str = "127.0.0.1/32") -> AddressRules:
    """The receiver's port on this machine is open, and nothing else of it."""
    return AddressRules(
        allowed_networks=(ip_network(network),),
        allows_dangerous=True,
        allows_http=True,
        allowed_ports=frozenset({80, 443, *ports}),
    )


def local_client(*ports: int, limits: Limits | None = None, **more: object) -> Transport:
    return Transport(rules=local_rules(*ports), limits=limits or Limits(), **more)
