"""How each authentication scheme signs a request."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from mappings.catalog.schema import Authentication


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What a scheme adds to a request."""

    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def __repr__(self) -> str:
        return "Proof(…)"


def make_proof(authentication: Authentication, settings: Mapping[str, object]) -> Proof:
    """What the scheme adds; nothing when one of its settings is not filled in."""
    values = [settings.get(key) for key in authentication.setting_keys]
    if any(value is None for value in values):
        return Proof()
    return _SCHEMES[authentication.scheme](authentication.name, [str(value) for value in values])


def _prove_nothing(_name: str, _values: list[str]) -> Proof:
    return Proof()


def _prove_by_bearer(_name: str, values: list[str]) -> Proof:
    return Proof({"Authorization": f"Bearer {values[0]}"})


def _prove_by_basic(_name: str, values: list[str]) -> Proof:
    """Source: RFC 7617 §2, with UTF-8."""
    token = b64encode(":".join(values).encode()).decode()
    return Proof({"Authorization": f"Basic {token}"})


def _prove_by_header(name: str, values: list[str]) -> Proof:
    return Proof({name: values[0]})


def _prove_by_query(name: str, values: list[str]) -> Proof:
    return Proof(query=f"{name}={quote(values[0], safe='')}")


_SCHEMES: Mapping[str, Callable[[str, list[str]], Proof]] = {
    "none": _prove_nothing,
    "bearer": _prove_by_bearer,
    "basic": _prove_by_basic,
    "header": _prove_by_header,
    "query": _prove_by_query,
}
