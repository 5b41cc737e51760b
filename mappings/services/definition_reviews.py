"""Mappings that a new version of their definition leaves something to look at in."""

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.catalog.definition_changes import FieldChange, action_changes, changes_of_mapping
from mappings.models import Mapping, OwnDefinition
from mappings.services.errors import NotFound


@dataclass(frozen=True, slots=True)
class MappingReview:
    """What to look at in a mapping, since the version it was last saved or looked at with."""

    mapping: Mapping
    since_version: int
    changes: tuple[FieldChange, ...]


def review_mapping(mapping: Mapping) -> tuple[FieldChange, ...]:
    """What a mapping's definition has changed for it; its destination must be loaded with it.

    Nothing where the definition ships with the catalog, or is at the version it was saved with.
    """
    own = mapping.destination.own_definition
    if own is None or not 0 < mapping.definition_version < own.version:
        return ()
    old, new = own.definition_at(mapping.definition_version), own.definition
    if old is None or new is None:
        return ()
    slug = mapping.action_slug
    return changes_of_mapping(action_changes(old.action(slug), new.action(slug)), mapping.config)


def reviews_of_definition(definition: OwnDefinition) -> list[MappingReview]:
    """Every mapping with something to look at, in the order of destinations and their lists."""
    rows = Mapping.objects.filter(destination__own_definition=definition).with_destination()
    ordered = rows.order_by("destination__name", "destination_id", "position", "id")
    return list_reviews(ordered)


def list_reviews(mappings: Iterable[Mapping]) -> list[MappingReview]:
    """Those of the mappings that have something to look at; destinations loaded with them."""
    found = ((mapping, review_mapping(mapping)) for mapping in mappings)
    return [
        MappingReview(mapping, mapping.definition_version, changes)
        for mapping, changes in found
        if changes
    ]


def mark_reviewed(*, mapping: Mapping) -> Mapping:
    """The mapping, looked at with the version that its definition has now.

    Raises:
        NotFound: it was deleted in the meantime.
    """
    own = mapping.destination.own_definition
    version = own.version if own else 0
    if not Mapping.objects.filter(pk=mapping.pk).update(definition_version=version):
        raise NotFound("This mapping was deleted in the meantime.")
    mapping.definition_version = version
    return mapping
