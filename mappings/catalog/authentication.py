"""How each authentication scheme signs a request."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from mappings.catalog.schema import Authentication

PREVIEW_ACCESS = "<access token>"  # stands in a preview for a token that nobody has asked for yet


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What a scheme adds to a request."""

    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def __repr__(self) -> str:
        return "Proof(…)"


def make_proof(
    authentication: Authentication,
    settings: Mapping[str, object],
    access_token: str | None = None,
) -> Proof:
    """What the scheme adds; nothing when one of its settings is not filled in.

    Args:
        access_token: for OAuth 2, which adds nothing without one.
    """
    values = [settings.get(key) for key in authentication.setting_keys]
    if authentication.token_call:
        values = [access_token] if None not in values else [None]
    if any(value is None for value in values):
        return Proof()
    return _SCHEMES[authentication.scheme](authentication, [str(value) for value in values])


def basic_credentials(user: str, password: str, *, is_encoded: bool = False) -> str:
    """The value of an ``Authorization`` header. Source: RFC 7617 §2, with UTF-8.

    Args:
        is_encoded: whether both are written as in forms first, as RFC 6749 §2.3.1 has it.
    """
    parts = [quote_plus(part) if is_encoded else part for part in (user, password)]
    return "Basic " + b64encode(":".join(parts).encode()).decode()


def _prove_nothing(_: Authentication, _values: list[str]) -> Proof:
    return Proof()


def _prove_by_bearer(_: Authentication, values: list[str]) -> Proof:
    return Proof({"Authorization": f"Bearer {values[0]}"})


def _prove_by_basic(_: Authentication, values: list[str]) -> Proof:
    return Proof({"Authorization": basic_credentials(*values)})


def _prove_by_header(scheme: Authentication, values: list[str]) -> Proof:
    return Proof({scheme.name: scheme.prefix + values[0]})


def _prove_by_query(scheme: Authentication, values: list[str]) -> Proof:
    return Proof(query=f"{scheme.name}={quote(values[0], safe='')}")


_SCHEMES: Mapping[str, Callable[[Authentication, list[str]], Proof]] = {
    "none": _prove_nothing,
    "bearer": _prove_by_bearer,
    "basic": _prove_by_basic,
    "header": _prove_by_header,
    "query": _prove_by_query,
    "oauth2_client_credentials": _prove_by_bearer,
    "oauth2_refresh_token": _prove_by_bearer,
}
