"""The patterns of ``match()``: ``"Audience*"`` starts with, ``"*Entered"`` ends with.

An asterisk of the text itself is written ``[*]``, and a ``[`` that would be read so, ``[[]``.
"""

import re

_PART = re.compile(r"\[([*\[])\]|(\*)|(.)", re.DOTALL)
_AMBIGUOUS_BRACKET = re.compile(r"\[(?=[*\[]\])")


def read_pattern(pattern: str) -> tuple[str, tuple[bool, ...]]:
    """The pattern's text, and for each of its characters whether it is a wildcard.

    Shape:
        ``"a[*]*"`` -> ``("a**", (False, False, True))``
    """
    parts = [part.groups(default="") for part in _PART.finditer(pattern)]
    text = "".join(literal or wildcard or character for literal, wildcard, character in parts)
    return text, tuple(bool(wildcard) for _, wildcard, _ in parts)


def escape_pattern(text: str) -> str:
    """The text as a pattern without wildcards."""
    return _AMBIGUOUS_BRACKET.sub("[[]", text).replace("*", "[*]")
