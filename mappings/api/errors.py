"""Errors of the API: one shape for all of them, wherever they come from.

Shape:
    ``{"error": {"code": "invalid", "message": "…", "request_id": "…",
    "problems": [{"pointer": "/config/email/@path", "code": "type", "message": "…",
    "line": null, "column": null}]}}``
"""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import IntegrityError, OperationalError
from django.http import Http404
from django.http.request import RawPostDataException, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from mappings.engine.errors import Problem, json_pointer
from mappings.services.errors import (
    InUse,
    InvalidInput,
    LimitReached,
    NotAllowed,
    NotFound,
    NotReady,
    RateLimited,
    SecretsExposed,
    SecretsLocked,
    ServiceError,
    StaleConnection,
    StaleDefinition,
    StaleImport,
    StaleVersion,
    TooOften,
    TryLater,
    WrongState,
)
from mappings.services.representation import mapping_json, problem_json

logger = logging.getLogger(__name__)

# A body of 60,000 unknown fields needs no answer of that size, and no work of that size.
MAX_PROBLEMS_TOLD = 100


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An answer that tells of an error; `extra` stands beside the problems."""

    status: int
    code: str
    message: str
    problems: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def body(self, request_id: str) -> dict[str, Any]:
        error = {
            "code": self.code,
            "message": self.message,
            "request_id": request_id,
            "problems": [problem_json(problem) for problem in self.problems[:MAX_PROBLEMS_TOLD]],
            **self.extra,
        }
        return {"error": error}


class ApiError(exceptions.APIException):
    """An error of the request itself, before any service is asked."""

    def __init__(
        self, status: int, code: str, message: str, *, problems: Iterable[Problem] = ()
    ) -> None:
        super().__init__(message, code)
        self.status_code = status
        self.code = code
        self.message = message
        self.problems = tuple(problems)


def handle_exception(exc: Exception, _context: Mapping[str, Any]) -> Response:
    """The answer to any exception in a view (DRF's EXCEPTION_HANDLER)."""
    # Not above: DRF's views load our parsers, which need this module whole.
    from rest_framework.views import set_rollback

    set_rollback()
    request_id = uuid.uuid4().hex
    answer = _answer_to(exc)
    if answer.status >= 500:
        # The id leads from what the client sees to this line and its traceback.
        logger.error("Request %s failed", request_id, exc_info=exc)
    response = Response(answer.body(request_id), status=answer.status, headers=dict(answer.headers))
    response["X-Request-Id"] = request_id
    return response


def _answer_to(exc: Exception) -> ErrorAnswer:
    if isinstance(exc, ServiceError):
        return _answer_to_service(exc)
    if isinstance(exc, ApiError):
        return ErrorAnswer(exc.status_code, exc.code, exc.message, exc.problems)
    if isinstance(exc, exceptions.ValidationError):
        problems = tuple(_problems_in(exc.detail, ()))
        return ErrorAnswer(400, "invalid", _summary(problems), problems)
    if isinstance(exc, exceptions.APIException):
        return _answer_to_framework(exc)
    for kind, answer in _OTHERS.items():
        if isinstance(exc, kind):
            return answer
    return ErrorAnswer(500, "server_error", "The server made a mistake. It was logged.")


_SERVICE_STATUS: dict[type[ServiceError], int] = {
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    LimitReached: 409,
    NotReady: 409,
    InUse: 409,
    WrongState: 409,
    SecretsLocked: 409,
    SecretsExposed: 409,
    StaleImport: 409,
    StaleVersion: 412,
}


def _answer_to_service(exc: ServiceError) -> ErrorAnswer:
    if isinstance(exc, StaleVersion):
        extra = {"current": mapping_json(exc.current)}
        headers = {"ETag": f'"{exc.current.version}"'}
        return ErrorAnswer(412, exc.code, exc.message, headers=headers, extra=extra)
    if isinstance(exc, TooOften):
        headers = {"Retry-After": str(exc.retry_after_s)}
        return ErrorAnswer(429, exc.code, exc.message, headers=headers)
    if isinstance(exc, TryLater):
        headers = {"Retry-After": str(exc.retry_after_s)}
        status = 429 if isinstance(exc, RateLimited) else 503
        return ErrorAnswer(status, exc.code, exc.message, headers=headers)
    if isinstance(exc, (StaleConnection, StaleDefinition)):
        headers = {"ETag": f'"{exc.current.version}"'}
        return ErrorAnswer(412, exc.code, exc.message, headers=headers)
    status = _SERVICE_STATUS.get(type(exc), 400)
    return ErrorAnswer(status, exc.code, exc.message, exc.problems)


_FRAMEWORK_CODES: dict[type[exceptions.APIException], tuple[str, str]] = {
    exceptions.NotAuthenticated: ("not_authenticated", "Send a token: Authorization: Bearer …"),
    exceptions.NotFound: ("not_found", "There is nothing at this address."),
}


def _answer_to_framework(exc: exceptions.APIException) -> ErrorAnswer:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    known = _FRAMEWORK_CODES.get(type(exc))
    if known:
        return ErrorAnswer(exc.status_code, *known, headers=headers)
    code = str(getattr(exc.detail, "code", exc.default_code))
    return ErrorAnswer(exc.status_code, code, str(exc.detail), headers=headers)


_OTHERS: dict[type[Exception], ErrorAnswer] = {
    Http404: ErrorAnswer(404, "not_found", "There is nothing at this address."),
    PermissionDenied: ErrorAnswer(403, "forbidden", "You may not do that."),
    RequestDataTooBig: ErrorAnswer(413, "too_large", "The body is too large."),
    SuspiciousOperation: ErrorAnswer(400, "bad_request", "The request was malformed."),
    UnreadablePostError: ErrorAnswer(400, "bad_request", "The body broke off."),
    RawPostDataException: ErrorAnswer(400, "bad_request", "The body could not be read."),
    IntegrityError: ErrorAnswer(409, "conflict", "What this needs has changed. Try again."),
    OperationalError: ErrorAnswer(
        503, "busy", "The database did not answer. Try again.", headers={"Retry-After": "5"}
    ),
}


def _problems_in(detail: Any, keys: tuple[str | int, ...]) -> Iterable[Problem]:
    """The problems in DRF's nested detail, each with its pointer into the body."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            below = keys if key == "non_field_errors" else (*keys, key)
            yield from _problems_in(inner, below)
        return
    if isinstance(detail, list):
        for inner in detail:
            yield from _problems_in(inner, keys)
        return
    yield Problem(json_pointer(keys), str(detail), str(getattr(detail, "code", "invalid")))


def _summary(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "The request was malformed."
    first, more = problems[0], len(problems) - 1
    message = f"{first.pointer}: {first.message}" if first.pointer else first.message
    return message + (f" (and {more} more)" if more else "")
