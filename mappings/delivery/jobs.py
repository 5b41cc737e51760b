"""One thread's work: deliveries of one destination become requests, and answers become results.

Nothing here reads or writes the database: what came of it is reported, step by step.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mappings.catalog.errors import CatalogError
from mappings.catalog.masking import mask_text
from mappings.catalog.schema import Request
from mappings.delivery.access_tokens import NoTokenError
from mappings.delivery.batching import Mapped, groups_of
from mappings.delivery.connections import Connection
from mappings.delivery.filters import DroppedError
from mappings.delivery.messages import Answer, Failure, Send
from mappings.delivery.outcomes import Outcome
from mappings.delivery.plans import PayloadError, Plan
from mappings.delivery.receiver import is_for_receiver, receive
from mappings.delivery.requests import make_request, message_id_of, outgoing, results_of
from mappings.delivery.results import AttemptRecord, Report, Result
from mappings.delivery.shown import shown_answer, shown_request
from mappings.engine.strict_json import parse_json

log = logging.getLogger(__name__)

MAX_RECORDING_S = 30.0  # by then its lease has passed to another worker
_STOPS = ("credentials", "disable_destination")


@dataclass(frozen=True, slots=True)
class Item:
    """One delivery to make: its event as text, and the plan that maps it."""

    delivery_id: uuid.UUID
    webhook_id: uuid.UUID
    text: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Job:
    """Deliveries that one thread makes, one after the other or in batches."""

    connection: Connection
    lease: uuid.UUID
    items: Sequence[Item]
    is_probe: bool = False
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def report(
        self,
        results: Mapping[uuid.UUID, Result],
        *,
        attempt: AttemptRecord | None = None,
        untried: Sequence[uuid.UUID] = (),
        is_last: bool = False,
    ) -> Report:
        return Report(
            job_id=self.id,
            destination_id=self.connection.destination_id,
            lease=self.lease,
            results=results,
            attempt=attempt,
            untried=untried,
            is_probe=self.is_probe,
            is_last=is_last,
            schedule_s=self.connection.options.schedule_s,
        )


def run_job(
    job: Job, *, send: Send, report: Callable[[Report], None], is_stopping: Callable[[], bool]
) -> None:
    """Make every delivery of the job and report each step; whatever happens is a result.

    The next request goes out while the last one is written down, and not before the one ahead of
    that has been: what a killed worker sent and could not note is two requests a thread at most.
    The last report names those that were not tried because the worker stops.
    """
    left = {item.delivery_id for item in job.items}
    earlier: Report | None = None
    try:
        for step in _steps(job, send):
            left -= step.results.keys()
            report(step)
            if earlier is not None:
                earlier.is_recorded.wait(MAX_RECORDING_S)
            earlier = step
            if is_stopping() or _asks_to_stop(step):
                break
        report(job.report({}, untried=tuple(left), is_last=True))
    except Exception as err:
        log.exception("A delivery failed inside")
        broken = Result("internal_error", "unexpected", type(err).__name__)
        report(job.report(dict.fromkeys(left, broken), is_last=True))


def _asks_to_stop(step: Report) -> bool:
    """Whether the rest had better wait: the destination is down, or asked for a pause."""
    if step.attempt is None:
        return False
    outcome = step.attempt.outcome
    return outcome.health == "down" or outcome.pause_s is not None or outcome.verdict in _STOPS


def _steps(job: Job, send: Send) -> Iterator[Report]:
    mapped: list[Mapped[Item]] = []
    failed: dict[uuid.UUID, Result] = {}
    for item in job.items:
        result = _mapped(job, item)
        if isinstance(result, Result):
            failed[item.delivery_id] = result
        else:
            mapped.append(result)
    if failed:
        yield job.report(failed)
    for group in groups_of(mapped):
        yield _sent(job, group, send)


def _mapped(job: Job, item: Item) -> Mapped[Item] | Result:
    """The payload of one delivery. One that fails, in whatever way, does not stop the others."""
    try:
        event = job.connection.filtered(parse_json(item.text))
        return Mapped(item, item.plan, item.plan.payload(event))
    except DroppedError as err:
        return Result("filtered", err.reason, err.title)
    except PayloadError as err:
        return Result("dead", err.reason, str(err))
    except Exception as err:
        log.exception("A mapping failed inside")
        return Result("internal_error", "mapping", type(err).__name__)


def _sent(job: Job, group: Sequence[Mapped[Item]], send: Send) -> Report:
    """One request and what came of it; where its access token was refused, with a new one again."""
    step, token = _tried(job, group, send)
    if token and step.attempt and step.attempt.outcome.verdict == "credentials":
        job.connection.forget_token(token)
        step, _token = _tried(job, group, send)
    return step


def _tried(job: Job, group: Sequence[Mapped[Item]], send: Send) -> tuple[Report, str | None]:
    """What came of one request, and the access token that it carried."""
    connection, token = job.connection, None
    ids = [mapped.item.delivery_id for mapped in group]
    message_id = message_id_of([mapped.item.webhook_id for mapped in group])
    started_at, started_s = datetime.now(UTC), time.monotonic()
    try:
        token = connection.access_token()
        request = make_request(
            connection,
            group,
            access_token=token,
            message_id=message_id,
            timestamp_s=int(time.time()),
        )
        sending = outgoing(request, message_id=message_id)
    except CatalogError as err:
        return job.report(dict.fromkeys(ids, _not_made(err))), None
    except NoTokenError as err:
        secrets = (*connection.secrets, *err.secrets)
        attempt = _attempt(
            err.outcome, err.request, err.answer, started_at, started_s, secrets=secrets
        )
        words = mask_text(err.text, secrets=secrets)
        result = Result(err.outcome.verdict, err.outcome.reason, words, err.outcome)
        return job.report(dict.fromkeys(ids, result), attempt=attempt), None
    if is_for_receiver(sending.url):
        answer: Answer | Failure = receive(sending)
    else:
        answer = send(sending, timeout_s=connection.options.timeout_s)
    outcome, results = results_of(connection, group, answer, now=started_at)
    secrets = (*connection.secrets, token) if token else connection.secrets
    attempt = _attempt(outcome, request, answer, started_at, started_s, secrets=secrets)
    return job.report(dict(zip(ids, results, strict=True)), attempt=attempt), token


def _attempt(
    outcome: Outcome,
    request: Request,
    answer: Answer | Failure,
    started_at: datetime,
    started_s: float,
    *,
    secrets: tuple[str, ...],
) -> AttemptRecord:
    return AttemptRecord(
        started_at=started_at,
        duration_ms=round((time.monotonic() - started_s) * 1000, 2),
        outcome=outcome,
        status=answer.status if isinstance(answer, Answer) else None,
        request=shown_request(request, secrets),
        answer=shown_answer(answer, secrets),
    )


def _not_made(err: CatalogError) -> Result:
    """For a request that cannot be made: the event is at fault, or settings that can be mended."""
    if any(problem.pointer.startswith("/settings") for problem in err.problems):
        return Result("hold", "settings", str(err))
    return Result("dead", "invalid_request", str(err))
