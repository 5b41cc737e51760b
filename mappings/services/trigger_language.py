"""The trigger language for those who draw it, and values to compare with."""

from collections import Counter
from typing import Any, TypedDict

from mappings.engine.fields import json_type_name
from mappings.engine.fql.operators import OPERATORS, operators_for
from mappings.engine.fql.tree import CONTAINER_OF_TYPE, FIELD_OF_TYPE
from mappings.engine.paths import MISSING, compile_path
from mappings.models import Source, TestEvent

MAX_EVENTS_READ = 200
MAX_VALUES = 20
MAX_VALUE_CHARS = 200

_KINDS = {
    "event-type": "Event type",
    "event": "Event name",
    "name": "Page or screen name",
    "userId": "User ID",
    "event-property": "Property",
    "event-trait": "Trait",
    "event-context": "Context field",
}


class KindAnswer(TypedDict):
    """One thing that a condition can look at; `field` or the `container` of the field's name."""

    type: str
    label: str
    field: str
    container: str
    operators: list[str]


class OperatorAnswer(TypedDict):
    operator: str
    label: str
    takes: str  # what it compares with: text, number, list, …
    looks_at: str  # what a value in the event has to be
    in_segment: bool


class LanguageAnswer(TypedDict):
    conditions: list[KindAnswer]
    operators: list[OperatorAnswer]


class FoundValue(TypedDict):
    """A value that saved test events have at a path, and how many have it."""

    value: Any
    type: str
    events: int


def trigger_language() -> LanguageAnswer:
    """Every kind of condition with its operators, in the order of a menu."""
    return {
        "conditions": [
            {
                "type": kind,
                "label": label,
                "field": FIELD_OF_TYPE.get(kind, ""),
                "container": CONTAINER_OF_TYPE.get(kind, ""),
                "operators": list(operators_for(kind)),
            }
            for kind, label in _KINDS.items()
        ],
        "operators": [
            {
                "operator": name,
                "label": operator.label,
                "takes": operator.takes,
                "looks_at": operator.looks_at,
                "in_segment": operator.is_segments,
            }
            for name, operator in OPERATORS.items()
        ],
    }


def values_in_test_events(*, source: Source, path: str) -> list[FoundValue]:
    """What the source's saved test events have at a path, most frequent first."""
    read = compile_path(path)
    found: Counter[tuple[str, Any]] = Counter()
    for test_event in TestEvent.objects.for_source(source).order_by("-id")[:MAX_EVENTS_READ]:
        value = read(test_event.event)
        if _is_short(value):
            found[json_type_name(value), value] += 1
    return [
        {"value": value, "type": kind, "events": count}
        for (kind, value), count in found.most_common(MAX_VALUES)
    ]


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_VALUE_CHARS
    return value is not MISSING and isinstance(value, (bool, int, float))
