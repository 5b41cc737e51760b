"""Logs as JSON lines: what a text holds stays inside its value, whatever it is."""

import json
import logging
from datetime import UTC, datetime

MAX_MESSAGE_CHARS = 2_000


class JsonLines(logging.Formatter):
    """Shape: ``{"at": "2026-01-01T00:00:00+00:00", "level": "INFO", "message": "…", …}``.

    Everything beyond ASCII is escaped, control and direction characters among it. Of an exception
    its kind and the places are told; its text, which may hold what a person sent, is not.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()[:MAX_MESSAGE_CHARS],
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line)


def _places(trace: object) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code  # type: ignore[attr-defined]
        places.append(f"{code.co_qualname}:{trace.tb_lineno}")  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return places[-20:]
