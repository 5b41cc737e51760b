"""Destination filters: which events of a source a destination gets, and what of them.

Each filter has a condition, in the language of triggers, and does one thing where it holds::

    drop                the event goes no further
    sample              only a share of the events goes on, the same ones each time
    drop_properties     some keys are taken out
    allow_properties    in some containers only these keys stay

They run in their order, each on what the ones before it left.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mappings.engine.errors import FilterError, Problem, TriggerError, json_pointer
from mappings.engine.fql import compile_trigger, read_trigger
from mappings.engine.json_types import Json
from mappings.engine.limits import (
    MAX_FILTER_FIELDS,
    MAX_FILTERS,
    MAX_PATH_CHARS,
)
from mappings.engine.paths import MISSING, compile_path, parse_path

ACTIONS = ("drop", "sample", "drop_properties", "allow_properties")
CONTAINERS = ("properties", "traits", "context")
_SAMPLE_STEPS = 2**64

Event = dict[str, Any]
Filters = Callable[[Event], "Event | Dropped"]
_Step = Callable[[Event], "Event | Dropped"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event that goes no further. `reason` is ``filter_drop`` or ``filter_sample``."""

    reason: str
    title: str


def compile_filters(document: Json) -> Filters:
    """A function that gives what a destination gets of an event. It never changes the event.

    Shape:
        document: ``[{"title": "No test users", "condition": {…tree…}, "action": "drop"},
        {"title": "A tenth", "condition": None, "action": "sample", "percent": 10, "path":
        "userId"}, {"title": "No addresses", "condition": None, "action": "drop_properties",
        "fields": {"context": ["ip"], "traits": ["address.street"]}}]``

    Raises:
        FilterError: listing every problem, each with a JSON pointer.
    """
    problems = filter_problems(document)
    if problems or not isinstance(document, list):
        raise FilterError(problems)
    steps = [_compiled(one) for one in document if isinstance(one, dict)]

    def run(event: Event) -> Event | Dropped:
        for step in steps:
            left = step(event)
            if isinstance(left, Dropped):
                return left
            event = left
        return event

    return run


def filter_problems(document: Json) -> list[Problem]:
    """All that is wrong with a list of filters; pointers are like ``/0/percent``."""
    if not isinstance(document, list):
        return [Problem("", "Filters are a list.", "type")]
    if len(document) > MAX_FILTERS:
        text = f"There are {len(document)} filters; the limit is {MAX_FILTERS}."
        return [Problem("", text, "too_many_filters")]
    return [
        Problem(json_pointer([at]) + problem.pointer, problem.message, problem.code)
        for at, one in enumerate(document)
        for problem in _problems_of(one)
    ]


def _problems_of(one: Json) -> list[Problem]:
    if not isinstance(one, dict):
        return [Problem("", "A filter is an object.", "type")]
    problems = _condition_problems(one.get("condition"))
    action = one.get("action")
    if action == "sample":
        problems += _sample_problems(one)
    elif action in ("drop_properties", "allow_properties"):
        problems += _field_problems(one.get("fields"))
    elif action != "drop":
        text = f"Choose one of: {', '.join(ACTIONS)}."
        problems.append(Problem("/action", text, "choice"))
    return problems


def _condition_problems(condition: Json) -> list[Problem]:
    if condition is None:
        return []
    try:
        read_trigger(condition)
    except TriggerError as err:
        return [
            Problem("/condition" + problem.pointer, problem.message, problem.code)
            for problem in err.problems
        ]
    return []


def _sample_problems(one: Mapping[str, Json]) -> list[Problem]:
    problems = []
    percent, path = one.get("percent"), one.get("path", "")
    if isinstance(percent, bool) or not isinstance(percent, (int, float)):
        problems.append(Problem("/percent", "Enter a number.", "type"))
    elif not 0 <= percent <= 100:
        problems.append(Problem("/percent", "Enter a number from 0 to 100.", "range"))
    if not isinstance(path, str):
        problems.append(Problem("/path", "A path is a text.", "type"))
    elif len(path) > MAX_PATH_CHARS:
        text = f"The path has {len(path):,} characters; the limit is {MAX_PATH_CHARS:,}."
        problems.append(Problem("/path", text, "too_long"))
    return problems


def _field_problems(fields: Json) -> list[Problem]:
    if not isinstance(fields, dict) or not any(fields.values()):
        text = "Name at least one key of properties, traits or context."
        return [Problem("/fields", text, "required")]
    problems = []
    for container, names in fields.items():
        pointer = json_pointer(["fields", container])
        if container not in CONTAINERS:
            text = f"Choose one of: {', '.join(CONTAINERS)}."
            problems.append(Problem(pointer, text, "choice"))
        elif not isinstance(names, list) or not all(map(_is_name, names)):
            text = f"Keys are texts of 1 to {MAX_PATH_CHARS:,} characters, in a list."
            problems.append(Problem(pointer, text, "type"))
        elif len(names) > MAX_FILTER_FIELDS:
            text = f"There are {len(names)} keys; the limit is {MAX_FILTER_FIELDS}."
            problems.append(Problem(pointer, text, "too_many_keys"))
    return problems


def _is_name(name: Json) -> bool:
    return isinstance(name, str) and 0 < len(name) <= MAX_PATH_CHARS and bool(_keys_of(name))


def _compiled(one: Mapping[str, Any]) -> _Step:
    act = _action_of(one)
    condition = one.get("condition")
    if condition is None:
        return act
    holds = compile_trigger(read_trigger(condition))
    return lambda event: act(event) if holds(event) else event


def _action_of(one: Mapping[str, Any]) -> _Step:
    title = str(one.get("title", ""))
    if one["action"] == "drop":
        return lambda _event: Dropped("filter_drop", title)
    if one["action"] == "sample":
        return _sampler(one["percent"], one.get("path", ""), Dropped("filter_sample", title))
    keys = {name: [_keys_of(one) for one in names] for name, names in one["fields"].items()}
    change = _without if one["action"] == "drop_properties" else _with_only
    return lambda event: _change_containers(event, keys, change)


def _sampler(percent: float, path: str, dropped: Dropped) -> _Step:
    read = compile_path(path or "messageId")
    threshold = int(_SAMPLE_STEPS * percent / 100)

    def sample(event: Event) -> Event | Dropped:
        value = read(event)
        if value is MISSING or value is None:
            value = event.get("messageId")
        digest = hashlib.blake2b(str(value).encode("utf-8", "surrogatepass"), digest_size=8)
        return event if int.from_bytes(digest.digest()) < threshold else dropped

    return sample


def _keys_of(name: str) -> tuple[str, ...]:
    return parse_path(name, drops_root=False)


def _change_containers(
    event: Event,
    keys: Mapping[str, Sequence[tuple[str, ...]]],
    change: Callable[[Event, Sequence[tuple[str, ...]]], Event],
) -> Event:
    changed = {
        name: change(event[name], paths)
        for name, paths in keys.items()
        if paths and isinstance(event.get(name), dict)
    }
    return {**event, **changed}


def _without(container: Event, paths: Sequence[tuple[str, ...]]) -> Event:
    for path in paths:
        container = _without_one(container, path)
    return container


def _without_one(container: Event, path: tuple[str, ...]) -> Event:
    """The same without what lies at a path; a key that is written with dots counts, too."""
    literal = ".".join(path)
    if literal in container:
        return {key: value for key, value in container.items() if key != literal}
    inner = container.get(path[0])
    if len(path) == 1 or not isinstance(inner, dict):
        return container
    return {**container, path[0]: _without_one(inner, path[1:])}


def _with_only(container: Event, paths: Sequence[tuple[str, ...]]) -> Event:
    """What lies at the paths, each key where it was."""
    kept: Event = {}
    for key, value in container.items():
        rests = [path[1:] for path in paths if path[0] == key]
        if () in rests or any(".".join(path) == key for path in paths):
            kept[key] = value
        elif rests and isinstance(value, dict) and (inner := _with_only(value, rests)):
            kept[key] = inner
    return kept
