"""How each destination field of a config does on one event: its state, its value, what to tell.

Severity: red blocks enabling, amber does not (another event may have the value).
"""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

from mappings import conf
from mappings.catalog.requirements import missing_required
from mappings.catalog.schema import ActionDefinition
from mappings.engine.compiler import CompiledMapping
from mappings.engine.errors import EventError, MappingError, Problem, json_pointer
from mappings.engine.fields import Field, check_payload, json_type_name
from mappings.engine.paths import MISSING, compile_path
from mappings.services.compiled import compiled_mapping
from mappings.services.readiness import is_one_directive, unknown_field_text
from mappings.services.sizes import is_larger_than

TOO_LARGE_TEXT = f"This is more than a payload holds: {conf.MAX_PAYLOAD_CHARS:,} characters."

Severity = Literal["red", "amber", "neutral"]
StateName = Literal["empty", "required", "mapped", "no_value", "type", "format", "choice", "failed"]


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
    ``{"state": "no_value", "type": "missing", "messages": [{"code": "no_value", …}]}``
    """

    state: StateName
    value: NotRequired[Any]
    type: str
    messages: list[FieldMessage]


@dataclass(frozen=True, slots=True)
class _Slot:
    """One key of the config with the field it belongs to; None for a key of the user's own."""

    key: str
    field: Field | None
    config: Any


def field_states(config: Any, action: ActionDefinition, event: Any) -> dict[str, FieldState]:
    """The state of every field of the action, then of every further key of the config."""
    if not isinstance(config, dict):
        return {}
    if is_one_directive(config):
        return _states_of_payload(config, action, event)
    fields = {field.key: field for field in action.fields}
    missing = {problem.pointer: problem for problem in missing_required(action, config)}
    states: dict[str, FieldState] = {}
    for key in [*fields, *(key for key in config if key not in fields)]:
        problem = missing.get(json_pointer([key]))
        if problem:
            states[key] = _state_of_missing(problem)
        elif key in config:
            states[key] = _state_of(_Slot(key, fields.get(key), config[key]), action, event)
        else:
            states[key] = {"state": "empty", "type": "missing", "messages": []}
    return states


def _state_of_missing(problem: Problem) -> FieldState:
    message = _message(problem.code, "red", problem.message)
    return {"state": "required", "type": "missing", "messages": [message]}


def _state_of(slot: _Slot, action: ActionDefinition, event: Any) -> FieldState:
    if slot.field is None and not action.allows_extra_fields:
        return _failed([_message("unknown_field", "red", unknown_field_text(slot.key, action))])
    try:
        compiled = compiled_mapping({slot.key: slot.config})
    except MappingError as err:
        return _failed([_message(p.code, "red", p.message) for p in err.problems])
    try:
        payload = compiled.run(event)
    except EventError as err:
        return _failed([_message(p.code, "amber", p.message) for p in err.problems])
    value = payload.get(slot.key, MISSING)
    if value is MISSING:
        text = _no_value_text(compiled, event)
        message = _message("no_value", "amber", text)
        return {"state": "no_value", "type": "missing", "messages": [message]}
    return _state_of_value(slot, value, "amber" if compiled.reads else "red")


def _state_of_value(slot: _Slot, value: Any, severity: Severity) -> FieldState:
    if is_larger_than(value, conf.MAX_PAYLOAD_CHARS):
        return _failed([_message("too_large", "amber", TOO_LARGE_TEXT)])
    fields = (slot.field,) if slot.field else ()
    problems = check_payload({slot.key: value}, fields, allow_extra=True)
    return {
        "state": _STATE_OF_CODE.get(problems[0].code, "failed") if problems else "mapped",
        "value": value,
        "type": json_type_name(value),
        "messages": [_message(problem.code, severity, problem.message) for problem in problems],
    }


_STATE_OF_CODE: MappingType[str, StateName] = {
    "type": "type",
    "format": "format",
    "choice": "choice",
    "required": "no_value",  # an empty text or null where a value is needed
}


def _states_of_payload(config: Any, action: ActionDefinition, event: Any) -> dict[str, FieldState]:
    """The same for a config that is one directive: only its payload tells of the fields."""
    try:
        payload = compiled_mapping(config).run(event)
    except (MappingError, EventError):
        payload = {}
    found = payload if isinstance(payload, dict) else {}
    return {
        field.key: _state_of_value(_Slot(field.key, field, None), found[field.key], "amber")
        if field.key in found
        else {"state": "no_value", "type": "missing", "messages": []}
        for field in action.fields
    }


def _no_value_text(compiled: CompiledMapping, event: Any) -> str:
    missing = [path for path in compiled.reads if compile_path(path)(event) is MISSING]
    if not missing:
        return "This gives no value for this test event."
    return f"This test event has no value at {' or '.join(missing)}."


def _failed(messages: list[FieldMessage]) -> FieldState:
    return {"state": "failed", "type": "missing", "messages": messages}


def _message(code: str, severity: Severity, text: str) -> FieldMessage:
    return {"code": code, "severity": severity, "text": text}
