"""Destinations: tools of the catalog that a workspace has connected."""

from typing import Self

from django.db import models
from django.db.models import Count, Q

from mappings import conf
from mappings.catalog.registry import get_definition
from mappings.catalog.schema import DestinationDefinition
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow
from mappings.models.definitions import OwnDefinition
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
        """Each destination with its source, and what its definition is found by."""
        return self.select_related("source", "own_definition")

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
    # Null: the definition is one that ships with the catalog. RESTRICT as for the source.
    own_definition = models.ForeignKey(
        OwnDefinition,
        on_delete=models.RESTRICT,
        null=True,
        editable=False,
        related_name="destinations",
    )
    settings = JSONTextField(default=dict)
    sealed_secrets = models.TextField(blank=True, default="", editable=False)
    secrets_set_at = JSONTextField(default=dict, editable=False)  # each secret's key: when, ISO
    is_enabled = models.BooleanField(default=True)
    # What the enabled filters do, in their order: written with each change of one of them.
    live_filters = JSONTextField(default=list, editable=False)
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
        """What is known of this kind of destination; None when it left the catalog."""
        if self.own_definition is not None:
            return self.own_definition.definition
        return get_definition(self.definition_slug)

    def open_secrets(self) -> dict[str, str]:
        """The secrets in clear.

        Raises:
            SecretsUnreadableError: they were encrypted with a key that is not in the key ring.
        """
        return unseal(self.sealed_secrets)
