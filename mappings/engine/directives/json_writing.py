"""JSON text as JavaScript's ``JSON.stringify`` writes it."""

import json
import re
from typing import Any

from mappings.engine.directives.built_values import Bounds
from mappings.engine.directives.planner import Keys
from mappings.engine.js_values import exists, in_js_order, number_text
from mappings.engine.limits import MAX_ENCODED_JSON_CHARS
from mappings.engine.paths import MISSING

_PYTHON_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_text_in_quotes = _PYTHON_JSON.encode
# Python and JavaScript agree on JSON text, but for the writing of some numbers and for keys that
# are indices. A text of the event may look like one; that costs time only.
_DIFFERENT = re.compile(r'\.0(?![0-9])|[0-9]e[-+]|[0-9]{16}|"[0-9]+":')


def write_json(value: Any, place: Keys) -> Any:
    """Compact JSON text of a value, MISSING for MISSING.

    Raises:
        EventError: the text is longer than allowed, or the value too large or deep.

    Shape:
        ``{"b": 1.0, "1": "é"}`` -> ``'{"1":"é","b":1}'``
    """
    if value is MISSING:
        return MISSING
    writer = _Writer(Bounds(place))
    writer.write(value, 1)
    return "".join(writer.parts)


def write_event_json(value: Any, place: Keys) -> Any:
    """The same for a value that is the event's own; several times faster for most.

    A value that a directive built could repeat itself until its text fills the memory.
    """
    try:
        text = _PYTHON_JSON.encode(value)
    except (TypeError, ValueError, RecursionError):  # MISSING; NaN; too deep
        return write_json(value, place)
    is_fine = len(text) <= MAX_ENCODED_JSON_CHARS and not _DIFFERENT.search(text)
    return text if is_fine else write_json(value, place)


class _Writer:
    def __init__(self, bounds: Bounds) -> None:
        self.parts: list[str] = []
        self._bounds = bounds
        self._chars_left = MAX_ENCODED_JSON_CHARS

    def write(self, value: Any, depth: int) -> None:
        if isinstance(value, dict):
            self._write_object(value, depth)
        elif isinstance(value, list):
            self._write_list(value, depth)
        else:
            self._add(_scalar_text(value))

    def _write_object(self, value: dict[str, Any], depth: int) -> None:
        self._bounds.enter(value, depth)
        before = "{"
        for key, inner in in_js_order(value):
            if inner is not MISSING:
                self._add(f"{before}{_text_in_quotes(key)}:")
                self.write(inner, depth + 1)
                before = ","
        self._add("{}" if before == "{" else "}")

    def _write_list(self, value: list[Any], depth: int) -> None:
        self._bounds.enter(value, depth)
        before = "["
        for item in value:
            self._add(before)
            self.write(item, depth + 1)
            before = ","
        self._add("[]" if before == "[" else "]")

    def _add(self, text: str) -> None:
        self._chars_left -= len(text)
        if self._chars_left < 0:
            message = f"The JSON text grows longer than {MAX_ENCODED_JSON_CHARS:,} characters."
            raise self._bounds.error(message, "too_long")
        self.parts.append(text)


def _scalar_text(value: Any) -> str:
    if isinstance(value, str):
        return _text_in_quotes(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = number_text(value) if exists(value) else ""
    return text if text[-1:].isdigit() else "null"
