"""JSON text as JavaScript's ``JSON.stringify`` writes it."""

import json
import re
from typing import Any

from mappings.engine.directives.budget import Budget
from mappings.engine.directives.planner import Keys
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.js_values import in_js_order, number_text
from mappings.engine.limits import MAX_ENCODED_JSON_CHARS
from mappings.engine.paths import MISSING
from mappings.engine.strict_json import write_json_text

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
# A fast writer and JavaScript differ in whole numbers with a fraction, powers of ten and keys that
# are indices. A text of the event may look like one; that costs time only. Patterns that start with
# a plain character search ten times as fast as the sure one, so they go first.
_WHOLE_FRACTION = re.compile(r"\.0(?![0-9])")
_POWER = re.compile(r"e(?<=[0-9]e)[-+]?[0-9]")
_INDEX_KEY = re.compile(r'":(?<=[0-9]":)(?<=[0-9"]{2}":)')
_DIFFERENT_NUMBER = re.compile(r"(?:\A|[:,\[])-?[0-9]+(?:\.0(?![0-9])|(?:\.[0-9]+)?e)")
_TEXT_OR_POWER = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9.]+e[-+][0-9]+')
_SAFE = 1e15  # whole numbers below have the same text in both languages


def write_json(value: Any, place: Keys, budget: Budget) -> Any:
    """Compact JSON text of a value, MISSING for MISSING.

    Raises:
        EventError: the text is longer than allowed, or the value too large or deep.

    Shape:
        ``{"b": 1.0, "1": "é"}`` -> ``'{"1":"é","b":1}'``
    """
    if value is MISSING:
        return MISSING
    copier = _Copier(place, budget)
    text = _encode(copier.copy(value, 1))
    if copier.has_powers:
        text = _TEXT_OR_POWER.sub(_as_javascript, text)
    return _checked(text, place, budget)


def write_event_json(value: Any, place: Keys, budget: Budget) -> Any:
    """The same for a value that holds no MISSING and the event's own values a few times at most.

    It is many times faster; a value that repeats itself would fill the memory with its text.
    """
    if value is MISSING:
        return MISSING
    try:
        text = write_json_text(value)
    except TypeError:
        return write_json(value, place, budget)
    if _differs_in_javascript(text):
        return write_json(value, place, budget)
    return _checked(text, place, budget)


def _differs_in_javascript(text: str) -> bool:
    if _INDEX_KEY.search(text):
        return True
    may_differ = _WHOLE_FRACTION.search(text) or _POWER.search(text)
    return bool(may_differ and _DIFFERENT_NUMBER.search(text))


def _checked(text: str, place: Keys, budget: Budget) -> str:
    if len(text) > MAX_ENCODED_JSON_CHARS:
        raise _too_long(place)
    budget.spend_chars(len(text), place)
    return text


def _too_long(place: Keys) -> EventError:
    message = f"The JSON text grows longer than {MAX_ENCODED_JSON_CHARS:,} characters."
    return EventError(Problem(json_pointer(place), message, "too_long"))


class _Copier:
    """Copies a value so that Python writes the copy as JavaScript writes the value.

    `has_powers` tells of numbers that Python writes with a power of ten.
    """

    def __init__(self, place: Keys, budget: Budget) -> None:
        self.has_powers = False
        self._place = place
        self._budget = budget
        self._chars_left = MAX_ENCODED_JSON_CHARS

    def copy(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            self._count(len(value))
            return value
        if type(value) is int and -_SAFE < value < _SAFE:
            return value
        if value is None or value is True or value is False:
            return value
        if isinstance(value, dict):
            self._budget.enter(value, depth, self._place)
            self._count(sum(map(len, value)))
            members = in_js_order(value)
            return {key: self.copy(v, depth + 1) for key, v in members if v is not MISSING}
        if isinstance(value, list):
            self._budget.enter(value, depth, self._place)
            return [self.copy(item, depth + 1) for item in value]
        return self._scalar(value)

    def _scalar(self, value: Any) -> Any:
        if value is MISSING:
            return None
        if -_SAFE < value < _SAFE and value % 1 == 0:
            return int(value)
        text = number_text(value)
        if not text[-1].isdigit():  # NaN, Infinity
            return None
        if "e" not in text and "." not in text:
            return int(text)
        self.has_powers = self.has_powers or "e" in repr(value)
        return float(value)

    def _count(self, chars: int) -> None:
        """Before the text is made: it has at least the characters of the texts in it."""
        self._chars_left -= chars
        if self._chars_left < 0:
            raise _too_long(self._place)


def _as_javascript(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else number_text(float(match[0]))
