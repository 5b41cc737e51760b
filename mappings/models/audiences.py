"""Audiences, who is in them, and which destinations are told."""

from typing import Self

from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import OwnedRow, WorkspaceQuerySet, WorkspaceRow
from mappings.models.destinations import Destination
from mappings.models.json_text import JSONTextField
from mappings.models.profiles import Profile


class ComputationClass(models.TextChoices):
    AUDIENCE = "audience", "Audience"
    TRAIT = "trait", "Trait"
    JOURNEY_STEP = "journey_step", "Journey step"


class AudienceQuerySet(WorkspaceQuerySet["Audience"]):
    def existing(self) -> Self:
        """Those that were not deleted."""
        return self.filter(deleted_at=None)

    def by_name(self) -> Self:
        return self.order_by("name", "id")


class Audience(WorkspaceRow):
    """A group of profiles. Its key never changes and is never used again, even once it is deleted:
    the row stays, with `deleted_at`.
    """

    key = models.CharField(max_length=conf.MAX_AUDIENCE_KEY_CHARS, editable=False)
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    computation_class = models.CharField(
        max_length=12, choices=ComputationClass.choices, default=ComputationClass.AUDIENCE
    )
    entered_event = models.CharField(max_length=conf.MAX_EVENT_NAME_CHARS)
    exited_event = models.CharField(max_length=conf.MAX_EVENT_NAME_CHARS)
    # Whether the flag in events that sources send makes and ends memberships.
    follows_events = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="audience_key_in_workspace"),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(name=""), name="audience_has_key_and_name"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class MembershipQuerySet(WorkspaceQuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(exited_at=None)


class Membership(OwnedRow):
    """That a profile is in an audience, or once was: then with `exited_at`."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="memberships")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="memberships")
    entered_at = models.DateTimeField()
    exited_at = models.DateTimeField(null=True)
    # The job whose file named the member last: who a file of all members does not name is found so.
    named_by = models.UUIDField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audience", "profile"], name="membership_of_profile"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "id"], condition=Q(exited_at=None), name="members_of_audience"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} in {self.audience_id}"


class Connection(WorkspaceRow):
    """That a destination is told who enters and leaves an audience, and with what.

    Both lists empty and `is_customized` false: the default setup, which adds nothing.

    Shape:
        ``traits`` → ``[{"trait": "first_name", "name": "first_name"}]``
        ``identifiers`` → ``[{"type": "email", "name": "email", "strategy": "last"}]``
    """

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="connections")
    destination = models.ForeignKey(
        Destination, on_delete=models.CASCADE, related_name="connections"
    )
    is_enabled = models.BooleanField(default=True)
    sends_identify = models.BooleanField(default=True)
    sends_track = models.BooleanField(default=True)
    is_customized = models.BooleanField(default=False)
    traits = JSONTextField(default=list)
    identifiers = JSONTextField(default=list)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkspaceQuerySet["Connection"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "destination"], name="connection_of_audience"
            ),
            models.CheckConstraint(
                condition=Q(sends_identify=True) | Q(sends_track=True),
                name="connection_sends_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id} to {self.destination_id}"


class ConnectionVersion(OwnedRow):
    """What a connection was at one of its versions: a resync can tell what a change changed."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sends_identify = models.BooleanField()
    sends_track = models.BooleanField()
    is_customized = models.BooleanField()
    traits = JSONTextField()
    identifiers = JSONTextField()
    saved_at = models.DateTimeField()

    objects = WorkspaceQuerySet["ConnectionVersion"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "number"], name="version_number_of_connection"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection_id}, version {self.number}"
