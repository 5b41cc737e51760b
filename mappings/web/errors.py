"""Error pages: what went wrong, in plain words, and where to go from there."""

import logging
import uuid

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.http import trigger_client_event

API_PREFIX = "/api/v1/"
MAX_REASON_CHARS = 200

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The exception's text may name internals, so it is not shown."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413, "too_large", "The body is too large.")
    return _answer(request, 400, "bad_request", "The request was malformed.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "forbidden", _reason(exception) or "You may not do that.")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return _answer(request, 404, "not_found", "There is nothing at this address.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from a page that is out of date, or from another site.

    Django logs the reason, escaped: it holds what the client sent.
    """
    del reason
    if request.path.startswith(API_PREFIX):
        return _as_json(403, "csrf", "The CSRF token is missing or wrong.")
    response = render(request, "403_csrf.html", status=403)
    return trigger_client_event(response, "pageOutOfDate")


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without a request, so that it needs no session and no database."""
    if request.path.startswith(API_PREFIX):
        return _as_json(500, "server_error", "The server made a mistake. It was logged.")
    return HttpResponse(render_to_string("500.html"), status=500)


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return _as_json(status, code, message)
    return render(request, f"{status}.html", {"reason": message}, status=status)


def _as_json(status: int, code: str, message: str) -> JsonResponse:
    request_id = uuid.uuid4().hex
    # The id leads from what the client sees to this line, and to Django's own next to it.
    level = logging.ERROR if status >= 500 else logging.INFO
    logger.log(level, "Request %s was answered with %s, %s", request_id, status, code)
    error = {"code": code, "message": message, "request_id": request_id, "problems": []}
    return JsonResponse({"error": error}, status=status, headers={"X-Request-Id": request_id})


def _reason(exception: Exception | None) -> str:
    return str(exception)[:MAX_REASON_CHARS] if exception else ""
