"""A trigger's verdict on an event, as commands show it."""

from collections.abc import Iterator
from typing import Any

from mappings.command_line.shown_values import plain_value, short_text
from mappings.command_line.terminal import Paint
from mappings.engine.fql import ConditionVerdict, Verdict
from mappings.engine.paths import MISSING


def verdict_lines(verdict: Verdict, paint: Paint) -> Iterator[str]:
    """Shape::

    Does not match: properties.vip is false.
      yes  type is "track"
      no   properties.vip is true       found false (true/false)
    """
    if verdict.matches:
        yield paint.good("Matches.")
    else:
        yield f"{paint.bad('Does not match:')} {verdict.reason}"
    width = max((len(condition.text) for condition in verdict.conditions), default=0)
    for condition in verdict.conditions:
        mark = paint.good("yes") if condition.matches else paint.bad("no ")
        yield f"  {mark}  {condition.text:<{width}}  {paint.faint(_found(condition))}"


def _found(condition: ConditionVerdict) -> str:
    if condition.found is MISSING:
        text = "found nothing"
    else:
        text = f"found {short_text(condition.found)} ({condition.found_type})"
    return f"{text}. {condition.hint}" if condition.hint else text


def verdict_members(verdict: Verdict) -> dict[str, Any]:
    """Shape: ``{"matches": false, "reason": "…", "reads": [path], "conditions": [{"pointer":
    "/children/1", "text": "…", "matches": false, "path": "…", "found": false, "found_type": "…",
    "hint": ""}]}``; `found` is left out where nothing was found.
    """
    return {
        "matches": verdict.matches,
        "reason": verdict.reason,
        "reads": verdict.reads,
        "conditions": [_condition_members(condition) for condition in verdict.conditions],
    }


def _condition_members(condition: ConditionVerdict) -> dict[str, Any]:
    found = {} if condition.found is MISSING else {"found": plain_value(condition.found)}
    return {
        "pointer": condition.pointer,
        "text": condition.text,
        "matches": condition.matches,
        "path": condition.path,
        **found,
        "found_type": condition.found_type,
        "hint": condition.hint,
    }
