"""Filters on any value: a default, and JSON text."""

import json
import math
from typing import Any

from mappings.engine.js_values import in_js_order, is_truthy, number_text
from mappings.engine.limits import MAX_JSON_DEPTH
from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.run import ITEM_UNITS, Run
from mappings.engine.liquid.units import from_units
from mappings.engine.liquid.values import Word, is_number, is_true, plain
from mappings.engine.paths import MISSING

_MAX_DEPTH = 2 * MAX_JSON_DEPTH
_MAX_INDENT = 10
_quoted = json.JSONEncoder(ensure_ascii=False).encode


def default(_run: Run, value: Any, fallback: Any = MISSING, *options: Any) -> Any:
    """Another value where this is null, false, missing, "" or []."""
    value = plain(value)
    if isinstance(value, (list, str)):
        return value if value else fallback
    if value is False and any(_allows_false(option) for option in options):
        return False
    return value if is_true(value) else fallback


def raw(_run: Run, value: Any) -> Any:
    """The value as it is."""
    return value


def to_json(run: Run, value: Any, indent: Any = MISSING) -> Any:
    """JSON text of the value, indented if asked for."""
    writer = _Writer(run, _indent(indent))
    writer.write(value, 1)
    return MISSING if value is MISSING else from_units("".join(writer.parts))


class _Writer:
    def __init__(self, run: Run, indent: str) -> None:
        self.parts: list[str] = []
        self._run = run
        self._indent = indent

    def write(self, value: Any, depth: int) -> None:
        if isinstance(value, dict):
            members = in_js_order(value)
            pairs = [(f"{_text(key)}:{self._space()}", inner) for key, inner in members]
            self._write_all("{", pairs, "}", depth)
        elif isinstance(value, list):
            self._write_all("[", [("", item) for item in value], "]", depth)
        else:
            self._add(_scalar(value))

    def _space(self) -> str:
        return " " if self._indent else ""

    def _write_all(self, before: str, pairs: list[tuple[str, Any]], after: str, depth: int) -> None:
        self._run.spend(2 * ITEM_UNITS * len(pairs))
        if depth > _MAX_DEPTH:
            message = f"The value is nested deeper than {_MAX_DEPTH} levels."
            raise LiquidError(message, "too_deep")
        new_line = "\n" + self._indent * depth if self._indent else ""
        self._add(before)
        for index, (key, inner) in enumerate(pairs):
            self._add(f"{',' if index else ''}{new_line}{key}")
            self.write(inner, depth + 1)
        self._add(new_line[: -len(self._indent)] + after if pairs and new_line else after)

    def _add(self, text: str) -> None:
        self._run.spend(2 * len(text))
        self.parts.append(text)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Word):
        return "{}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not is_number(value):
        return "null"
    text = number_text(value)
    return text if text[-1].isdigit() else "null"


def _text(text: str) -> str:
    """In quotes; a half of an emoji that stands alone is written as its number."""
    quoted = _quoted(text)
    if quoted.isascii():
        return quoted
    return "".join(
        f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in quoted
    )


def _indent(indent: Any) -> str:
    if isinstance(indent, str):
        return indent[:_MAX_INDENT]
    if not is_number(indent) or math.isnan(indent):
        return ""
    return " " * int(max(min(indent, _MAX_INDENT), 0))


def _allows_false(option: Any) -> bool:
    return isinstance(option, list) and option[:1] == ["allow_false"] and is_truthy(option[-1])
