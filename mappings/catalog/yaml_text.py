"""YAML texts that hold what JSON can hold, read within bounds.

The value is built here from the parser's events, so that nothing in a text makes an object of
Python's or grows beyond the limits, however its aliases repeat one another.

Source:
    YAML 1.2.2 §10.3 (core schema), read 2026-11. Other than there, `007` stays a text, as a postal
    code is one; `<<` merges as in YAML 1.1, which API documents use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_DEPTH

MAX_YAML_SIZE = 8_000_000  # values and characters, with every alias written out

_LOADER: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # ten times as fast, where there is one

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STANDARD_TAG = "tag:yaml.org,2002:"
_KNOWN_TAGS = {
    _STANDARD_TAG + name for name in ("bool", "float", "int", "map", "null", "seq", "str")
}
_MIN_64_BIT, _MAX_64_BIT = -(2**63), 2**64 - 1  # beyond, JSON's reader makes doubles, too
_MAX_64_BIT_CHARS = 21


def read_yaml(text: str) -> Json:
    """The value of a YAML text with one document.

    Shape:
        ``{200: {"description": NO}}`` in YAML is ``{"200": {"description": "NO"}}``

    Raises:
        JsonTextError: everything that is wrong, each with its line and column.
    """
    reader = _Reader(text)
    try:
        value = reader.read()
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        _refuse_text(f"{err.problem or err.context}", mark)
    except yaml.YAMLError as err:
        message = "This holds a character that YAML does not allow. Remove it."
        raise JsonTextError(Problem("", message, "yaml")) from err
    if reader.problems:
        raise JsonTextError(reader.problems)
    return value


def _refuse_text(reason: str, mark: Any) -> NoReturn:
    raise JsonTextError(_problem(mark, f"this is not YAML: {reason}.", "yaml"))


@dataclass(frozen=True, slots=True)
class _Read:
    """A value, how much it is with its aliases written out, and how many levels of objects."""

    value: Json
    size: int
    levels: int = 0
    is_merge_key: bool = False


class _Reader:
    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, _Read | None] = {}  # None: still open
        self._total = 0

    def read(self) -> Json:
        next(self._events)  # the stream's start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return None  # nothing but comments
        value = self._read_value(next(self._events), 1).value
        next(self._events)  # the document's end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            message = "another document starts here; expected one document in the text."
            self._keep(event, message, "several_documents")
        return value

    def _read_value(self, event: Any, depth: int) -> _Read:
        if isinstance(event, yaml.AliasEvent):
            return self._read_alias(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = None
        if event.tag not in (None, "!", *_KNOWN_TAGS):
            shown = event.tag.replace(_STANDARD_TAG, "!!")
            self._keep(event, f"found the tag {shown}; expected none.", "tag")
        read = self._read_own(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = read
        return read

    def _read_own(self, event: Any, depth: int) -> _Read:
        if isinstance(event, yaml.ScalarEvent):
            self._count(event, len(event.value) + 1)
            is_merge_key = event.value == "<<" and event.implicit[0]
            size = len(event.value) + 1
            return _Read(self._scalar(event), size, is_merge_key=is_merge_key)
        _check_depth(event, depth)
        self._count(event, 1)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._read_list(depth)
        return self._read_object(depth)

    def _read_alias(self, event: Any, depth: int) -> _Read:
        if event.anchor not in self._anchors:
            _refuse_text(f'there is no anchor "{event.anchor}" before this alias', event.start_mark)
        read = self._anchors[event.anchor]
        if read is None:
            self._keep(event, f'"{event.anchor}" holds itself.', "cycle")
            return _Read(None, 1)
        self._count(event, read.size)
        _check_depth(event, depth - 1 + read.levels)
        return read

    def _read_list(self, depth: int) -> _Read:
        items, size = [], 1
        levels = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            item = self._read_value(event, depth + 1)
            items.append(item.value)
            size, levels = size + item.size, max(levels, item.levels)
        return _Read(items, size, levels + 1)

    def _read_object(self, depth: int) -> _Read:
        members: dict[str, Json] = {}
        merged: dict[str, Json] = {}
        size, levels = 1, 0
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._read_value(event, depth + 1)
            value_event = next(self._events)
            value = self._read_value(value_event, depth + 1)
            size, levels = size + key.size + value.size, max(levels, value.levels)
            if key.is_merge_key:
                merged |= self._merged(value.value, value_event)
            else:
                self._add(members, self._key_text(key.value, event), value.value, event)
        return _Read({**merged, **members}, size, levels + 1)

    def _add(self, members: dict[str, Json], key: str, value: Json, event: Any) -> None:
        if key in members:
            self._keep(event, f'the key "{_shortened(key)}" is there twice.', "repeated")
        members[key] = value

    def _merged(self, value: Json, event: Any) -> dict[str, Json]:
        """What ``<<`` adds; of several objects, the first that has a key."""
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, dict) for part in parts):
            self._keep(event, "expected an object to merge, or a list of them.", "type")
            return {}
        return {key: inner for part in reversed(parts) for key, inner in part.items()}

    def _key_text(self, key: Json, event: Any) -> str:
        """Keys of JSON are texts, so 200 is "200"."""
        if isinstance(key, str):
            return key
        if isinstance(key, (dict, list)):
            self._keep(event, "a key is a text; this is an object or a list.", "type")
            return ""
        return str(event.value) if isinstance(event, yaml.ScalarEvent) else str(key)

    def _scalar(self, event: Any) -> Json:
        text = event.value
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            self._keep(event, "this text holds a character that cannot be stored.", "characters")
            return ""
        is_text = event.tag in ("!", _STANDARD_TAG + "str")
        if is_text or not (event.implicit[0] or event.tag):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            self._keep(event, f"found {text}; expected a number that JSON can hold.", "number")
            return None
        return self._number(event) if _is_number(text) else text

    def _number(self, event: Any) -> Json:
        text = event.value
        if _BASED.fullmatch(text):
            number = int(text, 0) if len(text) < 20 else float("inf")
        else:
            number = float(text)
        if number in (float("inf"), float("-inf")):
            self._keep(event, "this number is too large.", "number")
            return None
        is_short_integer = _INTEGER.fullmatch(text) and len(text) <= _MAX_64_BIT_CHARS
        if is_short_integer and _MIN_64_BIT <= int(text) <= _MAX_64_BIT:
            return int(text)
        return number

    def _count(self, event: Any, size: int) -> None:
        self._total += size
        if self._total > MAX_YAML_SIZE:
            message = (
                "with its aliases written out, this text is larger than "
                f"{MAX_YAML_SIZE:,} values and characters."
            )
            raise JsonTextError(_problem(event.start_mark, message, "too_large"))

    def _keep(self, event: Any, message: str, code: str) -> None:
        self.problems.append(_problem(event.start_mark, message, code))


def _check_depth(event: Any, depth: int) -> None:
    if depth > MAX_JSON_DEPTH:
        message = f"this is nested deeper than {MAX_JSON_DEPTH} levels."
        raise JsonTextError(_problem(event.start_mark, message, "too_deep"))


def _is_number(text: str) -> bool:
    return bool(_FLOAT.fullmatch(text) or _BASED.fullmatch(text))


def _problem(mark: Any, message: str, code: str) -> Problem:
    line, column = mark.line + 1, mark.column + 1
    return Problem("", f"Line {line}, column {column}: {message}", code, line, column)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
