"""JSON texts in and out: strict, bounded, and with errors that name line and column."""

import json
from collections.abc import Iterator

import orjson

from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_mistakes import JsonMistake, check_json
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_BYTES, MAX_JSON_DEPTH

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse_json(
    text: str | bytes, *, max_bytes: int = MAX_JSON_BYTES, max_depth: int = MAX_JSON_DEPTH
) -> Json:
    """The value of a JSON text.

    Refused, besides what is not JSON at all: NaN and numbers beyond a double, lone surrogates,
    U+0000 (databases cannot store it), more bytes or levels than allowed. Of a key that is given
    twice, the last value stays. A leading byte order mark is skipped.

    Args:
        max_bytes: longest text, in bytes of UTF-8.
        max_depth: most levels of objects and lists.

    Raises:
        JsonTextError: with one problem: what was found, its line and column, what to do.
    """
    data = _to_bytes(text)
    if len(data) > max_bytes:
        message = f"This is {len(data):,} bytes; the limit is {max_bytes:,}."
        raise JsonTextError(Problem("", message, "too_large"))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as err:
        _check(data, max_depth)
        message = f"Not valid JSON at line {err.lineno}, column {err.colno}."
        raise JsonTextError(Problem("", message, "json", err.lineno, err.colno)) from err
    has_doubts = b"\\u0000" in data or (
        data.count(b"{") + data.count(b"[") > max_depth and is_deeper_than(value, max_depth)
    )
    if has_doubts:
        _check(data, max_depth)
    return value


def dump_json(value: Json) -> str:
    """Compact JSON text in ASCII, keys in their order.

    Raises:
        ValueError: for NaN, the infinities and objects that hold themselves.
        TypeError: for what is not JSON.
    """
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def write_json_text(value: Json) -> str:
    """Compact JSON text, many times faster than `dump_json`; NaN and the infinities become null.

    Raises:
        TypeError: for what is not JSON, lone surrogates, deep values, and whole numbers that a
            double does not hold exactly.
    """
    return orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER).decode()


def is_deeper_than(value: Json, max_depth: int) -> bool:
    """Whether a value has more levels of objects and lists than that."""
    level = [value]
    for _ in range(max_depth):
        level = [inner for outer in level for inner in _containers(outer)]
        if not level:
            return False
    return bool(level)


def _to_bytes(text: str | bytes) -> bytes:
    try:
        data = text.encode() if isinstance(text, str) else bytes(text)
    except UnicodeEncodeError as err:
        message = "A character is half of a pair and cannot be stored."
        raise JsonTextError(Problem("", message, "lone_surrogate")) from err
    return data.removeprefix(_BYTE_ORDER_MARK)


def _containers(outer: Json) -> Iterator[Json]:
    members = outer.values() if isinstance(outer, dict) else outer
    return (inner for inner in members if isinstance(inner, (dict, list)))


def _check(data: bytes, max_depth: int) -> None:
    """Raise a JsonTextError that explains what is wrong, if anything is."""
    try:
        text = data.decode()
    except UnicodeDecodeError as err:
        message = "This is not UTF-8 text. Save it as UTF-8 and try again."
        raise JsonTextError(Problem("", message, "encoding")) from err
    try:
        check_json(text, max_depth)
    except JsonMistake as err:
        line = text.count("\n", 0, err.position) + 1
        column = err.position - text.rfind("\n", 0, err.position)
        message = err.message
        if err.code == "json":
            message = f"Line {line}, column {column}: {message}"
        raise JsonTextError(Problem("", message, err.code, line, column)) from err
