"""Definitions of an OpenAPI document: each operation that is picked becomes an action."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from mappings.catalog.drafting.fields import FieldMaker
from mappings.catalog.drafting.naming import shortened, slug_of
from mappings.catalog.drafting.openapi.bodies import Body, BodyReader
from mappings.catalog.drafting.openapi.connection import Settings
from mappings.catalog.drafting.openapi.operations import Operation, read_operations
from mappings.catalog.drafting.openapi.parameters import ParameterReader
from mappings.catalog.drafting.openapi.security import (
    NO_AUTHENTICATION,
    Security,
    SecurityReader,
)
from mappings.catalog.drafting.openapi.servers import server_template
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.request_parts import definition_document
from mappings.catalog.drafting.results import Draft, Findings
from mappings.catalog.drafting.schemas import SchemaReader
from mappings.catalog.limits import (
    DEFAULT_BATCH_ITEMS,
    MAX_DRAFT_OPERATIONS,
    MAX_FIELDS,
    MAX_LABEL_CHARS,
)
from mappings.engine.json_types import Json

_SETTING = re.compile(r"settings\.([a-z0-9_]+)")


def draft_from_openapi(document: Json, operation_ids: Sequence[str]) -> Draft:
    """A definition with an action for each of these operations of an OpenAPI 3 document.

    Servers, security and what is the same for every event become settings; path, query and body
    become fields. What a definition cannot hold is told in notes.

    Source:
        OpenAPI 3.0.4 and 3.1.1, read 2026-11.

    Raises:
        DraftError: everything that is wrong in what the operations need, each with a pointer.
    """
    findings = Findings()
    drafter = _Drafter(document, findings)
    operations = drafter.pick(operation_ids)
    findings.stop_if_wrong()
    actions = [drafter.action(operation) for operation in operations]
    findings.stop_if_wrong()
    return Draft(drafter.definition(actions), tuple(findings.notes))


class _Drafter:
    def __init__(self, document: Json, findings: Findings) -> None:
        self._document, self._findings = document, findings
        references = References(document, findings)
        schemas = SchemaReader(references, findings)
        fields = FieldMaker(schemas, findings)
        self._operations = read_operations(document, references, findings)
        self._parameters = ParameterReader(references, fields, findings)
        self._bodies = BodyReader(references, schemas, fields, findings)
        self._security = SecurityReader(document, references, findings)
        self._settings = Settings()
        self._authentication: dict[str, Any] = {}
        self._slugs: set[str] = set()

    def pick(self, operation_ids: Sequence[str]) -> list[Operation]:
        by_id = {operation.id: operation for operation in self._operations}
        wanted = list(dict.fromkeys(operation_ids))
        if not wanted and self._operations:
            known = shortened(", ".join(by_id), 300)
            self._findings.refuse("", f"Pick an operation. There is: {known}.", "required")
        if len(wanted) > MAX_DRAFT_OPERATIONS:
            message = f"Found {len(wanted)} operations; expected {MAX_DRAFT_OPERATIONS} at most."
            self._findings.refuse("", message, "size")
            return []
        for one in wanted:
            if one not in by_id and self._operations:
                known = shortened(", ".join(by_id), 300)
                message = f'There is no operation "{shortened(one, 60)}". There is: {known}.'
                self._findings.refuse("/paths", message, "unknown_operation")
        return [by_id[one] for one in wanted if one in by_id]

    def action(self, operation: Operation) -> dict[str, Any]:
        base = server_template(self._servers(operation), self._settings, self._findings)
        security = self._security.read(operation.place, self._settings)
        self._keep_authentication(security, operation)
        parameters = self._parameters.read(operation, self._settings)
        taken = [field["key"] for field in parameters.fields]
        body = self._bodies.read(operation.place, taken) or Body()
        slug = slug_of(operation.id, default="send", taken=self._slugs)
        self._slugs.add(slug)
        fields = [*parameters.fields, *body.fields]
        request = _request(
            operation.method,
            base + parameters.url_path,
            query={**parameters.query, **security.query},
            headers={**parameters.headers, **security.headers},
            body=body,
        )
        deprecated = "Deprecated. " if operation.is_deprecated else ""
        action: dict[str, Any] = {
            "slug": slug,
            "name": operation.name,
            "description": shortened(deprecated + operation.description),
            "fields": self._within_limit(fields, operation),
        }
        action |= {"allows_extra_fields": True} if body.allows_extra and not taken else {}
        action |= {"requires_one_of": body.groups} if body.groups else {}
        action["request"] = request
        if body.is_list and not taken and body.max_items != 1:
            action["batch"] = _batch(request, body)
        return action

    def definition(self, actions: Sequence[dict[str, Any]]) -> dict[str, Any]:
        info = self._document.get("info")
        told: Mapping[str, Any] = info if isinstance(info, dict) else {}
        title = told.get("title")
        name = shortened(title, MAX_LABEL_CHARS) if isinstance(title, str) else ""
        description = told.get("summary") or told.get("description")
        text = shortened(description) if isinstance(description, str) else ""
        name = name or "API"
        return definition_document(
            slug=slug_of(name, default="api"),
            name=name,
            description=text or f"Sends events to {name}.",
            settings=_used(self._settings.found, self._authentication, actions),
            authentication=self._authentication,
            actions=actions,
        )

    def _servers(self, operation: Operation) -> Place | None:
        for owner in (operation.place, operation.item, Place(self._document)):
            if owner.get("servers"):
                return owner.at("servers")
        return None

    def _keep_authentication(self, security: Security, operation: Operation) -> None:
        """One for all actions: that of the first operation which has one."""
        wanted = security.authentication
        if not self._authentication or self._authentication == NO_AUTHENTICATION:
            self._authentication = wanted
        elif wanted not in (self._authentication, NO_AUTHENTICATION):
            message = "This operation has another authentication, which is not carried over."
            self._findings.note(operation.place.pointer, message)

    def _within_limit(
        self, fields: list[dict[str, Any]], operation: Operation
    ) -> list[dict[str, Any]]:
        if len(fields) > MAX_FIELDS:
            message = f"Of {len(fields):,} fields, the first {MAX_FIELDS} are kept."
            self._findings.note(operation.place.pointer, message)
        return fields[:MAX_FIELDS]


def _used(
    settings: Sequence[dict[str, Any]],
    authentication: Mapping[str, Any],
    actions: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The settings that something reads; an authentication that is not kept reads nothing."""
    read = set(_SETTING.findall(json.dumps([action["request"] for action in actions])))
    read |= {value for key, value in authentication.items() if key.endswith("setting")}
    return [setting for setting in settings if setting["key"] in read]


def _request(
    method: str, url: str, *, query: Mapping[str, Json], headers: Mapping[str, Json], body: Body
) -> dict[str, Any]:
    request: dict[str, Any] = {"method": method, "url": {"@template": url}}
    request |= {"query": dict(query)} if query else {}
    typed = {"Content-Type": body.content_type} if body.content_type else {}
    if headers or typed:
        request["headers"] = {**headers, **typed}
    if body.config is not None:
        request["body"] = [body.config] if body.is_list else body.config
        request |= {"body_format": "form"} if body.body_format == "form" else {}
    return request


def _batch(request: Mapping[str, Any], body: Body) -> dict[str, Any]:
    """A body that is a list takes many payloads as it takes one."""
    many: dict[str, Any] = {"request": {**request, "body": {"@path": "$.payloads"}}}
    if body.max_items is not None and 2 <= body.max_items < DEFAULT_BATCH_ITEMS:
        many["max_items"] = body.max_items
    return many
