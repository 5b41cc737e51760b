"""The trace of a mapping on an event, as commands show it."""

from collections.abc import Iterator
from typing import Any

from mappings.command_line.shown_values import plain_value, short_text
from mappings.command_line.terminal import Paint
from mappings.engine.directives.tracing import FieldTrace, Reading, Step
from mappings.engine.fields import json_type_name
from mappings.engine.paths import MISSING


def field_lines(key: str, trace: FieldTrace, paint: Paint) -> Iterator[str]:
    """What became of one field, and the steps that led there.

    Shape::

        email  "user@example.com"
          /email/@case/value  @path  traits.email = "User@Example.com"
          /email              @case  "user@example.com"
    """
    if trace.problems:
        outcome = paint.bad(f"failed: {trace.problems[0].message}")
    elif trace.value is MISSING:
        outcome = paint.bad("left out: nothing was found")
    else:
        outcome = short_text(trace.value)
    yield f"{paint.strong(key)}  {outcome}"
    width = max((len(step.at) for step in trace.steps), default=0)
    for step in trace.steps:
        if step.directive:
            yield paint.faint(f"  {step.at:<{width}}  {step.directive}  {_step_text(step)}")


def _step_text(step: Step) -> str:
    parts = [f"{reading.path} = {short_text(reading.value)}" for reading in step.reads]
    if step.problem:
        parts.append(step.problem.message)
    elif not (len(step.reads) == 1 and step.reads[0].value is step.value):
        parts.append(f"gives {short_text(step.value)}")
    item = "".join(f"[{index}]" for index in step.item)
    text = ", ".join(parts) + (f"  (item {item})" if item else "")
    return text if step.is_used else f"{text}  (not used)"


def field_members(trace: FieldTrace) -> dict[str, Any]:
    """Shape: ``{"outcome": "kept", "value": …, "reads": [path], "problems": [message],
    "steps": [{"at": "/email", "directive": "@path", "used": true, "type": "text", "value": …,
    "reads": [{"path": "traits.email", "type": "text", "value": …}]}]}``; a value that is missing
    is left out.
    """
    outcome = "kept" if trace.value is not MISSING else "dropped"
    return {
        "outcome": "failed" if trace.problems else outcome,
        **_value(trace.value),
        "reads": trace.reads,
        "problems": [problem.message for problem in trace.problems],
        "steps": [_step_members(step) for step in trace.steps],
    }


def _step_members(step: Step) -> dict[str, Any]:
    return {
        "at": step.at,
        "directive": step.directive,
        "used": step.is_used,
        **_value(step.value),
        "type": json_type_name(step.value),
        "reads": [_reading_members(reading) for reading in step.reads],
        **({"item": step.item} if step.item else {}),
        **({"problem": step.problem.message} if step.problem else {}),
    }


def _reading_members(reading: Reading) -> dict[str, Any]:
    return {
        "path": reading.path,
        **_value(reading.value),
        "type": json_type_name(reading.value),
    }


def _value(value: Any) -> dict[str, Any]:
    return {} if value is MISSING else {"value": plain_value(value)}
