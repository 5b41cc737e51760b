"""Numbers in triggers: whole ones stay whole, and are written without an exponent."""

import math
import re
from decimal import Decimal

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_MAX_EXACT = 2.0**53
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def read_number(text: str) -> int | float | None:
    """The number that a text writes; None where it is none, or larger than a double."""
    if _WHOLE.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < _MAX_EXACT else number


def write_number(number: float) -> str:
    """The number in digits; Segment's reader knows no exponents."""
    return format(Decimal(repr(number)), "f")
