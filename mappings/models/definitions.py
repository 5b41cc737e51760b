"""Definitions of a workspace's own: kinds of destinations that the catalog does not have."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.catalog.errors import DefinitionError
from mappings.catalog.loading import load_definition
from mappings.catalog.schema import DestinationDefinition
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow
from mappings.models.ids import new_id
from mappings.models.json_text import JSONTextField

_MAX_KEPT = 300  # loaded definitions, compiled; the largest takes some hundred kilobytes


class OwnDefinitionQuerySet(WorkspaceQuerySet["OwnDefinition"]):
    def by_name(self) -> Self:
        return self.order_by("name", "id")

    def with_counts(self) -> Self:
        """Each definition carries `destination_count`."""
        return self.annotate(destination_count=models.Count("destinations"))


class OwnDefinition(WorkspaceRow):
    """What stays when a definition changes; its document is that of its newest version."""

    slug = models.SlugField(max_length=conf.MAX_SLUG_CHARS)
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    version = models.PositiveIntegerField(default=1)

    objects = OwnDefinitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "slug"], name="own_definition_slug_in_workspace"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="own_definition_has_a_name"),
            models.CheckConstraint(
                condition=Q(version__gt=0), name="own_definition_version_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def definition(self) -> DestinationDefinition | None:
        """The newest version, loaded; None when this release cannot read its document."""
        return self.definition_at(self.version)

    def definition_at(self, version: int) -> DestinationDefinition | None:
        """One version, loaded; None when it is not there or cannot be read any more."""
        stamp = self.updated_at if version == self.version else None
        return _load_version(self.pk, version, stamp)

    @property
    def document(self) -> Any:
        """The document of the newest version."""
        return self.versions.get(number=self.version).document


class DefinitionVersion(models.Model):
    """One state of a definition. Rows are added and never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey(
        OwnDefinition, on_delete=models.CASCADE, related_name="versions", editable=False
    )
    number = models.PositiveIntegerField(editable=False)
    document = JSONTextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "number"], name="one_row_for_a_definition_version"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="definition_version_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} version {self.number}"


def forget_loaded_definitions() -> None:
    """For a transaction that may be taken back: a version of it is no version then.

    Called before the transaction ends, for nobody else can load the version until then.
    """
    _load_version.cache_clear()


@lru_cache(maxsize=_MAX_KEPT)
def _load_version(
    definition_id: UUID, number: int, _stamp: datetime | None
) -> DestinationDefinition | None:
    """Kept for good: a version never changes, and ids are never used again.

    The stamp tells the newest version from one of the same number that was rolled back.
    """
    versions = DefinitionVersion.objects.filter(definition_id=definition_id, number=number)
    found = versions.values_list("document", "definition__slug").first()
    if found is None:
        return None
    try:
        return load_definition(found[0], name=f"{found[1]} version {number}")
    except DefinitionError:
        return None
