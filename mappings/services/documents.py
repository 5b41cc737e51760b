"""JSON documents that come in, checked before anything is stored."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.strict_json import dump_json, parse_json


def problems_under(prefix: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems, seen from the document that holds theirs.

    Shape:
        prefix: ``"/config"``, a problem's pointer: ``"/email/@path"``
        result: a problem at ``"/config/email/@path"``
    """
    return tuple(replace(problem, pointer=prefix + problem.pointer) for problem in problems)


def document_problems(value: Any, pointer: str, *, max_bytes: int) -> tuple[Problem, ...]:
    """What keeps a value from being stored: too large, too deep, a lone surrogate, a U+0000."""
    try:
        text = dump_json(value)
        parse_json(text)
    except JsonTextError as err:
        # Line and column would be those of our own text, not of what was sent.
        return tuple(Problem(pointer, problem.message, problem.code) for problem in err.problems)
    except (TypeError, ValueError, RecursionError):
        return (Problem(pointer, "This cannot be written as JSON.", "json"),)
    size_bytes = _utf8_bytes(value, text)
    if size_bytes > max_bytes:
        message = f"This is {size_bytes:,} bytes; the limit is {max_bytes:,}."
        return (Problem(pointer, message, "too_large"),)
    return ()


def _utf8_bytes(value: Any, ascii_text: str) -> int:
    """The size that people count: our own text writes every other character in six."""
    if "\\u" not in ascii_text:
        return len(ascii_text)
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
