"""The events that sources sent, as they were accepted."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.engine.strict_json import parse_json
from mappings.models.base import OwnedRow, WorkspaceQuerySet
from mappings.models.sources import Source
from mappings.models.workspaces import Workspace


class EventQuerySet(WorkspaceQuerySet["Event"]):
    def from_source(self, source: Source) -> Self:
        return self.filter(source=source)

    def with_origin(self) -> Self:
        """Each event with its source, and with the connection that sent it, if one did."""
        return self.select_related("source", "connection__audience", "connection__destination")

    def with_message_id(self, message_id: str) -> Self:
        # Each half has an index of its own.
        return self.filter(
            Q(message_id=message_id, is_deduplicating=True)
            | Q(message_id=message_id, is_deduplicating=False)
        )


class Event(OwnedRow):
    """One accepted event. A row is written once; only `is_deduplicating` changes later.

    `message_id` names it once within its source while `is_deduplicating`: seven days, after which
    the same id is a new event. `mapping_count` counts the enabled mappings that it met, and
    `unmatched_count` those whose trigger did not match; each other one has a delivery.
    """

    # Without indexes of their own: those by time begin with them.
    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="events",
        editable=False,
        db_index=False,
    )
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    message_id = models.CharField(max_length=conf.MAX_MESSAGE_ID_CHARS)
    is_deduplicating = models.BooleanField(default=True)
    type = models.CharField(max_length=10)
    name = models.CharField(max_length=conf.MAX_EVENT_NAME_CHARS, blank=True, default="")
    user_id = models.CharField(max_length=conf.MAX_USER_ID_CHARS, blank=True, default="")
    anonymous_id = models.CharField(max_length=conf.MAX_USER_ID_CHARS, blank=True, default="")
    received_at = models.DateTimeField()
    text = models.TextField()  # the event as JSON, checked when it came in
    # Whose members it tells of; null: a source sent it. It met the mappings of that destination.
    connection = models.ForeignKey(
        "mappings.Connection",
        on_delete=models.SET_NULL,
        null=True,
        related_name="events",
        db_index=False,
    )
    mapping_count = models.PositiveIntegerField(default=0)
    unmatched_count = models.PositiveIntegerField(default=0)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "message_id"],
                condition=Q(is_deduplicating=True),
                name="message_id_of_source",
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "message_id"],
                condition=Q(is_deduplicating=False),
                name="event_old_message_id",
            ),
            models.Index(fields=["source", "received_at"], name="event_of_source_by_time"),
            models.Index(fields=["workspace", "received_at"], name="event_by_time"),
            models.Index(
                fields=["connection", "received_at"],
                condition=Q(connection__isnull=False),
                name="event_of_connection",
            ),
            models.Index(
                fields=["workspace", "user_id"], condition=~Q(user_id=""), name="event_of_user"
            ),
            models.Index(
                fields=["workspace", "anonymous_id"],
                condition=~Q(anonymous_id=""),
                name="event_of_anonymous",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"

    @property
    def event(self) -> Any:
        """The event itself: ``{"type": "track", …}``."""
        return parse_json(self.text)
