"""Definitions with one action, whose request sends the whole payload: drafted without a document
of the tool's API, from a JSON Schema or a sample of what it accepts, or from nothing."""

from dataclasses import dataclass
from typing import Any

from mappings.catalog.drafting.fields import FieldDocument, FieldMaker
from mappings.catalog.drafting.naming import shortened, slug_of
from mappings.catalog.drafting.references import Place, References
from mappings.catalog.drafting.request_parts import (
    WHOLE_PAYLOAD,
    authentication_parts,
    definition_document,
)
from mappings.catalog.drafting.results import Draft, Findings
from mappings.catalog.drafting.samples import sample_fields
from mappings.catalog.drafting.schemas import SchemaReader
from mappings.catalog.limits import MAX_LABEL_CHARS
from mappings.engine.json_types import Json


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how payloads are sent; without an address, it is asked for when connecting.

    `scheme` is one of `request_parts.SCHEMES`; `key_name` names the header or the parameter.
    """

    name: str
    url: str = ""
    method: str = "POST"
    scheme: str = "none"
    key_name: str = ""


def draft_by_hand(endpoint: Endpoint) -> Draft:
    """A definition without fields: they are added by hand, or the action takes any."""
    return _draft(endpoint, [], {"allows_extra_fields": True}, Findings())


def draft_from_sample(endpoint: Endpoint, sample: Json) -> Draft:
    """A definition whose fields are those of a sample payload; types and formats are guessed.

    Raises:
        DraftError: the sample is no object, nor a list of them.
    """
    findings = Findings()
    fields = sample_fields(sample, findings)
    findings.stop_if_wrong()
    return _draft(endpoint, fields, {}, findings)


def draft_from_json_schema(endpoint: Endpoint, schema: Json) -> Draft:
    """A definition whose fields are the properties of a JSON Schema.

    Source:
        JSON Schema 2020-12, Core §8, §10 and Validation §6, read 2026-11.

    Raises:
        DraftError: everything that is wrong in the schema.
    """
    findings = Findings()
    reader = SchemaReader(References(schema, findings), findings)
    shape = reader.read(Place(schema))
    if shape is not None and shape.types and "object" not in shape.types:
        found = " or ".join(sorted(shape.types))
        message = f"This describes values of type {found}; expected a schema of an object."
        findings.refuse("/type", message, "type")
    findings.stop_if_wrong()
    if shape is None:
        return _draft(endpoint, [], {}, findings)
    fields = FieldMaker(reader, findings).fields_of(shape)
    findings.stop_if_wrong()
    known = {field["key"] for field in fields}
    groups = [list(group) for group in shape.one_of_groups if known.issuperset(group)]
    members: dict[str, Any] = {"requires_one_of": groups} if groups else {}
    members |= {"allows_extra_fields": True} if shape.is_open or not fields else {}
    return _draft(endpoint, fields, members, findings)


def _draft(
    endpoint: Endpoint, fields: list[FieldDocument], members: dict[str, Any], findings: Findings
) -> Draft:
    authentication, settings = authentication_parts(endpoint.scheme, endpoint.key_name)
    address: list[dict[str, Any]] = []
    if not endpoint.url:
        address = [
            {
                "key": "url",
                "label": "URL",
                "type": "url",
                "required": True,
                "description": "Where the requests go.",
            }
        ]
    action = {
        "slug": "send",
        "name": "Send",
        "description": f"Sends one request to {endpoint.name} with the mapped fields as its body.",
        "fields": fields,
        **members,
        "request": {
            "method": endpoint.method,
            "url": endpoint.url or {"@path": "$.settings.url"},
            "body": WHOLE_PAYLOAD,
        },
    }
    name = shortened(endpoint.name, MAX_LABEL_CHARS)
    document = definition_document(
        slug=slug_of(name, default="own"),
        name=name,
        description=f"Sends events to {name}.",
        settings=[*address, *settings],
        authentication=authentication,
        actions=[action],
    )
    return Draft(document, tuple(findings.notes))
