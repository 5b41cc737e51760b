"""Texts as JavaScript counts them: in UTF-16 units, of which an emoji has two.

Almost all texts have as many units as characters. Only the others are taken apart: in a text of
units each half of a pair is a character of its own, a lone surrogate.
"""

import re
from array import array

_PAIRED = re.compile("[\U00010000-\U0010ffff]")
_HALF = re.compile("[\ud800-\udfff]")


def unit_count(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_units(text: str) -> str:
    """The text with each pair as two characters; the text itself where it has none."""
    if text.isascii() or not _PAIRED.search(text):
        return text
    units = array("H", text.encode("utf-16-le", "surrogatepass"))
    return array("I", units).tobytes().decode("utf-32-le", "surrogatepass")


def from_units(units: str) -> str:
    """The text with halves that stand together made one character again."""
    if units.isascii() or not _HALF.search(units):
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def well_formed(text: str) -> str:
    """The same, with each half that stayed alone replaced by U+FFFD."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def sort_key(text: str) -> bytes:
    """What orders texts as JavaScript does, by units; comparable with the key of any other."""
    return text.encode("utf-16-be", "surrogatepass")
