"""How much a value would be as JSON: a small config can point at a large event many times."""

from typing import Any


def is_larger_than(value: Any, max_chars: int) -> bool:
    """Whether the value takes more characters than that as JSON, counted roughly and no further.

    A part that is held in several places counts in each of them, as it would be written.
    """
    left = max_chars
    waiting = [value]
    while waiting and left >= 0:
        part = waiting.pop()
        left -= 2
        if isinstance(part, str):
            left -= len(part)
        elif isinstance(part, dict):
            left -= sum(len(key) + 4 for key in part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return left < 0
