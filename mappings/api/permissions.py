"""Who may do what: reading takes a place in a workspace, changing takes an editor's."""

from typing import Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from mappings.services.access import Access, find_member


class WorkspacePermission(BasePermission):
    """Finds the request's access, and leaves it with the view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        access = _access_of(request)
        is_reading = request.method in SAFE_METHODS or getattr(view, "changes_nothing", False)
        if not is_reading and not access.can_edit:
            raise PermissionDenied(_reason(access), "forbidden")
        view.access = access
        return True


def _access_of(request: Request) -> Access:
    if isinstance(request.auth, Access):
        return request.auth
    member = find_member(user=request.user)
    if member is None:
        raise PermissionDenied("You are not a member of any workspace.", "no_workspace")
    return Access(member=member)


def _reason(access: Access) -> str:
    if access.member.can_edit:
        return "This token can only read. Make one that may write."
    return "Your role is viewer, which can only read. Ask for the role of an editor."
