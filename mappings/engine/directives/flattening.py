"""Objects in objects made one flat object."""

from typing import Any

from mappings.engine.directives.built_values import Bounds
from mappings.engine.js_values import in_js_order
from mappings.engine.limits import MAX_FLATTENED_KEY_CHARS


def flatten_object(
    value: Any, separator: str, *, omits_lists: bool, bounds: Bounds
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
    flattening = _Flattening(separator, omits_lists=omits_lists, bounds=bounds)
    flattening.add(value, "", 1)
    return flattening.members


class _Flattening:
    def __init__(self, separator: str, *, omits_lists: bool, bounds: Bounds) -> None:
        self.members: dict[str, Any] = {}
        self._separator = separator
        self._omits_lists = omits_lists
        self._bounds = bounds
        self._chars_left = MAX_FLATTENED_KEY_CHARS

    def add(self, value: Any, key: str, depth: int) -> None:
        is_list = isinstance(value, list) and not self._omits_lists
        if not is_list and not isinstance(value, dict):
            self.members[key] = value
            return
        self._bounds.enter(value, depth)
        members = in_js_order(value) if isinstance(value, dict) else enumerate(value)
        prefix = key + self._separator if key else ""
        for inner_key, inner in members:
            joined = f"{prefix}{inner_key}"
            self._chars_left -= len(joined)
            if self._chars_left < 0:
                message = f"The keys grow beyond {MAX_FLATTENED_KEY_CHARS:,} characters."
                raise self._bounds.error(message, "too_large")
            self.add(inner, joined, depth + 1)
