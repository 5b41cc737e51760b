"""Literal text replaced as JavaScript's ``replace`` does it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_REPLACEMENT_CODE = re.compile(r"(\$[$&`'])")


@dataclass(frozen=True)
class Replacement:
    """`replacement` knows JavaScript's codes: ``$$`` is a dollar sign, ``$&`` what was found,
    ``$` `` all before it and ``$'`` all after it. Without groups, ``$1`` is nothing special.
    """

    pattern: str
    replacement: str
    is_global: bool
    ignores_case: bool

    @cached_property
    def regex(self) -> re.Pattern[str] | None:
        """Finds an ASCII pattern in ASCII text, in either case; None for another pattern."""
        is_ascii = self.pattern.isascii()
        return re.compile(re.escape(self.pattern), re.IGNORECASE) if is_ascii else None


def replace_text(text: str, rule: Replacement, *, max_chars: int) -> str | None:
    """The text with the pattern replaced, None where it would grow longer than allowed."""
    if "$" not in rule.replacement:
        replaced = _replace_plainly(text, rule)
        if replaced is not None:
            return replaced if len(replaced) <= max_chars else None
    parts: list[str] = []
    chars = 0
    for part in _parts(text, rule):
        chars += len(part)
        if chars > max_chars:
            return None
        parts.append(part)
    return "".join(parts)


def _replace_plainly(text: str, rule: Replacement) -> str | None:
    """The text with a replacement without codes; None where that takes a closer look."""
    if not rule.ignores_case:
        return text.replace(rule.pattern, rule.replacement, -1 if rule.is_global else 1)
    if rule.regex is None or not text.isascii():
        return None
    replacement = rule.replacement.replace("\\", r"\\")
    return rule.regex.sub(replacement, text, 0 if rule.is_global else 1)


def _parts(text: str, rule: Replacement) -> Iterator[str]:
    codes = _REPLACEMENT_CODE.split(rule.replacement)
    at = 0
    for start, end in _places(text, rule):
        yield text[at:start]
        for code in codes:
            yield _meant_by(code, text, start, end)
        at = end
    yield text[at:]


def _meant_by(code: str, text: str, start: int, end: int) -> str:
    match code:
        case "$$":
            return "$"
        case "$&":
            return text[start:end]
        case "$`":
            return text[:start]
        case "$'":
            return text[end:]
    return code


def _places(text: str, rule: Replacement) -> Iterator[tuple[int, int]]:
    """Start and end of what is to be replaced."""
    pattern = rule.pattern
    if rule.ignores_case:
        text, pattern = _folded(text), _folded(pattern)
    start = text.find(pattern)
    while start >= 0:
        end = start + len(pattern)
        yield start, end
        start = text.find(pattern, end) if rule.is_global else -1


def _folded(text: str) -> str:
    """The text as the flag ``i`` compares it, with as many characters.

    Each character stands for its upper case, unless that has more than one UTF-16 unit or is ASCII
    where the character is not: ß is not SS, and the long s is no S.
    """
    if text.isascii():
        return text.upper()
    return text.translate({ord(char): _folded_char(char) for char in set(text)})


def _folded_char(char: str) -> str:
    upper = char.upper()
    is_comparable = len(upper) == 1 and char <= "\uffff" and (upper >= "\x80" or char < "\x80")
    return upper if is_comparable else char
