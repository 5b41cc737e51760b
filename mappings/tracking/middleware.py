"""Calls of the tracking API go past what only pages need: sessions, cookies, CSRF tokens."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from mappings.tracking.urls import PREFIX, view_at


def answer_tracking_calls(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, to stand behind the one that redirects to HTTPS."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX):
            return view_at(request.path_info)(request)
        return get_response(request)

    return answer
