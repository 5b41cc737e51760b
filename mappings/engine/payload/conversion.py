"""Values made to fit the type of a field, where the reference does so.

Source:
    Ajv 8, "Type coercion rules" with ``coerceTypes: "array"``, run 2026-11.
"""

import re
from collections.abc import Callable, Mapping

from mappings.engine.js_values import BLANKS, number_text
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload.json_kinds import has_type, is_number

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_WITH_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_MAX_SAFE_INTEGER = 2**53 - 1
_MAX_DOUBLE_BITS = 1024
_MAX_NUMBER_CHARS = 400  # a longer text is no number that anybody means


def unwrapped(value: Json, types: tuple[str, ...]) -> Json:
    """The only item of a list, where conversion looks at that instead of the list."""
    is_list_of_one = isinstance(value, list) and len(value) == 1
    return value[0] if is_list_of_one and is_convertible(types) else value


def is_convertible(types: tuple[str, ...]) -> bool:
    return any(name in _CONVERTERS for name in types)


def convert(value: Json, types: tuple[str, ...]) -> Json:
    """The value in the first of the types that it can be converted to; MISSING if there is none.

    Shape:
        ``"12"``, ``("number",)``                 -> ``12``
        ``True``, ``("string", "number")``        -> ``"true"``
        ``"12a"``, ``("number",)``                -> MISSING
    """
    for name in types:
        converted = _CONVERTERS[name](value) if name in _CONVERTERS else MISSING
        if converted is not MISSING:
            return converted
    return MISSING


def number_of(text: str) -> Json:
    """The number that JavaScript reads in a text, MISSING if none; a blank text is 0.

    Infinity is none: JSON has no such number.
    """
    trimmed = text.strip(BLANKS)
    if not trimmed:
        return 0
    if len(trimmed) > _MAX_NUMBER_CHARS:
        return MISSING
    if _WITH_BASE.fullmatch(trimmed):
        whole = int(trimmed, 0)
        return _tidied(float(whole)) if whole.bit_length() < _MAX_DOUBLE_BITS else MISSING
    if not _DECIMAL.fullmatch(trimmed):
        return MISSING
    number = float(trimmed)
    return _tidied(number) if is_number(number) else MISSING


def _tidied(number: float) -> float:
    """Whole numbers without a fraction in their text: 12.0 becomes 12."""
    is_whole = number.is_integer() and abs(number) <= _MAX_SAFE_INTEGER
    return int(number) if is_whole else number


def _to_string(value: Json) -> Json:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    return "" if value is None else MISSING


def _to_number(value: Json) -> Json:
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    return number_of(value) if isinstance(value, str) and value else MISSING


def _to_integer(value: Json) -> Json:
    number = _to_number(value)
    return number if number is not MISSING and has_type(number, "integer") else MISSING


def _to_boolean(value: Json) -> Json:
    if value is None or value == "false" or _is_number_equal(value, 0):
        return False
    return True if value == "true" or _is_number_equal(value, 1) else MISSING


def _to_null(value: Json) -> Json:
    return None if value == "" or value is False or _is_number_equal(value, 0) else MISSING


def _to_array(value: Json) -> Json:
    return MISSING if isinstance(value, (list, dict)) else [value]


def _is_number_equal(value: Json, number: int) -> bool:
    return not isinstance(value, bool) and isinstance(value, (int, float)) and value == number


_CONVERTERS: Mapping[str, Callable[[Json], Json]] = {  # an object never comes of anything else
    "string": _to_string,
    "number": _to_number,
    "integer": _to_integer,
    "boolean": _to_boolean,
    "null": _to_null,
    "array": _to_array,
}
