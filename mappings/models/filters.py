"""Destination filters: which events of its source a destination gets, and what of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow
from mappings.models.destinations import Destination
from mappings.models.json_text import JSONTextField


class FilterAction(models.TextChoices):
    DROP = "drop", "Drop the event"
    SAMPLE = "sample", "Let only a share through"
    DROP_PROPERTIES = "drop_properties", "Take keys out"
    ALLOW_PROPERTIES = "allow_properties", "Keep only some keys"


class DestinationFilterQuerySet(WorkspaceQuerySet["DestinationFilter"]):
    def enabled(self) -> Self:
        return self.filter(is_enabled=True)

    def for_destination(self, destination: Destination) -> Self:
        return self.filter(destination=destination)

    def in_order(self) -> Self:
        return self.order_by("position", "id")


class DestinationFilter(WorkspaceRow):
    """One filter. What events run through is the destination's `live_filters`, made of these.

    Shape:
        condition: a trigger's tree, or None for every event
        fields: ``{"traits": ["email"], "context": ["ip"]}``
    """

    destination = models.ForeignKey(Destination, on_delete=models.CASCADE, related_name="filters")
    title = models.CharField(max_length=conf.MAX_NAME_CHARS)
    condition = JSONTextField(null=True)
    action = models.CharField(max_length=20, choices=FilterAction)
    percent = models.FloatField(null=True)
    path = models.TextField(blank=True, default="")
    fields = JSONTextField(default=dict)
    is_enabled = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    objects = DestinationFilterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=FilterAction.values), name="filter_action"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="filter_has_a_title"),
        ]
        indexes = [models.Index(fields=["destination", "position"], name="filter_order")]

    def __str__(self) -> str:
        return self.title

    def as_rule(self) -> dict[str, Any]:
        """What the engine compiles."""
        rule = {"title": self.title, "condition": self.condition, "action": self.action}
        if self.action == FilterAction.SAMPLE:
            return {**rule, "percent": self.percent, "path": self.path}
        return rule if self.action == FilterAction.DROP else {**rule, "fields": self.fields}
