"""One line of a file of records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """Values by their names, or why there are none. `line` counts from 1.

    Shape:
        ``Record(2, {"user_id": "user-123", "plan": "pro"})``
    """

    line: int
    values: Mapping[str, Any] | None = None
    problem: str = ""
