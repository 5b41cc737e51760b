"""Workspaces and the people in them."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from mappings import conf
from mappings.models.ids import new_id


class Workspace(models.Model):
    """Everything that one team sees. Every query starts from a workspace."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=conf.MAX_NAME_CHARS)
    slug = models.SlugField(max_length=conf.MAX_SLUG_CHARS, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="workspace_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do; each role may also do what the ones above it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"


_RANKS = {role: rank for rank, role in enumerate(Role)}


class MemberQuerySet(models.QuerySet["Member"]):
    def for_workspace(self, workspace: Workspace) -> Self:
        return self.filter(workspace=workspace)

    def for_user(self, user: Any) -> Self:
        return self.filter(user=user, user__is_active=True)

    def oldest_first(self) -> Self:
        return self.order_by("id")


class Member(models.Model):
    """A person's place in a workspace."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    # Whether events, payloads and answers are shown; None: as the role has it, from editors on.
    sees_contents = models.BooleanField(null=True, blank=True, default=None)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_place_in_a_workspace"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    def has_role(self, role: Role) -> bool:
        """True when the member's role is `role` or a higher one."""
        return _RANKS[Role(self.role)] >= _RANKS[role]

    @property
    def can_edit(self) -> bool:
        return self.has_role(Role.EDITOR)

    @property
    def can_view_payloads(self) -> bool:
        """Whether the member sees what is known of people: events, payloads, requests, answers."""
        return self.can_edit if self.sees_contents is None else self.sees_contents
