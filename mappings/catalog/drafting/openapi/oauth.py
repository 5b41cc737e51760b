"""OAuth 2 of an OpenAPI document: the two flows that run without a person, or a token."""

from collections.abc import Sequence
from typing import Any

from mappings.catalog.drafting.naming import label_of, shortened
from mappings.catalog.drafting.openapi.connection import Settings
from mappings.catalog.drafting.references import Place
from mappings.catalog.drafting.results import Findings
from mappings.catalog.limits import MAX_LABEL_CHARS
from mappings.catalog.urls import url_fault

_MAX_SCOPES = 50


def oauth_parts(
    name: str, scheme: Place, scopes: Sequence[str], settings: Settings, findings: Findings
) -> dict[str, Any]:
    """The authentication for an ``oauth2`` scheme, with the scopes that an operation asks for.

    Client credentials and refresh tokens get new access tokens by themselves. Of any other flow a
    token is asked for, as a bearer token.
    """
    flows = scheme.get("flows")
    given = flows if isinstance(flows, dict) else {}
    if url := _address(given.get("clientCredentials"), "tokenUrl"):
        members = {"scheme": "oauth2_client_credentials", "token_url": url, **_client(settings)}
    elif url := _refresh_address(given.get("authorizationCode")):
        refresh = settings.add("refresh_token", _secret("Refresh token", "Of a person who agreed."))
        members = {
            "scheme": "oauth2_refresh_token",
            "token_url": url,
            **_client(settings),
            "refresh_token_setting": refresh,
        }
    else:
        findings.note(scheme.pointer, "How tokens are made is not carried over: one is asked for.")
        text = "An access token, sent in the Authorization header."
        label = shortened(label_of(name), MAX_LABEL_CHARS)
        return {"scheme": "bearer", "setting": settings.add(name, _secret(label, text))}
    asked = [scope for scope in dict.fromkeys(scopes) if 0 < len(scope) <= MAX_LABEL_CHARS]
    return members | ({"scopes": asked[:_MAX_SCOPES]} if asked else {})


def _refresh_address(flow: Any) -> str:
    return _address(flow, "refreshUrl") or _address(flow, "tokenUrl")


def _address(flow: Any, key: str) -> str:
    """The address in a flow; "" where there is none that tokens could be asked for at."""
    url = flow.get(key) if isinstance(flow, dict) else None
    return url if isinstance(url, str) and url and url_fault(url) is None else ""


def _client(settings: Settings) -> dict[str, str]:
    client = {"label": "Client ID", "type": "string", "required": True}
    return {
        "client_id_setting": settings.add("client_id", client),
        "client_secret_setting": settings.add("client_secret", _secret("Client secret", "")),
    }


def _secret(label: str, description: str) -> dict[str, Any]:
    told = {"label": label, "type": "string", "required": True, "is_secret": True}
    return {**told, "description": description} if description else told
