"""From payloads to the bytes that carry them, and from an answer to what it means for each."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mappings.catalog.requests import compile_batch_request, compile_request
from mappings.catalog.schema import Request
from mappings.delivery.batching import Mapped
from mappings.delivery.connections import Connection
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.delivery.outcomes import Outcome, judge
from mappings.delivery.results import Result
from mappings.engine.strict_json import write_json_text

_BATCHES = uuid.UUID("5a3c3d52-3f5b-5d0f-9d0e-8c1c7a2f64b1")  # names the ids of batches
_ID_HEADERS = ("webhook-id", "Idempotency-Key")


def make_request(connection: Connection, group: Sequence[Mapped[Any]]) -> Request:
    """The request that carries a group.

    Raises:
        RequestError: it cannot be made of these settings or payloads.
    """
    plan, settings = group[0].plan, connection.settings
    batch = plan.action.batch
    if batch is None:
        request = compile_request(plan.definition, plan.action, settings=settings)(group[0].payload)
    else:
        make_batch = compile_batch_request(plan.definition, batch, settings=settings)
        request = make_batch([one.payload for one in group])
    return request


def message_id_of(webhook_ids: Sequence[uuid.UUID]) -> str:
    """The id that all copies of a request carry: a delivery's own, or one of the whole batch."""
    if len(webhook_ids) == 1:
        return str(webhook_ids[0])
    return str(uuid.uuid5(_BATCHES, " ".join(map(str, webhook_ids))))


def outgoing(request: Request, *, message_id: str) -> OutgoingRequest:
    """The request as bytes; its id is in the headers, so that copies can be told."""
    names = {name.lower() for name in request.headers}
    ids = {name: message_id for name in _ID_HEADERS if name.lower() not in names}
    body = write_json_text(request.body).encode() if request.body is not None else b""
    return OutgoingRequest(request.method, request.url, {**request.headers, **ids}, body)


def results_of(
    group: Sequence[Mapped[Any]],
    answer: Answer | Failure,
    *,
    now: datetime,
) -> tuple[Outcome, list[Result]]:
    """What the answer means for the destination, and for each that the request carried."""
    outcome = judge(answer, now=now)
    words = answer.text if isinstance(answer, Failure) else ""
    return outcome, [Result(outcome.verdict, outcome.reason, words, outcome)] * len(group)
