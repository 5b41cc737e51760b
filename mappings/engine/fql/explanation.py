"""Says why an event matches a trigger or not: each condition's verdict, and one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mappings.engine.errors import json_pointer
from mappings.engine.fields import json_type_name
from mappings.engine.fql.dates import EXPECTED_DATE, is_date
from mappings.engine.fql.names import condition_keys, condition_reader
from mappings.engine.fql.operators import OPERATORS, condition_test
from mappings.engine.fql.tree import Condition, Node, Trigger
from mappings.engine.fql.words import (
    condition_text,
    event_type_words,
    needed_words,
    value_words,
    with_article,
)
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, find_key, format_path, walk

MATCHES = "Test event matches"

# Where each event type keeps what the others keep elsewhere, most likely place first.
_TWINS = (("traits",), ("properties",), ("context", "traits"))


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """One condition on one event. `found` is MISSING where the event has nothing at `path`."""

    pointer: str  # into the tree: "/children/1"
    text: str  # "properties.browse_abandoners is true"
    matches: bool
    path: str  # "properties.browse_abandoners"
    found: Json
    found_type: str
    hint: str  # where the value really is, or what is odd about it; may be empty


@dataclass(frozen=True, slots=True)
class Verdict:
    """A trigger on one event. `reason` is one sentence, `reads` the event paths it looks at."""

    matches: bool
    reason: str
    conditions: tuple[ConditionVerdict, ...]
    reads: tuple[str, ...] = field(default=())


def explain_trigger(trigger: Trigger, event: Json) -> Verdict:
    """Why an event matches a trigger, or why not.

    Shape:
        the guide's Track event with the flag false: ``reason`` is
        ``properties.browse_abandoners is false.``
    """
    judged = _judge(trigger, event, ())
    conditions = tuple(_verdicts(judged, event))
    return Verdict(
        matches=judged.matches,
        reason=MATCHES if judged.matches else _reason(judged, event),
        conditions=conditions,
        reads=tuple(dict.fromkeys(condition.path for condition in conditions)),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A node with its verdict. `found` is a condition's value, `parts` are a group's children."""

    node: Node
    place: Sequence[str | int]
    matches: bool
    found: Any = MISSING
    parts: tuple["_Judged", ...] = ()


def _judge(node: Node, event: Json, place: tuple[str | int, ...]) -> _Judged:
    if isinstance(node, Condition):
        found = condition_reader(node)(event)
        is_object = isinstance(event, dict)
        return _Judged(node, place, is_object and condition_test(node)(found), found)
    parts = tuple(
        _judge(child, event, (*place, "children", index))
        for index, child in enumerate(node.children)
    )
    combine = all if node.operator == "and" else any
    return _Judged(node, place, combine(part.matches for part in parts), parts=parts)


def _verdicts(judged: _Judged, event: Json) -> Iterator[ConditionVerdict]:
    for part in judged.parts:
        yield from _verdicts(part, event)
    if isinstance(judged.node, Condition):
        yield ConditionVerdict(
            pointer=json_pointer(judged.place),
            text=condition_text(judged.node),
            matches=judged.matches,
            path=format_path(condition_keys(judged.node)),
            found=judged.found,
            found_type=json_type_name(judged.found),
            hint="" if judged.matches else _hint(judged.node, judged.found, event),
        )


def _hint(condition: Condition, found: Any, event: Json) -> str:
    if found is MISSING:
        return _place_hint(condition_keys(condition), event)
    if condition.operator in ("is_true", "is_false") and found in ("true", "false"):
        return "Audience flags are true/false."
    looks_at = OPERATORS[condition.operator].looks_at
    if looks_at == "number" and isinstance(found, str):
        return "Only numbers are compared with a number."
    if looks_at == "date" and not (isinstance(found, str) and is_date(found)):
        return f"This is not {EXPECTED_DATE}."
    if looks_at == "list" and not isinstance(found, list):
        return "Only lists have items."
    return ""


def _place_hint(keys: tuple[str, ...], event: Json) -> str:
    """Where the value really is: the place where other event types keep it, or any other."""
    inside = keys[1:]
    twins = [(*twin, *inside) for twin in _TWINS if inside]
    places = [format_path(twin) for twin in twins if walk(twin, event) is not MISSING]
    places = places or find_key(event, keys[-1])
    return f"Found {keys[-1]} at {' or '.join(places)}." if places else ""


def _reason(judged: _Judged, event: Json) -> str:
    """Of what keeps a node from matching, the first; a wrong event type before anything else."""
    if not isinstance(event, dict):
        return f"An event is one JSON object; this is {value_words(event)}."
    if isinstance(judged.node, Condition):
        return _condition_reason(judged.node, judged.found)
    failed = [part for part in judged.parts if not part.matches]
    failed.sort(key=lambda part: not _asks_event_type(part.node))
    reason = _reason(failed[0], event)
    if judged.node.operator == "or" and len(failed) > 1:
        return f"none of {len(failed)} conditions matches; the first: {reason}"
    return reason


def _asks_event_type(node: Node) -> bool:
    return isinstance(node, Condition) and node.type == "event-type"


def _condition_reason(condition: Condition, found: Any) -> str:
    keys = condition_keys(condition)
    path = format_path(keys)
    if condition.type == "event-type" and condition.operator == "=" and isinstance(found, str):
        event, wanted = event_type_words(found), event_type_words(condition.value)
        return f"This is {with_article(event)} event, but the mapping is for {wanted}."
    if found is MISSING:
        return _absence_reason(keys)
    if condition.operator in ("is_true", "is_false") and isinstance(found, bool):
        return f"{path} is {value_words(found)}."
    shown = value_words(found)
    operator = OPERATORS[condition.operator]
    if json_type_name(found) in (operator.takes, operator.looks_at):
        shown = shown.removeprefix("the text ").removeprefix("the number ")
    return f"{path} is {shown}, not {needed_words(condition)}."


def _absence_reason(keys: tuple[str, ...]) -> str:
    if len(keys) == 1:
        return f"the event has no {'event name' if keys == ('event',) else keys[0]}."
    return f"no {keys[-1]} in {format_path(keys[:-1])}."
