"""Logs as JSON: one line for each message, whatever a text holds."""

import json
import logging
import sys

from engage_mapper.json_lines import JsonLines


def _line(message: str, *arguments: object, exc_info: object = None) -> str:
    record = logging.LogRecord("a.b", logging.ERROR, "", 0, message, arguments, exc_info)  # type: ignore[arg-type]
    return JsonLines().format(record)


def test_a_line_cannot_be_broken_by_what_it_tells() -> None:
    line = _line("event %s", 'x\n{"level":"INFO"}\x1b[2J\u202e')
    assert "\n" not in line
    assert line.isascii()
    assert json.loads(line)["message"] == 'event x\n{"level":"INFO"}\x1b[2J\u202e'


def test_a_long_text_is_cut() -> None:
    assert len(json.loads(_line("x" * 10_000))["message"]) == 2_000


def test_an_exception_is_told_by_its_kind_and_places_without_its_text() -> None:
    try:
        raise ValueError("secret text")
    except ValueError:
        line = _line("failed", exc_info=sys.exc_info())
    told = json.loads(line)
    assert told["exception"] == "ValueError"
    assert told["places"][0].startswith("test_an_exception_is_told")
    assert "secret text" not in line
