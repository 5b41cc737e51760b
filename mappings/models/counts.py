"""Counts of what ended in the past, so that an overview need not read a million rows.

Time is cut into buckets of five minutes, which are kept for two days, and of an hour, which stay.
Rows of a bucket are written once it is over. They name destinations and mappings by id only: what
was counted stays when those are deleted.
"""

from django.db import models

from mappings import conf
from mappings.models.workspaces import Workspace


class EndedCount(models.Model):
    """How many deliveries of a mapping ended alike within a bucket."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    destination_id = models.UUIDField(null=True)
    mapping_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField()
    span_s = models.PositiveIntegerField()
    state = models.CharField(max_length=14)
    reason = models.CharField(max_length=conf.MAX_REASON_CHARS, blank=True, default="")
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [
            # With all that is counted by, so that an overview reads nothing else.
            models.Index(
                fields=[
                    *("workspace", "span_s", "starts_at"),
                    *("state", "destination_id", "mapping_id", "reason", "count"),
                ],
                name="ended_count_by_all",
            ),
            models.Index(fields=["span_s", "starts_at"], name="ended_count_bucket"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.state}"


class ReceivedCount(models.Model):
    """How many events a source sent within a bucket, and how many mappings those met."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source_id = models.UUIDField()
    starts_at = models.DateTimeField()
    span_s = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    mappings = models.PositiveIntegerField()
    unmatched = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "span_s", "starts_at"], name="received_count_by_time"
            ),
            models.Index(fields=["span_s", "starts_at"], name="received_count_bucket"),
        ]

    def __str__(self) -> str:
        return f"{self.events} events"


class CountedUntil(models.Model):
    """How far counting has come: the one row says where its next bucket starts."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.at.isoformat()
