"""JSON values in a form in which Python compares them as JavaScript would print them."""

import re
from typing import Any

from mappings.engine.js_values import in_js_order

_HALF = re.compile(r"[\ud800-\udfff]|\\ud[89a-f][0-9a-f]{2}")  # itself, or as @json writes it


def canonical(value: Any) -> Any:
    """Numbers as doubles, true not 1, keys in their order."""
    if isinstance(value, dict):
        return "object", tuple((key, canonical(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return "list", tuple(map(canonical, value))
    if isinstance(value, (bool, str)) or value is None:
        return type(value).__name__, value
    return "number", float(value)


def ordered(value: Any) -> Any:
    """The value with the keys of its objects in JavaScript's order."""
    if isinstance(value, dict):
        return {key: ordered(inner) for key, inner in in_js_order(value)}
    return list(map(ordered, value)) if isinstance(value, list) else value


def without_halves(value: Any) -> Any:
    """The value with a replacement character for each half of a pair."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_halves(key): without_halves(inner) for key, inner in value.items()}
    return list(map(without_halves, value)) if isinstance(value, list) else value
