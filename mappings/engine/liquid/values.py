"""How LiquidJS sees values: words for nothing, truth, numbers, equality and order.

Beside JSON values there are MISSING, for what JavaScript calls undefined, and three words of the
language: ``nil``, ``empty`` and ``blank``, which are values of their own.
"""

import math
import re
from typing import Any, Final

from mappings.engine.js_values import BLANKS, to_text
from mappings.engine.liquid.units import sort_key
from mappings.engine.paths import MISSING

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_PREFIXED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_BASES = {"x": 16, "o": 8, "b": 2}


class Word:
    """A word of the language that stands for a value; `plain` is what it is to most filters."""

    __slots__ = ("plain",)

    def __init__(self, plain: str | None) -> None:
        self.plain = plain


NIL: Final = Word(None)
EMPTY: Final = Word("")
BLANK: Final = Word("")


def plain(value: Any) -> Any:
    return value.plain if isinstance(value, Word) else value


def is_nothing(value: Any) -> bool:
    """Null, MISSING or the word nil."""
    return value is None or value is MISSING or value is NIL


def is_true(value: Any) -> bool:
    """All but false and nothing: 0, "" and [] are true."""
    return value is not False and value is not None and value is not MISSING and value is not NIL


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def to_double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def to_number(value: Any) -> float:
    """``Number(value)`` of JavaScript; NaN for what is none, and for a list, see Run.simple."""
    value = plain(value)
    if isinstance(value, (bool, int, float)):
        return to_double(value)
    if value is None:
        return 0.0
    return _text_to_number(value) if isinstance(value, str) else math.nan


def text_of(value: Any) -> str:
    """``String(value)`` of JavaScript."""
    value = plain(value)
    return "undefined" if value is MISSING else to_text(value)


def equal(left: Any, right: Any) -> bool:
    """``==`` of the language: strict by type, lists by items, objects only with themselves."""
    if isinstance(left, Word):
        return _word_equals(left, right)
    if isinstance(right, Word):
        return _word_equals(right, left)
    if isinstance(left, list):
        if not isinstance(right, list) or len(left) != len(right):
            return False
        return all(map(equal, left, right))
    if is_number(left) and is_number(right):
        return to_double(left) == to_double(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return left is right


def is_less(left: Any, right: Any, *, or_equal: bool) -> bool:
    """``<`` and ``<=`` of JavaScript: texts by their units, all else as numbers; words never."""
    if isinstance(left, Word) or isinstance(right, Word):
        return False
    left, right = _comparable(left), _comparable(right)
    if isinstance(left, str) and isinstance(right, str):
        first, second = sort_key(left), sort_key(right)
        return first <= second if or_equal else first < second
    low, high = to_number(left), to_number(right)
    return low <= high if or_equal else low < high


def _word_equals(word: Word, value: Any) -> bool:
    if word is NIL:
        return plain(value) is None or value is MISSING
    if value is EMPTY or value is BLANK:
        return False
    if word is BLANK and (value is False or is_nothing(value)):
        return True
    if isinstance(value, str):
        return not (value.strip(BLANKS) if word is BLANK else value)
    return isinstance(value, (list, dict)) and not value


def _comparable(value: Any) -> Any:
    return to_text(value) if isinstance(value, (list, dict)) else value


def _text_to_number(text: str) -> float:
    text = text.strip(BLANKS)
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _PREFIXED.fullmatch(text):
        return to_double(int(text, _BASES[text[1].lower()]))
    return {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)
