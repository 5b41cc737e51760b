"""The steps of a traced field as a preview tells them: values in a size to look at."""

from typing import Any, NotRequired, TypedDict

from mappings import conf
from mappings.engine.directives.tracing import FieldTrace, Reading, Step
from mappings.engine.fields import json_type_name
from mappings.engine.paths import MISSING
from mappings.services.sizes import is_larger_than

_MAX_CHARS_OF_ROW = 2 * conf.MAX_FOUND_CHARS  # of all values in a row's parts, together


class ReadAnswer(TypedDict):
    path: str
    value: NotRequired[Any]
    type: str


class PartAnswer(TypedDict):
    """Shape:
    ``{"at": "/email/@if/else", "directive": "@path", "used": false, "type": "missing", …}``
    """

    at: str
    directive: str
    used: bool
    value: NotRequired[Any]
    type: str
    reads: list[ReadAnswer]
    item: NotRequired[list[int]]
    problem: NotRequired[str]


def parts_of(trace: FieldTrace) -> list[PartAnswer]:
    """What each place of a field's config gave, in the order of the run."""
    shown = _Shown()
    return [_part(step, shown) for step in trace.steps[: conf.MAX_SHOWN_PARTS]]


class _Shown:
    """Counts what is shown, and shows no more than a row may have."""

    def __init__(self) -> None:
        self._chars_left = _MAX_CHARS_OF_ROW

    def value(self, value: Any) -> dict[str, Any]:
        """The member to show it with; none for what is missing or too large."""
        if value is MISSING or is_larger_than(value, conf.MAX_FOUND_CHARS):
            return {}
        plain = _without_missing(value)
        self._chars_left -= len(str(plain))
        return {"value": plain} if self._chars_left >= 0 else {}


def _part(step: Step, shown: _Shown) -> PartAnswer:
    part: PartAnswer = {
        "at": step.at,
        "directive": step.directive,
        "used": step.is_used,
        "type": json_type_name(step.value),
        "reads": [_read(reading, shown) for reading in step.reads],
        **shown.value(step.value),  # type: ignore[typeddict-item]  # has only `value`
    }
    if step.item:
        part["item"] = list(step.item)
    if step.problem:
        part["problem"] = step.problem.message
    return part


def _read(reading: Reading, shown: _Shown) -> ReadAnswer:
    return {
        "path": reading.path,
        "type": json_type_name(reading.value),
        **shown.value(reading.value),  # type: ignore[typeddict-item]  # has only `value`
    }


def _without_missing(value: Any) -> Any:
    """As JSON has it: a member that is missing is left out, an item is null."""
    if isinstance(value, dict):
        return {key: _without_missing(v) for key, v in value.items() if v is not MISSING}
    if isinstance(value, list):
        return [None if item is MISSING else _without_missing(item) for item in value]
    return value
