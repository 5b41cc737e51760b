"""Security of an OpenAPI operation: authentication, and the secrets it needs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mappings.catalog.drafting.naming import label_of, shortened
from mappings.catalog.drafting.openapi.connection import Settings
from mappings.catalog.drafting.openapi.oauth import oauth_parts
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.results import Findings
from mappings.catalog.headers import header_name_fault
from mappings.catalog.limits import MAX_LABEL_CHARS
from mappings.engine.json_types import Json

NO_AUTHENTICATION = {"scheme": "none"}


@dataclass(slots=True)
class Security:
    """What proves who sends a request; keys beside the first one stand in headers and query."""

    authentication: dict[str, Any] = field(default_factory=lambda: dict(NO_AUTHENTICATION))
    headers: dict[str, Json] = field(default_factory=dict)
    query: dict[str, Json] = field(default_factory=dict)


class SecurityReader:
    """Reads the security of one document's operations."""

    def __init__(self, document: Json, references: References, findings: Findings) -> None:
        self._document = Place(document)
        self._references, self._findings = references, findings

    def read(self, operation: Place, settings: Settings) -> Security:
        """The first of an operation's ways in that a definition can hold.

        Source:
            OpenAPI 3.1.1, "Security Requirement Object": a list of alternatives, each of which
            needs all that it names; read 2026-11.
        """
        owner = operation if "security" in operation.value else self._document
        alternatives = list(self._alternatives(owner))
        if not alternatives:
            return Security()
        usable = [one for one in alternatives if self._can_hold(one)]
        chosen = (usable or alternatives)[0]
        for one in alternatives:
            if one is not chosen:
                names = " and ".join(one)
                message = f"The API takes {names} as well, which is not carried over."
                self._findings.note(f"{owner.pointer}/security", message)
        security = Security()
        for name, scopes in chosen.items():
            scheme = self._scheme(name)
            if scheme is not None:
                self._add(security, name, scheme, scopes, settings)
        return security

    def _alternatives(self, owner: Place) -> Iterator[dict[str, list[str]]]:
        given = owner.get("security")
        for one in given if isinstance(given, list) else []:
            if isinstance(one, dict) and one:
                yield {
                    name: [scope for scope in scopes if isinstance(scope, str)]
                    if isinstance(scopes, list)
                    else []
                    for name, scopes in one.items()
                }

    def _scheme(self, name: str) -> Place | None:
        components = self._document.get("components")
        schemes = components.get("securitySchemes") if isinstance(components, dict) else None
        if not isinstance(schemes, dict) or name not in schemes:
            message = f'There is no security scheme "{shortened(name, 60)}".'
            self._findings.refuse("/components/securitySchemes", message, "unknown_scheme")
            return None
        place = self._document.at("components", "securitySchemes", name)
        return self._references.object_at(place)

    def _can_hold(self, alternative: dict[str, list[str]]) -> bool:
        schemes = [self._scheme(name) for name in alternative]
        return all(scheme is not None and _kind_of(scheme) in _ADDERS for scheme in schemes)

    def _add(
        self, security: Security, name: str, scheme: Place, scopes: list[str], settings: Settings
    ) -> None:
        kind = _kind_of(scheme)
        is_first = security.authentication == NO_AUTHENTICATION
        if kind in ("header", "query"):
            _add_key(security, name, scheme, settings, is_first=is_first)
        elif kind not in _ADDERS or not is_first:
            message = f'The security scheme "{name}" ({kind}) is not carried over.'
            self._findings.note(scheme.pointer, message)
        elif kind == "oauth2":
            security.authentication = oauth_parts(name, scheme, scopes, settings, self._findings)
        elif kind == "basic":
            security.authentication = _basic(settings)
        else:
            if kind == "openIdConnect":
                message = "Where tokens come from is not carried over: a token is asked for."
                self._findings.note(scheme.pointer, message)
            security.authentication = _bearer(name, scheme, settings)


def _kind_of(scheme: Place) -> str:
    """What a scheme is: `header`, `query`, `basic`, `bearer`, `oauth2`, or what it calls itself."""
    given = str(scheme.get("type"))
    if given == "apiKey":
        where, name = str(scheme.get("in")), scheme.get("name")
        if where == "header" and isinstance(name, str) and header_name_fault(name):
            return "apiKey in a header that cannot be set"
        is_named = where in ("header", "query") and isinstance(name, str) and name.strip()
        return where if is_named else f"apiKey in {where}"
    if given == "http":
        return str(scheme.get("scheme")).lower()
    return given


_ADDERS = ("header", "query", "basic", "bearer", "oauth2", "openIdConnect")


def _add_key(
    security: Security, name: str, scheme: Place, settings: Settings, *, is_first: bool
) -> None:
    """An API key: the first one is the authentication, others stand beside it."""
    where, key_name = str(scheme.value["in"]), str(scheme.value["name"])
    setting = settings.add(name, _secret(name, scheme, f"Sent as {key_name}."))
    if is_first:
        security.authentication = {"scheme": where, "name": key_name, "setting": setting}
        return
    carried = security.headers if where == "header" else security.query
    carried[key_name] = {"@path": f"$.settings.{setting}"}


def _basic(settings: Settings) -> dict[str, Any]:
    user = settings.add("username", {"label": "User name", "type": "string", "required": True})
    password = settings.add(
        "password", {"label": "Password", "type": "string", "required": True, "is_secret": True}
    )
    return {"scheme": "basic", "username_setting": user, "password_setting": password}


def _bearer(name: str, scheme: Place, settings: Settings) -> dict[str, Any]:
    text = "Sent as a bearer token in the Authorization header."
    return {"scheme": "bearer", "setting": settings.add(name, _secret(name, scheme, text))}


def _secret(name: str, scheme: Place, fallback: str) -> dict[str, Any]:
    described = scheme.get("description")
    text = described if isinstance(described, str) and described.strip() else fallback
    return {
        "label": shortened(label_of(name), MAX_LABEL_CHARS),
        "type": "string",
        "required": True,
        "is_secret": True,
        "description": shortened(text),
    }
