"""What a mapping was at each of its versions: never changed, so that a delivery can name one."""

from typing import Self

from django.conf import settings
from django.db import models

from mappings import conf
from mappings.models.base import OwnedRow, WorkspaceQuerySet
from mappings.models.json_text import JSONTextField


class MappingVersionQuerySet(WorkspaceQuerySet["MappingVersion"]):
    def newest_number_first(self) -> Self:
        return self.order_by("-number")


class MappingVersion(OwnedRow):
    """One saved state of a mapping. It outlives the mapping while deliveries name it."""

    mapping = models.ForeignKey(
        "mappings.Mapping", on_delete=models.SET_NULL, null=True, related_name="versions"
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    action_slug = models.SlugField(max_length=conf.MAX_SLUG_CHARS)
    trigger = JSONTextField()
    config = JSONTextField()
    other_audience_keys = JSONTextField(default=list)  # as its mapping's
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = MappingVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "number"], name="version_number_of_mapping"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"
