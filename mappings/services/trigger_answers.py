"""What is told of a trigger: its verdict on an event, and how Segment reads it."""

from dataclasses import asdict
from typing import Any, NotRequired, TypedDict

from mappings import conf
from mappings.engine.errors import Problem
from mappings.engine.fql import (
    ConditionVerdict,
    Trigger,
    describe_trigger,
    explain_compatibility,
    explain_trigger,
    format_trigger,
    satisfying_values,
)
from mappings.engine.paths import MISSING
from mappings.services.errors import InvalidInput
from mappings.services.sizes import is_larger_than
from mappings.services.test_events import event_problems
from mappings.services.triggers import read_trigger_input


class WouldMatch(TypedDict):
    """What to put at a condition's path so that it holds; without a value, nothing at all."""

    value: NotRequired[Any]


class ConditionAnswer(TypedDict):
    pointer: str
    text: str
    matches: bool
    path: str
    found: Any
    found_type: str
    hint: str
    would_match: NotRequired[WouldMatch]


class TriggerAnswer(TypedDict):
    matches: bool
    reason: str
    reads: list[str]
    conditions: list[ConditionAnswer]


class TriggerExplanation(TypedDict):
    """Everything about a trigger; `trigger` is None, and the texts are empty, where it is refused.

    `verdict` is None without an event, and of a refused trigger.
    """

    trigger: Any
    trigger_fql: str
    trigger_text: str
    event_type: str | None
    verdict: TriggerAnswer | None
    compatibility: dict[str, Any] | None
    problems: list[Problem]


def explain_given_trigger(trigger: Any, event: Any) -> tuple[TriggerAnswer, tuple[Problem, ...]]:
    """The verdict of a text or tree on an event, and what is wrong with the trigger."""
    try:
        given = read_trigger_input(trigger)
    except InvalidInput as err:
        return no_verdict(err.message), err.problems
    return _trigger_answer(given.trigger, event), ()


def describe_given_trigger(trigger: Any, event: Any = MISSING) -> TriggerExplanation:
    """A text or tree in plain words, its verdict on an event, and how Segment reads it.

    Whatever is wrong with the trigger is part of the answer.

    Raises:
        InvalidInput: the event is none, or larger than an event may be.
    """
    if event is not MISSING and (problems := event_problems(event)):
        raise InvalidInput(problems)
    try:
        given = read_trigger_input(trigger)
    except InvalidInput as err:
        return _refused(trigger, err.problems)
    verdict = None if event is MISSING else _trigger_answer(given.trigger, event)
    judged: str | Trigger = trigger if isinstance(trigger, str) else given.trigger
    return {
        "trigger": given.tree,
        "trigger_fql": format_trigger(given.trigger),
        "trigger_text": describe_trigger(given.trigger),
        "event_type": given.event_type or None,
        "verdict": verdict,
        "compatibility": asdict(explain_compatibility(judged)),
        "problems": [],
    }


def no_verdict(reason: str) -> TriggerAnswer:
    return {"matches": False, "reason": reason, "reads": [], "conditions": []}


def _refused(trigger: Any, problems: tuple[Problem, ...]) -> TriggerExplanation:
    """Of a text that we refuse, Segment's reading can be told all the same."""
    is_text = isinstance(trigger, str)
    return {
        "trigger": None,
        "trigger_fql": "",
        "trigger_text": "",
        "event_type": None,
        "verdict": None,
        "compatibility": asdict(explain_compatibility(trigger)) if is_text else None,
        "problems": list(problems),
    }


def _trigger_answer(trigger: Trigger, event: Any) -> TriggerAnswer:
    verdict = explain_trigger(trigger, event)
    accepted = satisfying_values(trigger)
    return {
        "matches": verdict.matches,
        "reason": verdict.reason,
        "reads": list(verdict.reads),
        "conditions": [_condition_answer(one, accepted) for one in verdict.conditions],
    }


def _condition_answer(condition: ConditionVerdict, accepted: dict[str, Any]) -> ConditionAnswer:
    answer: ConditionAnswer = {
        "pointer": condition.pointer,
        "text": condition.text,
        "matches": condition.matches,
        "path": condition.path,
        "found": _shown(condition.found),
        "found_type": condition.found_type,
        "hint": condition.hint,
    }
    if not condition.matches and condition.pointer in accepted:
        value = accepted[condition.pointer]
        answer["would_match"] = {} if value is MISSING else {"value": value}
    return answer


def _shown(found: Any) -> Any:
    """What a condition found, when it is of a size to look at."""
    if found is MISSING or is_larger_than(found, conf.MAX_FOUND_CHARS):
        return None
    return found
