"""What a preview tells of one destination field."""

from typing import Any, Literal, NotRequired, TypedDict

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
    """Shape:
    ``{"state": "no_value", "type": "missing", "outcome": "dropped", "parts": […],
    "messages": [{"code": "no_value", …}]}``
    """

    state: StateName
    value: NotRequired[Any]
    type: str
    outcome: Outcome
    parts: list[PartAnswer]
    explanation: (
        str  # what the field's config does, in a sentence; "" for one without or with faults
    )
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
        "explanation": "",
        "messages": messages,
    }
