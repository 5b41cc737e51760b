"""Own definitions, drafts and reviews as JSON, for the REST API."""

from collections.abc import Iterable
from typing import Any

from mappings.catalog.definition_changes import FieldChange
from mappings.catalog.drafting.results import Draft
from mappings.models import OwnDefinition
from mappings.services.definition_reviews import MappingReview
from mappings.services.definition_versions import VersionSummary
from mappings.services.representation import time_json

JSONObject = dict[str, Any]


def own_definition_json(row: OwnDefinition) -> JSONObject:
    """A definition without its document, read with `with_counts`."""
    return {
        "id": str(row.pk),
        "slug": row.slug,
        "name": row.name,
        "version": row.version,
        "destination_count": getattr(row, "destination_count", 0),
        "created_at": time_json(row.created_at),
        "updated_at": time_json(row.updated_at),
    }


def whole_definition_json(row: OwnDefinition) -> JSONObject:
    return {**own_definition_json(row), "document": row.document}


def version_json(version: VersionSummary) -> JSONObject:
    return {
        "number": version.number,
        "saved_at": time_json(version.saved_at),
        "saved_by": version.saved_by or None,
        "changes": list(version.changes),
    }


def review_json(review: MappingReview) -> JSONObject:
    return {
        "mapping": str(review.mapping.pk),
        "name": review.mapping.name,
        "destination": str(review.mapping.destination_id),
        "since_version": review.since_version,
        "changes": changes_json(review.changes),
    }


def changes_json(changes: Iterable[FieldChange]) -> list[JSONObject]:
    return [
        {"kind": change.kind, "field": change.key or None, "message": change.message}
        for change in changes
    ]


def draft_json(draft: Draft) -> JSONObject:
    notes = [{"pointer": note.pointer, "message": note.message} for note in draft.notes]
    return {"document": draft.document, "notes": notes}
