"""What becomes of an event for one mapping: one row, always in exactly one state.

State machine of a delivery::

    pending ⇄ sending ─┬─ delivered
       ⇅               ├─ dead             (the destination or the mapping is at fault)
      held             └─ internal_error   (we are)
    filtered

`pending`, `sending` and `held` are open; the others are its end. A row is never deleted before its
retention ends.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import OwnedRow, WorkspaceQuerySet
from mappings.models.destinations import Destination
from mappings.models.events import Event
from mappings.models.json_text import JSONTextField
from mappings.models.mappings import Mapping
from mappings.models.versions import MappingVersion
from mappings.models.workspaces import Workspace


class DeliveryState(models.TextChoices):
    PENDING = "pending"
    SENDING = "sending"
    HELD = "held"
    DELIVERED = "delivered"
    FILTERED = "filtered"
    DEAD = "dead"
    INTERNAL_ERROR = "internal_error"


OPEN_STATES = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.HELD)
WAITING_STATES = (DeliveryState.PENDING, DeliveryState.SENDING)
END_STATES = tuple(state for state in DeliveryState if state not in OPEN_STATES)


class DeliveryQuerySet(WorkspaceQuerySet["Delivery"]):
    def in_state(self, *states: DeliveryState) -> Self:
        return self.filter(state__in=states)

    def due(self, now: datetime) -> Self:
        """Those that may be sent, and those whose sender vanished."""
        return self.filter(due_at__lte=now)

    def waiting(self) -> Self:
        """Those that are to be sent, now or later."""
        return self.filter(due_at__isnull=False)

    def for_destination(self, destination: Destination) -> Self:
        return self.filter(destination=destination)

    def for_mapping(self, mapping: Mapping) -> Self:
        return self.filter(mapping=mapping)


class Delivery(OwnedRow):
    """One event for one mapping.

    `due_at` is when it may be tried next; while it is being sent, when its lease ends. A row's
    outcome may only be written by who holds its `lease`.

    Shape:
        history: ``[{"number": 1, "attempt": "0198…", "at": "2026-01-01T00:00:00Z",
        "outcome": "retry", "reason": "server_error", "status": 503}]``
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    # Without indexes of their own, each of which costs a page at every event: those below begin
    # with them, and nobody asks for the deliveries of a version.
    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="deliverys",
        editable=False,
        db_index=False,
    )
    destination = models.ForeignKey(
        Destination,
        on_delete=models.SET_NULL,
        null=True,
        related_name="deliveries",
        db_index=False,
    )
    mapping = models.ForeignKey(
        Mapping,
        on_delete=models.SET_NULL,
        null=True,
        related_name="deliveries",
        db_index=False,
    )
    version = models.ForeignKey(
        MappingVersion, on_delete=models.RESTRICT, related_name="deliveries", db_index=False
    )
    state = models.CharField(max_length=14, choices=DeliveryState, default=DeliveryState.PENDING)
    reason = models.CharField(max_length=conf.MAX_REASON_CHARS, blank=True, default="")
    detail = models.CharField(max_length=conf.MAX_DETAIL_CHARS, blank=True, default="")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempt_count = models.PositiveIntegerField(default=0)
    history = JSONTextField(default=list)
    order_key = models.CharField(max_length=conf.MAX_ORDER_KEY_CHARS, blank=True, default="")
    webhook_id = models.UUIDField()
    # Whose flag matched, where the mapping serves several audiences; "" for the trigger's own.
    audience_key = models.CharField(max_length=conf.MAX_AUDIENCE_KEY_CHARS, blank=True, default="")
    replay_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="replays", db_index=False
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state"
            ),
            # Exactly those that wait have a due time, so that the index of due times holds them.
            models.CheckConstraint(
                condition=Q(state__in=[*WAITING_STATES], due_at__isnull=False)
                | (~Q(state__in=[*WAITING_STATES]) & Q(due_at__isnull=True)),
                name="waiting_delivery_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*END_STATES], finished_at__isnull=False)
                | Q(state__in=[*OPEN_STATES], finished_at__isnull=True),
                name="ended_delivery_has_an_end",
            ),
            models.UniqueConstraint(fields=["replay_of"], name="one_replay_of_a_delivery"),
        ]
        indexes = [
            models.Index(
                fields=["destination", "due_at"],
                condition=Q(due_at__isnull=False),
                name="delivery_due",
            ),
            models.Index(
                fields=["mapping", "order_key", "id"],
                condition=Q(due_at__isnull=False),
                name="delivery_in_order",
            ),
            models.Index(
                fields=["destination", "state", "reason", "finished_at"], name="delivery_by_state"
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="delivery_ended_by_time",
            ),
            models.Index(fields=["mapping", "created_at"], name="delivery_of_mapping"),
            models.Index(fields=["workspace", "created_at"], name="delivery_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class AttemptQuerySet(WorkspaceQuerySet["Attempt"]):
    pass


class Attempt(OwnedRow):
    """One request that was made: for one delivery, or for a batch of them. Secrets are masked.

    Shape:
        request: ``{"method": "POST", "url": "https://…", "headers": {…}, "body": {…}}``
        answer: ``{"status": 200, "headers": {…}, "body": "…"}``, or None when there was none
    """

    destination = models.ForeignKey(
        Destination, on_delete=models.SET_NULL, null=True, related_name="attempts"
    )
    started_at = models.DateTimeField()
    duration_ms = models.FloatField()
    delivery_count = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=conf.MAX_REASON_CHARS, blank=True, default="")
    status = models.PositiveIntegerField(null=True)
    request = JSONTextField(null=True)
    answer = JSONTextField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["destination", "started_at"], name="attempt_of_destination"),
            models.Index(fields=["started_at"], name="attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class DestinationHealth(models.Model):
    """How a destination has been answering: kept in the database, so that all workers know.

    `breaker` is the state that the breaker's rules work on; `not_before` is what a destination
    asked for; `tokens` are the requests that its rate limit still allows at `refilled_at`.
    """

    destination = models.OneToOneField(
        Destination, on_delete=models.CASCADE, primary_key=True, related_name="health"
    )
    breaker = JSONTextField(default=dict)
    not_before = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=conf.MAX_REASON_CHARS, blank=True, default="")
    paused_at = models.DateTimeField(null=True)
    credential_failures = models.PositiveIntegerField(default=0)
    tokens = models.FloatField(null=True)
    refilled_at = models.DateTimeField(null=True)
    disordered_count = models.PositiveIntegerField(default=0)  # sent past the order window

    def __str__(self) -> str:
        return self.paused_reason or "running"
