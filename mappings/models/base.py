"""What every row of a workspace has, and the query that every other one starts from."""

from typing import Self, TypeVar

from django.db import models

from mappings.models.ids import new_id
from mappings.models.workspaces import Workspace

_Row = TypeVar("_Row", bound=models.Model)


class WorkspaceQuerySet(models.QuerySet[_Row]):
    def for_workspace(self, workspace: Workspace) -> Self:
        return self.filter(workspace=workspace)

    def oldest_first(self) -> Self:
        """In order of creation: ids are ordered by time."""
        return self.order_by("id")

    def newest_first(self) -> Self:
        return self.order_by("-id")


class OwnedRow(models.Model):
    """A row that belongs to a workspace. What is written by the thousand has no more than this."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="%(class)ss", editable=False
    )

    class Meta:
        abstract = True


class WorkspaceRow(OwnedRow):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
