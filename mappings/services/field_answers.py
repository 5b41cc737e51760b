"""What a preview tells of one destination field."""

from typing import Any, Literal, NotRequired, TypedDict

from mappings.services.payload_answers import ChangeAnswer
from mappings.services.trace_parts import PartAnswer

Severity = Literal["red", "amber", "neutral"]  # red blocks enabling; another event may mend amber
StateName = Literal["empty", "required", "mapped", "no_value", "type", "format", "choice", "failed"]
Outcome = Literal["not_run", "kept", "dropped", "failed"]  # what the run did with the field


class Fix(TypedDict):
    """A change that one click makes: the button's text, and the field's new value in the config."""

    label: str
    config: Any


class FieldMessage(TypedDict):
    code: str
    severity: Severity
    text: str
    fix: NotRequired[Fix]


class FieldState(TypedDict):
    """Value and type are the config's; `changes` are what the payload's check made of them.

    `explanation` says in a sentence what the config does; it is empty where nothing compiles.

    Shape:
        ``{"state": "no_value", "type": "missing", "outcome": "dropped", "parts": […],
        "messages": [{"code": "no_value", …}]}``
    """

    state: StateName
    value: NotRequired[Any]
    type: str
    outcome: Outcome
    parts: list[PartAnswer]
    changes: list[ChangeAnswer]
    explanation: str
    messages: list[FieldMessage]


def field_message(code: str, severity: Severity, text: str) -> FieldMessage:
    return {"code": code, "severity": severity, "text": text}


def field_without_value(
    state: StateName,
    messages: list[FieldMessage],
    *,
    outcome: Outcome = "not_run",
    parts: list[PartAnswer] | None = None,
) -> FieldState:
    return {
        "state": state,
        "type": "missing",
        "outcome": outcome,
        "parts": parts or [],
        "changes": [],
        "explanation": "",
        "messages": messages,
    }
