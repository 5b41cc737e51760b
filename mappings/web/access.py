"""Who may see a page: signed in, in a workspace, and with the role that the page asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from mappings.models import Member, Role, Workspace
from mappings.services.access import find_member

SAFE_METHODS = {"GET", "HEAD"}

_Row = TypeVar("_Row", bound=models.Model)
PlainView = Callable[..., HttpResponseBase]


class PageRequest(HttpRequest):
    """A request that passed `page`: its member and workspace are known."""

    member: Member
    workspace: Workspace
    htmx: HtmxDetails


def page(
    *methods: str, reads: Role = Role.VIEWER, changes: Role = Role.EDITOR
) -> Callable[[PlainView], PlainView]:
    """A view for members of a workspace.

    Args:
        methods: what the view answers; anything else gets 405.
        reads: the role that may open the page.
        changes: the role that may send something to it; others get 403.
    """

    def decorate(view: PlainView) -> PlainView:
        @require_http_methods([*methods, "HEAD"] if "GET" in methods else list(methods))
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asked = cast(PageRequest, request)
            if not request.user.is_authenticated:
                return _to_sign_in(asked)
            asked.member = _member_of(request)
            asked.workspace = asked.member.workspace
            needed = reads if request.method in SAFE_METHODS else changes
            if not asked.member.has_role(needed):
                raise PermissionDenied(f"This needs the role {needed.label.lower()} or higher.")
            return view(asked, *args, **kwargs)

        return checked

    return decorate


def found(row: _Row | None) -> _Row:
    """The row, or the page "not found": a foreign row looks like a missing one."""
    if row is None:
        raise Http404
    return row


def _to_sign_in(request: PageRequest) -> HttpResponseBase:
    """A fragment cannot hold the sign-in page, so the whole page goes there and comes back."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    page_address = request.htmx.current_url_abs_path or "/"
    return HttpResponseClientRedirect(redirect_to_login(page_address).url)


def _member_of(request: HttpRequest) -> Member:
    member = find_member(user=request.user)
    if member is None:
        raise PermissionDenied("You are not a member of any workspace. Ask an owner to add you.")
    return member
