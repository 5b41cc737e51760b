"""Problems for scripts: a JSON object a line."""

from dataclasses import asdict
from typing import Any

import orjson

from mappings.event_files.errors import FileProblem


def problem_members(problem: FileProblem) -> dict[str, Any]:
    """Shape: ``{"file": "events.ndjson", "line": 12, "column": null, "pointer": "/payload/email",
    "code": "format", "message": "…"}``; the line is null where the file as a whole is meant.
    """
    return {**asdict(problem), "line": problem.line or None}


def problem_json(problem: FileProblem) -> bytes:
    """The same as a line of text."""
    return orjson.dumps(problem_members(problem), option=orjson.OPT_APPEND_NEWLINE)
