"""The calls of the tracking API: plain views, without sessions, cookies or CSRF tokens."""

import base64
import binascii
import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mappings import conf
from mappings.models import Source
from mappings.services.errors import RateLimited, TryLater
from mappings.services.incoming_events import Envelope
from mappings.services.receiving import receive_events
from mappings.services.write_keys import find_source_by_key
from mappings.tracking.answers import (
    preflight_answer,
    receipt_answer,
    refusal_answer,
    taken_answer,
)
from mappings.tracking.bodies import read_document
from mappings.tracking.errors import Refused

RETRY_AFTER_S = 10

logger = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse]


class _OnceInAWhile:
    """Says yes once in `RETRY_AFTER_S`: a fault that every request meets is told now and then."""

    def __init__(self) -> None:
        self._next_s = 0.0

    def now(self) -> bool:
        now_s = time.monotonic()
        is_due = now_s >= self._next_s
        if is_due:
            self._next_s = now_s + RETRY_AFTER_S
        return is_due


_may_tell = _OnceInAWhile()


def call(view: View) -> View:
    """A call that answers POST and a browser's question before it; a refusal is told as JSON."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return preflight_answer()
        try:
            if request.method != "POST":
                raise Refused(405, "method_not_allowed", "Send a POST request.")
            return view(request)
        except Refused as err:
            return refusal_answer(err)
        except TryLater as err:
            status = 429 if isinstance(err, RateLimited) else 503
            return refusal_answer(
                Refused(status, err.code, err.message, retry_after_s=err.retry_after_s)
            )
        except (OperationalError, InterfaceError):
            if _may_tell.now():
                logger.exception("Events could not be stored")
            message = "The events cannot be stored right now; nothing of this request was."
            return refusal_answer(Refused(503, "unavailable", message, retry_after_s=RETRY_AFTER_S))

    return answer


def receive_one(event_type: str) -> View:
    """The call that takes one event of that type."""

    def view(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        key = _key_in_header(request)
        source = _source_of(key, now) if key is not None else None
        item = read_document(request)
        receipt = receive_events(
            source=source or _source_of(item.get("writeKey"), now),
            items=[item],
            envelope=Envelope(received_at=now),
            event_type=event_type,
        )
        return receipt_answer(receipt)

    return call(view)


def _receive_batch(request: HttpRequest, *, is_historical: bool) -> HttpResponse:
    now = timezone.now()
    key = _key_in_header(request)
    source = _source_of(key, now) if key is not None else None
    document = read_document(request)
    source = source or _source_of(document.get("writeKey"), now)
    receipt = receive_events(
        source=source,
        items=_batch_in(document),
        envelope=Envelope(
            received_at=now,
            sent_at=document.get("sentAt"),
            context=_object_in(document, "context"),
            integrations=_object_in(document, "integrations"),
            is_historical=is_historical,
        ),
    )
    return receipt_answer(receipt)


receive_batch = call(partial(_receive_batch, is_historical=False))
receive_import = call(partial(_receive_batch, is_historical=True))


@call
def take_measurements(_request: HttpRequest) -> HttpResponse:
    """Segment's browser library tells how it fares; nothing of it is read or kept."""
    return taken_answer()


def no_such_call(_request: HttpRequest) -> HttpResponse:
    message = "There is no such call of the tracking API."
    return refusal_answer(Refused(404, "not_found", message))


def _source_of(write_key: Any, now: datetime) -> Source:
    if write_key is None or write_key == "":
        message = "Send the write key as the user name of basic authentication, or as writeKey."
        raise Refused(401, "write_key_missing", message)
    source = find_source_by_key(write_key, now=now) if isinstance(write_key, str) else None
    if source is None:
        raise Refused(401, "project_not_found", "No source has this write key.")
    return source


def _key_in_header(request: HttpRequest) -> str | None:
    """The user name of basic authentication; None without any."""
    scheme, _, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(given.strip(), validate=True).decode("ascii").partition(":")[0]
    except (binascii.Error, ValueError) as err:
        message = "The Authorization header is not basic authentication."
        raise Refused(401, "project_not_found", message) from err


def _batch_in(document: dict[str, Any]) -> list[Any]:
    batch = document.get("batch")
    if not isinstance(batch, list):
        raise Refused(400, "batch_not_list", "batch must be a list of messages.")
    if len(batch) > conf.MAX_INCOMING_EVENTS:
        message = (
            f"The batch has {len(batch):,} messages; the limit is {conf.MAX_INCOMING_EVENTS:,}."
        )
        raise Refused(400, "too_many_events", message)
    return batch


def _object_in(document: dict[str, Any], key: str) -> dict[str, Any] | None:
    value = document.get(key)
    if value is not None and not isinstance(value, dict):
        raise Refused(400, f"{key}_not_object", f"{key} of a batch must be an object.")
    return value
