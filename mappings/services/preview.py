"""Run a mapping on one event and tell everything about it. Nothing is sent, nothing is stored."""

import time
from dataclasses import asdict, dataclass
from typing import Any, TypedDict

from mappings.catalog.errors import CatalogError
from mappings.catalog.requests import build_request, mask_request
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import ActionDefinition, DestinationDefinition
from mappings.engine.errors import EventError, MappingError, Problem
from mappings.engine.fql import Verdict, explain_trigger
from mappings.engine.paths import MISSING
from mappings.models import Destination
from mappings.services.compiled import compiled_mapping
from mappings.services.destinations import open_secrets
from mappings.services.documents import problems_under
from mappings.services.errors import InvalidInput, SecretsLocked
from mappings.services.field_states import FieldState, field_states
from mappings.services.test_events import event_problems
from mappings.services.triggers import read_trigger_input


class ConditionAnswer(TypedDict):
    pointer: str
    text: str
    matches: bool
    path: str
    found: Any
    found_type: str
    hint: str


class TriggerAnswer(TypedDict):
    matches: bool
    reason: str
    reads: list[str]
    conditions: list[ConditionAnswer]


class PreviewAnswer(TypedDict):
    """What a preview tells; `payload` and `request` are None when there is none.

    Pointers of `problems` start with ``/event``, ``/trigger``, ``/config``, ``/action`` or, for
    what the destination would refuse, ``/payload``.
    """

    trigger: TriggerAnswer
    fields: dict[str, FieldState]
    payload: Any
    problems: list[Problem]
    request: dict[str, Any] | None
    duration_ms: float


@dataclass(frozen=True, slots=True)
class PreviewInput:
    """A mapping that need not be saved, and the event to try it on."""

    destination: Destination
    action_slug: str
    trigger: Any
    config: Any
    event: Any


def preview_mapping(*, given: PreviewInput) -> PreviewAnswer:
    """The trigger's verdict, each field's state, the payload and the request with masked secrets.

    Whatever is wrong with the event, the trigger or the config is part of the answer.
    """
    started_at = time.perf_counter()
    answer = _answer(given)
    answer["duration_ms"] = round((time.perf_counter() - started_at) * 1000, 2)
    return answer


def _answer(given: PreviewInput) -> PreviewAnswer:
    definition = given.destination.definition
    action = definition.action(given.action_slug) if definition else None
    problems = event_problems(given.event)
    if definition is None or action is None:
        text = "The catalog no longer has this destination's action."
        problems.append(Problem("/action", text, "not_found"))
    if problems or definition is None or action is None:
        return _nothing(problems)
    trigger = _explain(given.trigger, given.event, problems)
    fields, config = {}, given.config
    if isinstance(config, dict):
        fields = field_states(config, action, given.event)
    payload = _map(config, given.event, problems)
    request = None
    if payload is not MISSING:
        problems.extend(_payload_problems(payload, action))
        request = _request(given.destination, definition, action, payload, problems)
    return {
        "trigger": trigger,
        "fields": fields,
        "payload": None if payload is MISSING else payload,
        "problems": problems,
        "request": request,
        "duration_ms": 0.0,
    }


def _nothing(problems: list[Problem]) -> PreviewAnswer:
    return {
        "trigger": _no_verdict(problems[0].message),
        "fields": {},
        "payload": None,
        "problems": problems,
        "request": None,
        "duration_ms": 0.0,
    }


def _explain(trigger: Any, event: Any, problems: list[Problem]) -> TriggerAnswer:
    try:
        given = read_trigger_input(trigger)
    except InvalidInput as err:
        problems.extend(err.problems)
        return _no_verdict(err.message)
    return _trigger_answer(explain_trigger(given.trigger, event))


def _no_verdict(reason: str) -> TriggerAnswer:
    return {"matches": False, "reason": reason, "reads": [], "conditions": []}


def _trigger_answer(verdict: Verdict) -> TriggerAnswer:
    return {
        "matches": verdict.matches,
        "reason": verdict.reason,
        "reads": list(verdict.reads),
        "conditions": [
            {
                "pointer": condition.pointer,
                "text": condition.text,
                "matches": condition.matches,
                "path": condition.path,
                "found": None if condition.found is MISSING else condition.found,
                "found_type": condition.found_type,
                "hint": condition.hint,
            }
            for condition in verdict.conditions
        ],
    }


def _map(config: Any, event: Any, problems: list[Problem]) -> Any:
    """The payload; MISSING when the config does not compile or cannot map this event."""
    try:
        return compiled_mapping(config).run(event)
    except (MappingError, EventError) as err:
        problems.extend(problems_under("/config", err.problems))
        return MISSING


def _payload_problems(payload: Any, action: ActionDefinition) -> tuple[Problem, ...]:
    return problems_under("/payload", check_action_payload(action, payload))


def _request(
    destination: Destination,
    definition: DestinationDefinition,
    action: ActionDefinition,
    payload: Any,
    problems: list[Problem],
) -> dict[str, Any] | None:
    try:
        secrets = open_secrets(destination)
        settings = {**destination.settings, **secrets}
        request = build_request(definition, action, settings=settings, payload=payload)
    except SecretsLocked as err:
        problems.append(Problem("/destination", err.message, err.code))
        return None
    except CatalogError as err:
        problems.extend(problems_under("/destination", err.problems))
        return None
    return asdict(mask_request(request, secrets=secrets.values()))
