"""JSON text as JavaScript's ``JSON.stringify`` writes it."""

import json
from typing import Any

from mappings.engine.directives.built_values import Bounds
from mappings.engine.directives.js_values import exists, in_js_order, number_text
from mappings.engine.directives.planner import Keys
from mappings.engine.limits import MAX_ENCODED_JSON_CHARS
from mappings.engine.paths import MISSING

_text_in_quotes = json.JSONEncoder(ensure_ascii=False).encode


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
