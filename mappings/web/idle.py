"""A session ends some hours after the last request, not after signing in.

Its end is moved with a write every few minutes instead of with each request.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

SEEN_AT = "seen_at"  # in the session: seconds since 1970
REFRESH_AFTER = timedelta(minutes=5)


def keep_active_sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a changed session is saved by Django, with a new end and a new cookie."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        now_s = int(timezone.now().timestamp())
        if _is_signed_in(request) and _is_due(request, now_s=now_s):
            request.session[SEEN_AT] = now_s
        return response

    return answer


def _is_signed_in(request: HttpRequest) -> bool:
    return bool(request.session.session_key) and SESSION_KEY in request.session


def _is_due(request: HttpRequest, *, now_s: int) -> bool:
    return now_s - int(request.session.get(SEEN_AT, 0)) >= REFRESH_AFTER.total_seconds()
