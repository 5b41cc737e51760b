"""Destinations: tools of the catalog that a workspace has connected."""

from typing import Self

from django.db import models
from django.db.models import Count, Q

from mappings import conf
from mappings.catalog.registry import get_definition
from mappings.catalog.schema import DestinationDefinition
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow
from mappings.models.encrypted import unseal
from mappings.models.json_text import JSONTextField
from mappings.models.sources import Source


class DestinationQuerySet(WorkspaceQuerySet["Destination"]):
    def enabled(self) -> Self:
        return self.filter(is_enabled=True)

    def for_source(self, source: Source) -> Self:
        return self.filter(source=source)

    def by_name(self) -> Self:
        return self.order_by("name", "id")

    def with_source(self) -> Self:
        return self.select_related("source")

    def with_counts(self) -> Self:
        """Each destination carries `mapping_count` and `enabled_mapping_count`."""
        return self.annotate(
            mapping_count=Count("mappings"),
            enabled_mapping_count=Count("mappings", filter=Q(mappings__is_enabled=True)),
        )


class Destination(WorkspaceRow):
    # RESTRICT, not PROTECT: deleting the whole workspace takes both away.
    source = models.ForeignKey(Source, on_delete=models.RESTRICT, related_name="destinations")
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    definition_slug = models.SlugField(max_length=conf.MAX_SLUG_CHARS)
    settings = JSONTextField(default=dict)
    sealed_secrets = models.TextField(blank=True, default="", editable=False)
    is_enabled = models.BooleanField(default=True)
    delivery_options = JSONTextField(default=dict)  # what differs from the usual way of sending

    objects = DestinationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="destination_name_in_workspace"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="destination_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def definition(self) -> DestinationDefinition | None:
        """What the catalog knows of this kind of destination; None when it left the catalog."""
        return get_definition(self.definition_slug)

    def open_secrets(self) -> dict[str, str]:
        """The secrets in clear.

        Raises:
            SecretsUnreadableError: they were encrypted with a key that is not in the key ring.
        """
        return unseal(self.sealed_secrets)
