"""What the built-in receiver was sent, to look at."""

from django.db import models

from mappings.models.base import OwnedRow, WorkspaceQuerySet
from mappings.models.destinations import Destination
from mappings.models.json_text import JSONTextField


class ReceivedRequestQuerySet(WorkspaceQuerySet["ReceivedRequest"]):
    pass


class ReceivedRequest(OwnedRow):
    """One request as it came, with masked secrets.

    Shape:
        request: ``{"method": "POST", "url": "https://receiver.invalid/crm", "headers": {…},
        "body": {…}}``
    """

    destination = models.ForeignKey(
        Destination, on_delete=models.CASCADE, related_name="received_requests"
    )
    received_at = models.DateTimeField()
    status = models.PositiveIntegerField()
    delivery_count = models.PositiveIntegerField(default=1)
    is_test = models.BooleanField(default=False)
    request = JSONTextField()

    objects = ReceivedRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["destination", "received_at"], name="received_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.pk}"
