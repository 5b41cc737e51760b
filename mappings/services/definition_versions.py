"""What a definition was at each of its versions, and what each one changed."""

from dataclasses import dataclass
from datetime import datetime

from mappings.catalog.definition_changes import action_changes
from mappings.catalog.schema import DestinationDefinition
from mappings.models import OwnDefinition


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One version: who saved it when, and what it demands that the one before did not."""

    number: int
    saved_at: datetime
    saved_by: str
    changes: tuple[str, ...]


def list_versions(definition: OwnDefinition, *, limit: int = 20) -> list[VersionSummary]:
    """The newest versions, newest first.

    Shape:
        ``VersionSummary(3, …, "ann", ("Add member: Email is required now.",))``
    """
    rows = definition.versions.order_by("-number").select_related("created_by").defer("document")
    return [
        VersionSummary(
            number=row.number,
            saved_at=row.created_at,
            saved_by=row.created_by.get_username() if row.created_by else "",
            changes=_changes(definition, row.number),
        )
        for row in rows[:limit]
    ]


def _changes(definition: OwnDefinition, number: int) -> tuple[str, ...]:
    old, new = definition.definition_at(number - 1), definition.definition_at(number)
    return _told(old, new) if old and new else ()


def _told(old: DestinationDefinition, new: DestinationDefinition) -> tuple[str, ...]:
    return tuple(
        f"{action.name}: {change.message}"
        for action in old.actions
        for change in action_changes(action, new.action(action.slug))
    )
