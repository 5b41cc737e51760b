"""How each destination field of a config does on one event: its state, its value, what to tell."""

from collections.abc import Container
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Any

from mappings import conf
from mappings.catalog.config_fit import unknown_field_text
from mappings.catalog.requirements import is_one_directive, missing_required
from mappings.catalog.schema import ActionDefinition
from mappings.engine.directives.explaining import explain_value
from mappings.engine.directives.tracing import FieldTrace, Trace
from mappings.engine.errors import MappingError, Problem, json_pointer
from mappings.engine.fields import Field, json_type_name
from mappings.engine.paths import MISSING, compile_path
from mappings.services.compiled import compiled_mapping
from mappings.services.field_answers import (
    FieldState,
    Severity,
    StateName,
    field_message,
    field_without_value,
)
from mappings.services.sizes import is_larger_than
from mappings.services.trace_parts import parts_of

TOO_LARGE_TEXT = f"This is more than a payload holds: {conf.MAX_PAYLOAD_CHARS:,} characters."


@dataclass(frozen=True, slots=True)
class _Slot:
    """One key of the config with the field it belongs to; None for a key of the user's own."""

    key: str
    field: Field | None
    config: Any


def field_states(
    config: Any, action: ActionDefinition, event: Any, *, trace: Trace | None
) -> dict[str, FieldState]:
    """The state of every field of the action, then of every further key of the config.

    Args:
        event: MISSING for none; then a field whose config compiles counts as mapped.
        trace: of the whole config; None where that does not compile, or without an event. Then the
            fields that do compile are traced together, without the others.
    """
    if not isinstance(config, dict) or (event is MISSING and is_one_directive(config)):
        return {}
    if is_one_directive(config):
        return _states_of_payload(action, trace)
    fields = {field.key: field for field in action.fields}
    missing = {problem.pointer: problem for problem in missing_required(action, config)}
    faults = {} if trace else _faults(config)
    trace = trace or _trace_without(faults, config, event)
    states: dict[str, FieldState] = {}
    for key in [*fields, *(key for key in config if key not in fields)]:
        problem = missing.get(json_pointer([key]))
        if problem:
            message = field_message(problem.code, "red", problem.message)
            states[key] = field_without_value("required", [message])
        elif key in config:
            slot = _Slot(key, fields.get(key), config[key])
            states[key] = _state_of(slot, action, event, faults.get(key) or trace)
        else:
            states[key] = field_without_value("empty", [])
    return states


def _faults(config: dict[str, Any]) -> dict[str, tuple[Problem, ...]]:
    """What keeps the config of each key from compiling, for the keys where something does."""
    faults = {}
    for key, value in config.items():
        try:
            compiled_mapping({key: value})
        except MappingError as err:
            faults[key] = err.problems
    return faults


def _trace_without(faults: Container[str], config: dict[str, Any], event: Any) -> Trace | None:
    """None without an event, or where the keys are too much together."""
    if event is MISSING:
        return None
    try:
        return compiled_mapping({k: v for k, v in config.items() if k not in faults}).trace(event)
    except MappingError:
        return None


def _state_of(
    slot: _Slot, action: ActionDefinition, event: Any, found: Trace | tuple[Problem, ...] | None
) -> FieldState:
    if slot.field is None and not action.allows_extra_fields:
        text = unknown_field_text(slot.key, action)
        return field_without_value("failed", [field_message("unknown_field", "red", text)])
    if isinstance(found, tuple):
        messages = [field_message(p.code, "red", p.message) for p in found]
        return field_without_value("failed", messages)
    if found is None:
        state = field_without_value("mapped", [])
    else:
        state = _state_of_trace(slot, action, found.fields[slot.key], event)
    return {**state, "explanation": explain_value(slot.config)}


def _state_of_trace(
    slot: _Slot, action: ActionDefinition, traced: FieldTrace, event: Any
) -> FieldState:
    parts = parts_of(traced)
    if traced.problems:
        messages = [field_message(p.code, "amber", p.message) for p in traced.problems]
        return field_without_value("failed", messages, outcome="failed", parts=parts)
    if traced.value is MISSING:
        message = field_message("no_value", "amber", _no_value_text(traced, event))
        return field_without_value("no_value", [message], outcome="dropped", parts=parts)
    state = _state_of_value(slot.key, action, traced.value, "amber" if traced.reads else "red")
    return {**state, "parts": parts}


def _state_of_value(
    key: str, action: ActionDefinition, value: Any, severity: Severity
) -> FieldState:
    if is_larger_than(value, conf.MAX_PAYLOAD_CHARS):
        message = field_message("too_large", "amber", TOO_LARGE_TEXT)
        return field_without_value("failed", [message], outcome="failed")
    problems = action.payload_check.check_alone(key, value).problems
    return {
        "state": _STATE_OF_CODE.get(problems[0].code, "failed") if problems else "mapped",
        "value": value,
        "type": json_type_name(value),
        "outcome": "kept",
        "parts": [],
        "changes": [],
        "explanation": "",
        "messages": [
            field_message(problem.code, severity, problem.message) for problem in problems
        ],
    }


_STATE_OF_CODE: MappingType[str, StateName] = {
    "type": "type",
    "format": "format",
    "choice": "choice",
    "required": "no_value",  # an empty text or null where a value is needed
}


def _states_of_payload(action: ActionDefinition, trace: Trace | None) -> dict[str, FieldState]:
    """The same for a config that is one directive: only its payload tells of the fields."""
    payload = trace.payload if trace else MISSING
    found = payload if isinstance(payload, dict) else {}
    return {
        field.key: _state_of_value(field.key, action, found[field.key], "amber")
        if field.key in found
        else field_without_value("no_value", [], outcome="dropped")
        for field in action.fields
    }


def _no_value_text(traced: FieldTrace, event: Any) -> str:
    missing = [path for path in traced.reads if compile_path(path)(event) is MISSING]
    if not missing:
        return "This gives no value for this test event."
    return f"This test event has no value at {' or '.join(missing)}."
