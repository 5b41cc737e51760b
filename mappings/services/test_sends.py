"""Real sends that are tests: what an event becomes, is sent, and how the destination answers.

A test goes through the same steps as a delivery, but no delivery is made of it: it waits in no
queue, counts in no overview, and neither trips a breaker nor is stopped by one.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from mappings.delivery.access_tokens import AccessTokens
from mappings.delivery.connections import Connection, UnusableError, open_connection
from mappings.delivery.jobs import Item, Job, run_job
from mappings.delivery.messages import Answer, Failure, OutgoingRequest, Send
from mappings.delivery.plans import PayloadError, make_plan
from mappings.delivery.refresh_tokens import keep_refresh_token
from mappings.delivery.results import Report
from mappings.delivery.transport import send as send_for_real
from mappings.engine.audience_variants import trigger_for
from mappings.engine.fql import compile_trigger, read_trigger, trigger_to_json
from mappings.engine.strict_json import dump_json
from mappings.models import Destination, Mapping, MappingVersion, Member
from mappings.services.errors import InvalidInput
from mappings.services.other_audiences import further_keys
from mappings.services.reason_words import reason_words
from mappings.services.test_allowances import take_allowance
from mappings.services.test_events import event_problems
from mappings.services.trigger_answers import TriggerAnswer, explain_given_trigger

TEST_HEADER = "Engage-Mapper-Test"

TestState = Literal["delivered", "refused", "not_sent", "filtered", "unmatched"]


@dataclass(frozen=True, slots=True)
class TestInput:
    """A mapping that need not be saved as it is, and the event to send through it."""

    __test__ = False  # the name starts like a test class

    mapping: Mapping
    trigger: Any
    config: Any
    # Of a further audience that the mapping serves: `trigger` is for it, and made of this one.
    audience_key: str = ""
    own_trigger: Any = None

    @property
    def name(self) -> str:
        """Shape: ``Audience Entered – lapsed``"""
        name = self.mapping.name
        return f"{name} – {self.audience_key}" if self.audience_key else name


@dataclass(frozen=True, slots=True)
class TestAnswer:
    """What came of one mapping; `request` and `answer` are None where nothing was sent.

    `state`: delivered, refused by the destination (or nobody answered), not sent because nothing
    could be made of the event, filtered by a rule of the destination, or unmatched by the trigger.
    """

    __test__ = False

    mapping_id: uuid.UUID
    mapping_name: str
    state: TestState
    words: str
    detail: str
    trigger: TriggerAnswer
    status: int | None = None
    duration_ms: float | None = None
    request: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None


def send_event_test(
    *,
    destination: Destination,
    event: Any,
    member: Member,
    now: datetime,
    send: Send = send_for_real,
) -> list[TestAnswer]:
    """Send a test event through all enabled mappings of a destination.

    A mapping that serves several audiences runs for each whose flag the event has.

    Raises:
        InvalidInput: the event is none, or larger than an event may be.
        TooOften: too many were sent within a minute; those before it were sent.
    """
    mappings = Mapping.objects.for_destination(destination).enabled().in_order()
    rows = mappings.with_destination().select_related("live_version")
    return [
        send_test(given=given, event=event, member=member, now=now, send=send)
        for mapping in rows
        for given in _for_audiences(_as_enabled(mapping), event)
    ]


def send_test(
    *,
    given: TestInput,
    event: Any,
    member: Member,
    now: datetime,
    send: Send = send_for_real,
) -> TestAnswer:
    """Send a test event through one mapping, if its trigger matches.

    Raises:
        InvalidInput: the event is none, or larger than an event may be.
        TooOften: the person has sent as many as a minute allows.
    """
    if problems := event_problems(event):
        raise InvalidInput(problems)
    verdict = explain_given_trigger(given.trigger, event)[0]
    if not verdict["matches"]:
        return _unsent(given, verdict, "unmatched", "The trigger does not match", verdict["reason"])
    take_allowance(member=member, now=now)
    tokens = AccessTokens(send=send, keep=keep_refresh_token)
    try:
        connection = open_connection(given.mapping.destination, tokens)
        item = _item(given, connection, event)
    except UnusableError as err:
        return _unsent(given, verdict, "not_sent", reason_words(err.reason), str(err))
    except PayloadError as err:
        return _unsent(given, verdict, "not_sent", reason_words(err.reason), str(err))
    reports: list[Report] = []
    job = Job(connection=connection, lease=uuid.uuid4(), items=[item])
    run_job(job, send=_Marking(send), report=reports.append, is_stopping=lambda: False)
    return _told(given, verdict, item, reports)


@dataclass(frozen=True, slots=True)
class _Marking:
    """Sends each request with a header that says that it is a test."""

    send: Send

    def __call__(
        self, request: OutgoingRequest, *, timeout_s: float | None = None
    ) -> Answer | Failure:
        headers = {**request.headers, TEST_HEADER: "1"}
        return self.send(replace(request, headers=headers), timeout_s=timeout_s)


def _as_enabled(mapping: Mapping) -> TestInput:
    """What events run through: the live version."""
    version = mapping.live_version
    if version is None:
        return TestInput(mapping, mapping.trigger, mapping.config)
    return TestInput(mapping, version.trigger, version.config)


def _for_audiences(own: TestInput, event: Any) -> list[TestInput]:
    """The mapping for each further audience that the event is about, or for its trigger's own."""
    served = own.mapping.live_version or own.mapping
    found = []
    for key in further_keys(served, own.mapping.destination_id):
        trigger = trigger_for(read_trigger(own.trigger), key)
        if compile_trigger(trigger)(event):
            tree = trigger_to_json(trigger)
            found.append(replace(own, trigger=tree, audience_key=key, own_trigger=own.trigger))
    if found and not compile_trigger(read_trigger(own.trigger))(event):
        return found
    return [own, *found]


def _item(given: TestInput, connection: Connection, event: Any) -> Item:
    """A delivery's work, without a delivery.

    Raises:
        PayloadError: the config does not compile, or the action left the catalog.
    """
    version = MappingVersion(
        number=given.mapping.version,
        name=given.mapping.name,
        action_slug=given.mapping.action_slug,
        trigger=given.own_trigger or given.trigger,
        config=given.config,
    )
    plan = make_plan(version, connection.definition, given.audience_key)
    return Item(uuid.uuid4(), uuid.uuid4(), dump_json(event), plan)


def _told(
    given: TestInput, verdict: TriggerAnswer, item: Item, reports: Sequence[Report]
) -> TestAnswer:
    last = [report for report in reports if item.delivery_id in report.results][-1]
    result, attempt = last.results[item.delivery_id], last.attempt
    words = reason_words(result.reason) if result.reason else "Delivered"
    if attempt is None:
        state: TestState = "filtered" if result.verdict == "filtered" else "not_sent"
        return _unsent(given, verdict, state, words, result.detail)
    return TestAnswer(
        mapping_id=given.mapping.pk,
        mapping_name=given.name,
        state="delivered" if result.verdict == "delivered" else "refused",
        words=words,
        detail=result.detail,
        trigger=verdict,
        status=attempt.status,
        duration_ms=attempt.duration_ms,
        request=dict(attempt.request),
        answer=dict(attempt.answer),
    )


def _unsent(
    given: TestInput, verdict: TriggerAnswer, state: TestState, words: str, detail: str
) -> TestAnswer:
    return TestAnswer(
        mapping_id=given.mapping.pk,
        mapping_name=given.name,
        state=state,
        words=words,
        detail=detail,
        trigger=verdict,
    )
