"""People as we know them: their traits, and what they are called by elsewhere."""

from typing import Self

from django.db import models
from django.db.models import Q

from mappings import conf
from mappings.models.base import OwnedRow, WorkspaceQuerySet, WorkspaceRow
from mappings.models.json_text import JSONTextField
from mappings.models.workspaces import Workspace


class TraitOrigin(models.TextChoices):
    """Where the values of a trait come from. A label: it changes nothing."""

    CUSTOM = "custom", "Custom"
    SQL = "sql", "SQL"
    COMPUTED = "computed", "Computed"
    PREDICTIVE = "predictive", "Predictive"


class Trait(WorkspaceRow):
    """A trait that profiles of the workspace have, by its name: written when first seen."""

    name = models.CharField(max_length=conf.MAX_TRAIT_NAME_CHARS)
    origin = models.CharField(
        max_length=10, choices=TraitOrigin.choices, default=TraitOrigin.CUSTOM
    )

    objects = WorkspaceQuerySet["Trait"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="trait_name_in_workspace"),
            models.CheckConstraint(condition=~Q(name=""), name="trait_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileQuerySet(WorkspaceQuerySet["Profile"]):
    def with_identifiers(self) -> Self:
        """Each profile with its identifiers, in the order in which they were first seen."""
        return self.prefetch_related(
            models.Prefetch("identifiers", ProfileIdentifier.objects.oldest_first())
        )


class Profile(WorkspaceRow):
    """One person.

    Shape:
        ``traits`` → ``{"first_name": "Jane", "plan": {"name": "pro"}}``
    """

    # Without an index of its own: the one below begins with it.
    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="profiles",
        editable=False,
        db_index=False,
    )
    traits = JSONTextField(default=dict)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "id"], name="profile_of_workspace")]

    def __str__(self) -> str:
        return str(self.pk)


class ProfileIdentifier(OwnedRow):
    """What a profile is called by: one value of one type names one profile of the workspace.

    Shape:
        ``type`` → ``"user_id"``, ``"anonymous_id"``, ``"email"``, or a name of the sender's own
    """

    # Without an index of its own: the unique constraint begins with it.
    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="profileidentifiers",
        editable=False,
        db_index=False,
    )
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="identifiers")
    type = models.CharField(max_length=conf.MAX_IDENTIFIER_TYPE_CHARS)
    value = models.CharField(max_length=conf.MAX_IDENTIFIER_CHARS)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    objects = WorkspaceQuerySet["ProfileIdentifier"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # The value first: people are searched by it.
                fields=["workspace", "value", "type"],
                name="identifier_in_workspace",
            ),
            models.CheckConstraint(
                condition=~Q(type="") & ~Q(value=""), name="identifier_has_type_and_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.value}"


class WaitingEvent(OwnedRow):
    """An event whose profile or membership is not written yet: `id` is the event's.

    No foreign key: an event that is deleted in between has nothing to say any more.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", editable=False
    )

    objects = WorkspaceQuerySet["WaitingEvent"].as_manager()

    def __str__(self) -> str:
        return str(self.pk)
