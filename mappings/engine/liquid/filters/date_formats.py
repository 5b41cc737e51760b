"""Writes a moment by a format, as ``%Y-%m-%d``; names and orders are American English.

Between % and the letter may stand flags (- no padding, 0 and _ what to pad with, ^ upper case,
# the other case, : a colon in offsets) and a width.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, TypeAlias

from mappings.engine.civil_calendar import MONTHS, WEEKDAYS, Moment
from mappings.engine.liquid.run import Run

Convert: TypeAlias = Callable[[Moment], str]
Part: TypeAlias = str | Convert

_DIRECTIVE = re.compile(r"%([-_0^#:]+)?([0-9]+)?([EO])?([^\n\r\u2028\u2029])")
_DIRECTIVE_UNITS = 200
_HUGE_WIDTH = 10**9
_USUAL_CHARS = 200  # of a pattern that is worth keeping
_WIDTHS = {"j": 3, "L": 3, **dict.fromkeys("deHIklmMSUW", 2)}
_PADDED_BY_SPACE = frozenset("aAbBceklpP")


def format_moment(run: Run, when: Moment, pattern: str) -> str:
    """The moment as the pattern says; letters without a meaning stay as they are."""
    run.spend(_DIRECTIVE_UNITS * pattern.count("%"))
    is_usual = len(pattern) <= _USUAL_CHARS
    parts, width = _usual_parts(pattern) if is_usual else _read_pattern(pattern)
    run.spend(width)
    return "".join([part if isinstance(part, str) else part(when) for part in parts])


def ordinal(day: int) -> str:
    """Shape: ``1``, ``12``, ``23`` -> ``"st"``, ``"th"``, ``"rd"``"""
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _read_pattern(pattern: str) -> tuple[list[Part], int]:
    """The texts of a pattern and the functions of its directives, and all that they may pad."""
    parts: list[Part] = []
    at = padding = 0
    for match in _DIRECTIVE.finditer(pattern):
        writer, width = _writer(match)
        parts += [pattern[at : match.start()], writer]
        padding += width
        at = match.end()
    return [*parts, pattern[at:]], padding


_usual_parts = lru_cache(maxsize=256)(_read_pattern)


def _writer(match: re.Match[str]) -> tuple[Part, int]:
    flags, digits, _, letter = match.groups(default="")
    width = min(int(digits[:10] or "0"), _HUGE_WIDTH) if len(digits) <= 10 else _HUGE_WIDTH
    if letter == "N":
        convert: Convert = partial(_fraction, width or 9)
    elif letter == "z":
        convert = partial(_offset, ":" in flags)
    elif letter == "Z":
        convert = partial(_zone, ":" in flags)
    elif letter in _TEXTS:
        convert = _TEXTS[letter]
    else:
        return match[0], 0
    is_by_space = "_" in flags or ("0" not in flags and letter in _PADDED_BY_SPACE)
    wanted = 0 if "-" in flags else width or _WIDTHS.get(letter, 0)
    change = _upper if "^" in flags else _other_case if "#" in flags else None
    return partial(_write, convert, change, wanted, " " if is_by_space else "0"), max(width, wanted)


def _write(
    convert: Convert, change: Callable[[str], str] | None, width: int, padding: str, when: Moment
) -> str:
    text = convert(when)
    return (change(text) if change else text).rjust(width, padding)


def _upper(text: str) -> str:
    return text.upper()


def _other_case(text: str) -> str:
    return text.upper() if re.search("[a-z]", text) else text.lower()


def _fraction(width: int, when: Moment) -> str:
    return f"{when.millisecond:03}"[:width].ljust(width, "0")


def _offset(has_colon: bool, when: Moment) -> str:
    hours, minutes = divmod(abs(when.offset), 60)
    return f"{'-' if when.offset > 0 else '+'}{hours:02}{':' if has_colon else ''}{minutes:02}"


def _zone(has_colon: bool, when: Moment) -> str:
    return when.zone or _offset(has_colon, when)


def _week(when: Moment, first_weekday: int) -> str:
    january_1 = (when.weekday - when.day_of_year + 1) % 7
    day = when.day_of_year + first_weekday - when.weekday
    return str((day - (7 - january_1 + first_weekday)) // 7 + 1)


def _hour_12(when: Moment) -> str:
    return str(when.hour % 12 or 12)


def _date(when: Moment) -> str:
    return f"{when.month}/{when.day}/{_year_of_era(when)}"


def _year_of_era(when: Moment) -> str:
    return str(when.year if when.year > 0 else 1 - when.year)


def _time(when: Moment) -> str:
    half = "AM" if when.hour < 12 else "PM"
    return f"{_hour_12(when)}:{when.minute:02}:{when.second:02} {half}"


_TEXTS: Final[dict[str, Callable[[Moment], str]]] = {
    "a": lambda when: WEEKDAYS[when.weekday][:3],
    "A": lambda when: WEEKDAYS[when.weekday],
    "b": lambda when: MONTHS[when.month - 1][:3],
    "B": lambda when: MONTHS[when.month - 1],
    "c": lambda when: f"{_date(when)}, {_time(when)}",
    "C": lambda when: str(int(str(when.year)[:2])),
    "d": lambda when: str(when.day),
    "e": lambda when: str(when.day),
    "h": lambda when: MONTHS[when.month - 1][:3],
    "H": lambda when: str(when.hour),
    "I": _hour_12,
    "j": lambda when: str(when.day_of_year),
    "k": lambda when: str(when.hour),
    "l": _hour_12,
    "L": lambda when: str(when.millisecond),
    "m": lambda when: str(when.month),
    "M": lambda when: str(when.minute),
    "n": lambda _: "\n",
    "p": lambda when: "AM" if when.hour < 12 else "PM",
    "P": lambda when: "am" if when.hour < 12 else "pm",
    "q": lambda when: ordinal(when.day),
    "s": lambda when: str((when.ms + 500) // 1000),
    "S": lambda when: str(when.second),
    "t": lambda _: "\t",
    "u": lambda when: str(when.weekday or 7),
    "U": lambda when: _week(when, 0),
    "w": lambda when: str(when.weekday),
    "W": lambda when: _week(when, 1),
    "x": _date,
    "X": _time,
    "y": lambda when: str(when.year)[2:4],
    "Y": lambda when: str(when.year),
    "%": lambda _: "%",
}
