"""From payloads to the bytes that carry them, and from an answer to what it means for each."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mappings.catalog.bodies import encode_body
from mappings.catalog.masking import mask_text
from mappings.catalog.requests import compile_batch_request, compile_request
from mappings.catalog.schema import Request
from mappings.catalog.signing import sign_request
from mappings.delivery.batching import Mapped
from mappings.delivery.connections import Connection
from mappings.delivery.judging import judge_answer, judge_items, words_of
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.delivery.outcomes import Outcome
from mappings.delivery.results import Result

_BATCHES = uuid.UUID("5a3c3d52-3f5b-5d0f-9d0e-8c1c7a2f64b1")  # names the ids of batches
_ID_HEADERS = ("webhook-id", "Idempotency-Key")


def make_request(
    connection: Connection,
    group: Sequence[Mapped[Any]],
    *,
    access_token: str | None,
    message_id: str,
    timestamp_s: int,
) -> Request:
    """The request that carries a group, signed where its definition says so.

    Raises:
        RequestError: it cannot be made of these settings or payloads.
    """
    plan, settings, token = group[0].plan, connection.settings, access_token
    batch = plan.action.batch
    if batch is None:
        make = compile_request(plan.definition, plan.action, settings=settings, access_token=token)
        request = make(group[0].payload)
    else:
        make_batch = compile_batch_request(
            plan.definition, batch, settings=settings, access_token=token
        )
        request = make_batch([one.payload for one in group])
    return sign_request(
        plan.definition, settings, request, message_id=message_id, timestamp_s=timestamp_s
    )


def message_id_of(webhook_ids: Sequence[uuid.UUID]) -> str:
    """The id that all copies of a request carry: a delivery's own, or one of the whole batch."""
    if len(webhook_ids) == 1:
        return str(webhook_ids[0])
    return str(uuid.uuid5(_BATCHES, " ".join(map(str, webhook_ids))))


def outgoing(request: Request, *, message_id: str) -> OutgoingRequest:
    """The request as bytes; its id is in the headers, so that copies can be told."""
    names = {name.lower() for name in request.headers}
    ids = {name: message_id for name in _ID_HEADERS if name.lower() not in names}
    body = encode_body(request) or b""
    return OutgoingRequest(request.method, request.url, {**request.headers, **ids}, body)


def results_of(
    connection: Connection,
    group: Sequence[Mapped[Any]],
    answer: Answer | Failure,
    *,
    now: datetime,
) -> tuple[Outcome, list[Result]]:
    """What the answer means for the destination, and for each that the request carried."""
    definition, action = group[0].plan.definition, group[0].plan.action
    outcome = judge_answer(answer, definition=definition, action=action, now=now)
    each = judge_items(answer, action, [one.payload for one in group])
    if each is None:
        each = [(outcome, words_of(answer, action))] * len(group)
    secrets = connection.secrets
    return outcome, [
        Result(one.verdict, one.reason, mask_text(words, secrets=secrets), one)
        for one, words in each
    ]
