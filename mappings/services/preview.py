"""Run a mapping on one event and tell everything about it. Nothing is sent, nothing is stored."""

import time
from dataclasses import dataclass
from typing import Any, TypedDict

from mappings import conf
from mappings.catalog.authentication import PREVIEW_ACCESS
from mappings.catalog.requests import build_request
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import ActionDefinition, DestinationDefinition
from mappings.engine.directives.tracing import Trace
from mappings.engine.errors import MappingError, Problem
from mappings.engine.paths import MISSING
from mappings.engine.payload import CheckedPayload
from mappings.models import Destination
from mappings.services.compiled import compiled_mapping
from mappings.services.documents import problems_under
from mappings.services.errors import InvalidInput
from mappings.services.field_answers import FieldState, field_without_value
from mappings.services.field_changes import with_changes
from mappings.services.field_states import TOO_LARGE_TEXT, field_states
from mappings.services.payload_answers import (
    BatchAnswer,
    ChangeAnswer,
    batch_answer,
    change_answers,
)
from mappings.services.readiness import config_problems as lasting_problems
from mappings.services.shown_requests import shown_request
from mappings.services.sizes import is_larger_than
from mappings.services.test_events import event_problems
from mappings.services.trace_parts import PartAnswer, parts_of
from mappings.services.trigger_answers import TriggerAnswer, explain_given_trigger, no_verdict
from mappings.services.wrong_places import with_place_hints


class PreviewAnswer(TypedDict):
    """What a preview tells; `payload` and `request` are None when there is none.

    `payload` is the checked one, `changes` what the check changed in it; `batch` is None for an
    action whose payloads travel one by one.

    Pointers of `problems` start with ``/event``, ``/trigger``, ``/config``, ``/action`` or, for
    what the destination would refuse, ``/payload``.
    """

    trigger: TriggerAnswer
    fields: dict[str, FieldState]
    parts: list[PartAnswer]  # of a config that is one directive as a whole
    payload: Any
    changes: list[ChangeAnswer]
    batch: BatchAnswer | None
    problems: list[Problem]
    request: dict[str, Any] | None
    duration_ms: float


@dataclass(frozen=True, slots=True)
class PreviewInput:
    """A mapping that need not be saved, and the event to try it on; MISSING for none."""

    destination: Destination
    action_slug: str
    trigger: Any
    config: Any
    event: Any


def preview_mapping(*, given: PreviewInput) -> PreviewAnswer:
    """The trigger's verdict, each field's state, the payload and the request with masked secrets.

    Whatever is wrong with the trigger or the config is part of the answer.

    Raises:
        InvalidInput: the event is none, or larger than an event may be.
    """
    started_at = time.perf_counter()
    answer = _answer(given)
    answer["duration_ms"] = round((time.perf_counter() - started_at) * 1000, 2)
    return answer


def _answer(given: PreviewInput) -> PreviewAnswer:
    definition = given.destination.definition
    action = definition.action(given.action_slug) if definition else None
    if definition is None or action is None:
        text = "The catalog no longer has this destination's action."
        return _nothing([Problem("/action", text, "not_found")])
    if given.event is MISSING:
        return _without_event(given, definition, action)
    if problems := event_problems(given.event):
        raise InvalidInput(problems)
    trigger, trigger_problems = explain_given_trigger(given.trigger, given.event)
    trace, config_problems = _trace(given.config, given.event)
    checked, payload_problems = _payload(trace, action)
    payload = checked.payload
    request, request_problems = _request(given.destination, definition, action, payload)
    mapped = trace.payload if trace and payload is not MISSING else MISSING
    fields = with_changes(_fields(given, action, trace), checked.changes)
    return {
        "trigger": trigger,
        "fields": _without_values(fields) if _are_too_large(fields) else fields,
        "parts": parts_of(trace.whole) if trace and trace.whole else [],
        "payload": None if payload is MISSING else payload,
        "changes": change_answers(checked.changes),
        "batch": batch_answer(given.destination, definition, action, mapped),
        "problems": [*trigger_problems, *config_problems, *payload_problems, *request_problems],
        "request": request,
        "duration_ms": 0.0,
    }


def _without_event(
    given: PreviewInput, definition: DestinationDefinition, action: ActionDefinition
) -> PreviewAnswer:
    """What is told of a mapping without a test event: what is wrong whatever the event is."""
    _, problems = explain_given_trigger(given.trigger, {})
    of_config = problems_under("/config", lasting_problems(given.config, action))
    return {
        "trigger": no_verdict("There is no test event."),
        "fields": _fields(given, action, None),
        "parts": [],
        "payload": None,
        "changes": [],
        "batch": batch_answer(given.destination, definition, action, MISSING),
        "problems": [*problems, *of_config],
        "request": None,
        "duration_ms": 0.0,
    }


def _fields(
    given: PreviewInput, action: ActionDefinition, trace: Trace | None
) -> dict[str, FieldState]:
    return with_place_hints(
        field_states(given.config, action, given.event, trace=trace),
        trigger=given.trigger,
        config=given.config,
        action=action,
        event=given.event,
    )


def _nothing(problems: list[Problem]) -> PreviewAnswer:
    return {
        "trigger": no_verdict(problems[0].message),
        "fields": {},
        "parts": [],
        "payload": None,
        "changes": [],
        "batch": None,
        "problems": problems,
        "request": None,
        "duration_ms": 0.0,
    }


def _trace(config: Any, event: Any) -> tuple[Trace | None, tuple[Problem, ...]]:
    """The one run of the config, None where it does not compile; and what is wrong with it."""
    try:
        trace = compiled_mapping(config).trace(event)
    except MappingError as err:
        return None, problems_under("/config", err.problems)
    return trace, problems_under("/config", trace.problems)


def _payload(
    trace: Trace | None, action: ActionDefinition
) -> tuple[CheckedPayload, tuple[Problem, ...]]:
    """The checked payload, and what the destination would refuse in it.

    It is MISSING when the config does not compile, cannot map this event, or gives too much.
    """
    if trace is None or trace.payload is MISSING:
        return CheckedPayload(MISSING), ()
    payload = trace.payload
    if is_larger_than(payload, conf.MAX_PAYLOAD_CHARS):
        return CheckedPayload(MISSING), (Problem("/payload", TOO_LARGE_TEXT, "too_large"),)
    checked = check_action_payload(action, payload)
    return checked, problems_under("/payload", checked.problems)


def _are_too_large(fields: dict[str, FieldState]) -> bool:
    """Whether the fields together hold more than a payload; some may where another one failed."""
    values = [state["value"] for state in fields.values() if "value" in state]
    return is_larger_than(values, conf.MAX_PAYLOAD_CHARS)


def _without_values(fields: dict[str, FieldState]) -> dict[str, FieldState]:
    return {key: _without_value(state) for key, state in fields.items()}


def _without_value(state: FieldState) -> FieldState:
    told = field_without_value(state["state"], state["messages"], outcome=state["outcome"])
    told["type"], told["explanation"] = state["type"], state["explanation"]
    told["changes"] = state["changes"]
    return told


def _request(
    destination: Destination,
    definition: DestinationDefinition,
    action: ActionDefinition,
    payload: Any,
) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    if payload is MISSING:
        return None, ()
    return shown_request(
        destination,
        lambda settings: build_request(
            definition,
            action,
            settings=settings,
            payload=payload,
            access_token=PREVIEW_ACCESS,
        ),
    )
