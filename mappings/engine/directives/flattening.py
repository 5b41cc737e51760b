"""Objects in objects made one flat object."""

from collections.abc import Iterable
from typing import Any

from mappings.engine.directives.budget import Budget
from mappings.engine.directives.planner import Keys
from mappings.engine.js_values import in_js_order


def flatten_object(
    value: Any, separator: str, *, omits_lists: bool, place: Keys, budget: Budget
) -> dict[str, Any]:
    """The values inside a value by their keys, joined by a separator.

    As in the reference, empty objects and lists vanish, a value that holds nothing gets the key
    "", and no separator follows an empty key at the top. Where two joined keys are the same, the
    last in JavaScript's order stays.

    Shape:
        ``{"a": {"b": 1, "c": [2]}}`` -> ``{"a.b": 1, "a.c.0": 2}``

    Args:
        omits_lists: lists stay as they are.

    Raises:
        EventError: the result is larger than allowed.
    """
    members: dict[str, Any] = {}

    def add(container: Any, prefix: str, depth: int) -> None:
        budget.enter(container, depth, place)
        inner_members: Iterable[tuple[Any, Any]]
        if isinstance(container, dict):
            chars = sum(map(len, container))
            inner_members = in_js_order(container)
        else:
            chars = len(str(len(container))) * len(container)
            inner_members = enumerate(container)
        budget.spend_chars(chars + len(prefix) * len(container), place)
        for inner_key, inner in inner_members:
            key = f"{prefix}{inner_key}"
            if isinstance(inner, dict) or (isinstance(inner, list) and not omits_lists):
                add(inner, key + separator if key else "", depth + 1)
            else:
                members[key] = inner

    if isinstance(value, dict) or (isinstance(value, list) and not omits_lists):
        add(value, "", 1)
    else:
        members[""] = value
    return members
