"""How JavaScript sees JSON values: what counts as true, what is a value's text, its order."""

from collections.abc import Iterable
from typing import Any

from mappings.engine.errors import EventError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_DEPTH
from mappings.engine.paths import MISSING

BLANKS = (  # what String.prototype.trim removes
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_MAX_SAFE_INTEGER = 2**53 - 1
_MAX_INDEX = str(2**32 - 2)


def is_truthy(value: Json) -> bool:
    """False for null, false, 0, NaN, an empty text and MISSING; true for [] and {}."""
    if isinstance(value, (list, dict)):
        return True
    return bool(value) and value == value


def exists(value: Any) -> bool:
    return value is not None and value is not MISSING


def is_filled(value: Any) -> bool:
    """``value != ''`` in JavaScript: 0, false, [] and [null] count as empty, too."""
    if value is None or value is MISSING:
        return False
    if isinstance(value, (bool, int, float)):
        return value != 0
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, (str, list)):
        return len(value) > 0
    return exists(value)


def to_text(value: Any, *, depth: int = 0) -> str:
    """A value as JavaScript's String() writes it.

    Shape:
        ``True``, ``1.0``, ``[1, None, [2]]``, ``{}`` -> ``"true"``, ``"1"``, ``"1,,2"``,
        ``"[object Object]"``

    Raises:
        EventError: lists in lists, deeper than MAX_JSON_DEPTH.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if value is None:
        return "null"
    if not isinstance(value, list):
        return "[object Object]"
    if depth >= MAX_JSON_DEPTH:
        message = f"The event is nested deeper than {MAX_JSON_DEPTH} levels."
        raise EventError(Problem("", message, "too_deep"))
    return ",".join([_item_text(item, depth + 1) for item in value])


def _item_text(item: Any, depth: int) -> str:
    if type(item) is int and -_MAX_SAFE_INTEGER <= item <= _MAX_SAFE_INTEGER:
        return str(item)
    return to_text(item, depth=depth) if exists(item) else ""


def number_text(number: float) -> str:
    """A number as JavaScript writes it: all numbers are doubles, 1e21 and up in exponent form.

    Shape:
        ``1.0``, ``12345678901234567890``, ``1e-07`` -> ``"1"``, ``"12345678901234567000"``,
        ``"1e-7"``
    """
    if isinstance(number, int) and -_MAX_SAFE_INTEGER <= number <= _MAX_SAFE_INTEGER:
        return str(number)
    try:
        double = float(number)
    except OverflowError:
        return "Infinity" if number > 0 else "-Infinity"
    if double != double:
        return "NaN"
    if double in (float("inf"), float("-inf")):
        return "Infinity" if double > 0 else "-Infinity"
    if double == 0:
        return "0"
    return ("-" if double < 0 else "") + _positive_number_text(abs(double))


def utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def utf16_units(text: str) -> list[str]:
    """The UTF-16 units of a text; each half of a pair becomes the replacement character."""
    return [unit for char in text for unit in (char if char <= "\uffff" else "\ufffd\ufffd")]


def in_js_order(members: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """The members of an object as JavaScript lists them: keys that are indices first, sorted.

    Shape:
        ``{"b": 1, "10": 2, "9": 3}`` -> ``("9", 3), ("10", 2), ("b", 1)``
    """
    if not any(map(str.isdecimal, members)):
        return members.items()
    indices = [key for key in members if _is_index(key)]
    others = [] if len(indices) == len(members) else [k for k in members if not _is_index(k)]
    return [(key, members[key]) for key in (*sorted(indices, key=int), *others)]


def _is_index(key: str) -> bool:
    if not (key.isdecimal() and key.isascii()) or (key[0] == "0" and key != "0"):
        return False
    return len(key) < len(_MAX_INDEX) or (len(key) == len(_MAX_INDEX) and key <= _MAX_INDEX)


def _positive_number_text(double: float) -> str:
    mantissa, _, exponent = f"{double!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    # The number is 0.<digits> times ten to the power of `point`.
    point = len((whole + fraction).rstrip()) - len(fraction) + int(exponent or 0)
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"
