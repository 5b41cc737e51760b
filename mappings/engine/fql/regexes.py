"""Regular expressions in triggers: RE2, whose time is linear in the text's length.

RE2 knows no look-around and no back references. What it does not know is refused when a trigger is
read; no other library is tried.
"""

from collections.abc import Callable

import re2

from mappings.engine.limits import (
    MAX_REGEX_CHARS,
    MAX_REGEX_MEMORY_BYTES,
    MAX_REGEX_PROGRAM_SIZE,
)

_UNKNOWN = {
    "invalid perl operator": "look-around and such groups are not read",
    "invalid escape sequence": "this escape is not read; there are no back references",
    "invalid repetition size": "at most 1,000 repetitions are read",
    "missing )": "a closing parenthesis is missing",
    "unexpected )": "nothing is open that a ) could close",
    "missing ]": "a closing bracket is missing",
    "no argument for repetition operator": "nothing stands before this repetition",
    "bad repetition operator": "a repetition is repeated",
    "invalid character class range": "this range of characters is not read",
    "trailing \\": "a backslash is followed by nothing",
}


class RegexError(ValueError):
    """The pattern cannot be used; `at` is where in it, from 0."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


def compile_regex(pattern: str) -> Callable[[str], bool]:
    """A function that says whether a pattern is found anywhere in a text.

    Raises:
        RegexError: the pattern is too long, needs too much, or RE2 does not know what is in it.
    """
    if len(pattern) > MAX_REGEX_CHARS:
        message = f"it has {len(pattern):,} characters; the limit is {MAX_REGEX_CHARS}"
        raise RegexError(message, MAX_REGEX_CHARS)
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = MAX_REGEX_MEMORY_BYTES
    try:
        found = re2.compile(pattern.encode(), options)
    except UnicodeEncodeError as err:
        raise RegexError("this character cannot be in a text", err.start) from err
    except re2.error as err:
        raise _explain(pattern, err.args[0].decode()) from err
    if found.programsize > MAX_REGEX_PROGRAM_SIZE:
        message = f"it becomes {found.programsize:,} instructions; the limit is "
        raise RegexError(f"{message}{MAX_REGEX_PROGRAM_SIZE:,}. Use smaller repetitions")
    return lambda text: found.search(text.encode(errors="replace")) is not None


def _explain(pattern: str, message: str) -> RegexError:
    known_as, _, fragment = message.partition(": ")
    at = max(pattern.find(fragment), 0) if fragment else 0
    return RegexError(_UNKNOWN.get(known_as, known_as), at)
