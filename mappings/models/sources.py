"""Where events come from, and the test events saved for each source."""

import secrets
from typing import Self

from django.db import models

from mappings import conf
from mappings.models.base import WorkspaceQuerySet, WorkspaceRow
from mappings.models.json_text import JSONTextField


def new_write_key() -> str:
    """A key that senders put into their events: 192 random bits. It can only send."""
    return secrets.token_urlsafe(24)


class SourceQuerySet(WorkspaceQuerySet["Source"]):
    def by_name(self) -> Self:
        return self.order_by("name", "id")

    def with_counts(self) -> Self:
        """Each source carries `destination_count` and `test_event_count`."""
        return self.annotate(
            destination_count=models.Count("destinations", distinct=True),
            test_event_count=models.Count("test_events", distinct=True),
        )


class Source(WorkspaceRow):
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    slug = models.SlugField(max_length=conf.MAX_SLUG_CHARS)
    write_key = models.CharField(max_length=64, unique=True, default=new_write_key, editable=False)
    # The key before a change: good until then, for senders that do not know the new one yet.
    old_write_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    old_write_key_ends_at = models.DateTimeField(null=True, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="source_name_in_workspace"),
            models.UniqueConstraint(fields=["workspace", "slug"], name="source_slug_in_workspace"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SourceRate(models.Model):
    """How much a source may send at the moment, where a rate is set: one row, for all processes.

    `tokens` are the events that were left at `filled_at_s`, in seconds since 1970.
    """

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, primary_key=True, related_name="rate"
    )
    tokens = models.FloatField()
    filled_at_s = models.FloatField()

    def __str__(self) -> str:
        return f"{self.tokens:.0f} events"


class EventType(models.TextChoices):
    """The events a mapping can be made for."""

    IDENTIFY = "identify"
    TRACK = "track"


class TestEventQuerySet(WorkspaceQuerySet["TestEvent"]):
    def for_source(self, source: Source) -> Self:
        return self.filter(source=source)

    def by_name(self) -> Self:
        return self.order_by("name", "id")


class TestEvent(WorkspaceRow):
    """An event saved under a name, to try mappings with."""

    __test__ = False  # the name starts like a test class

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="test_events")
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    event = JSONTextField()

    objects = TestEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="test_event_name_in_source"),
            models.CheckConstraint(condition=~models.Q(name=""), name="test_event_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
