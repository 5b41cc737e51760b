"""Mappings: a trigger, an action and a config, belonging to one destination."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow
from mappings.models.destinations import Destination
from mappings.models.json_text import JSONTextField
from mappings.models.sources import EventType, Source
from mappings.models.versions import MappingVersion


class MappingQuerySet(WorkspaceQuerySet["Mapping"]):
    def enabled(self) -> Self:
        return self.filter(is_enabled=True)

    def for_destination(self, destination: Destination) -> Self:
        return self.filter(destination=destination)

    def for_source(self, source: Source) -> Self:
        return self.filter(destination__source=source)

    def in_order(self) -> Self:
        """As the mappings of a destination are listed and run."""
        return self.order_by("position", "id")

    def with_destination(self) -> Self:
        return self.select_related(
            "destination",
            "destination__source",
            "destination__own_definition",
            "live_version",
            "updated_by",
        )


class Mapping(WorkspaceRow):
    destination = models.ForeignKey(Destination, on_delete=models.CASCADE, related_name="mappings")
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    action_slug = models.SlugField(max_length=conf.MAX_SLUG_CHARS)
    # Derived from the trigger on every save; "" when the trigger asks for no single type.
    event_type = models.CharField(max_length=10, choices=EventType, blank=True, default="")
    trigger = JSONTextField()
    config = JSONTextField(default=dict)
    # Keys of audiences that it serves beside the one of its trigger: the flag's place follows the
    # key. EVERY_AUDIENCE alone: all that are connected to the destination.
    other_audience_keys = JSONTextField(default=list)
    is_enabled = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    # The version of the workspace's own definition that the config was last looked at with;
    # 0 where the definition ships with the catalog.
    definition_version = models.PositiveIntegerField(default=0, editable=False)
    # What events run through while the mapping is enabled: the newest version that was ready.
    live_version = models.ForeignKey(
        MappingVersion, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = MappingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["destination", "name"], name="mapping_name_in_destination"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="mapping_has_a_name"),
            models.CheckConstraint(condition=Q(version__gt=0), name="mapping_version_above_zero"),
            models.CheckConstraint(
                condition=Q(event_type__in=["", *EventType.values]), name="mapping_event_type"
            ),
        ]
        indexes = [
            models.Index(fields=["destination", "position"], name="mapping_order"),
        ]

    def __str__(self) -> str:
        return self.name
