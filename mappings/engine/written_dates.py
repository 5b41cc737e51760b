"""Which texts JavaScript takes for a date, such as "Jan 15 2023" and "15 January 2023 10:00 GMT+2".

Words before the first number do not matter, text in parentheses neither. Numbers before a colon
are the time; up to three others are the date, with the month first if no name tells it.

Source:
    V8, ``src/date/dateparser-inl.h`` read 2026-11; the answers compared with Node.js 20.
"""

import re
from typing import NamedTuple

_ISO = re.compile(
    r"(?P<year>\d{4}|[+-]\d{6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?P<time>T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<part>\.\d+)?)?"
    r"(?:Z|[+-](?P<zone_hour>\d\d):?(?P<zone_minute>\d\d))?)?",
    re.ASCII | re.IGNORECASE,
)
_TOKEN = re.compile(r"(?P<number>[0-9]+)|(?P<blank>\s+)|(?P<word>[A-\U0010ffff]+)|.", re.DOTALL)
_IGNORED = "\0"  # stands for a text in parentheses
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {"ut", "utc", "gmt", "z", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"}
_MAX_YEAR = 275_760  # of a JavaScript date
_MAX_TIME_PARTS = 4


class _Token(NamedTuple):
    kind: str  # "number", "blank", "word", or the sign itself; "" at the end
    text: str = ""


_END = _Token("")
_AFTER_TIME = {"", "blank", "+", "-"}


def is_javascript_date(text: str) -> bool:
    """Whether ``new Date(text)`` is a date. Takes time linear in the text's length."""
    iso = _ISO.fullmatch(text)
    if iso and _is_iso_date(iso):
        return True
    if iso and iso["time"]:
        return False
    return _Reader(_tokens(text)).is_date()


def _is_iso_date(iso: re.Match[str]) -> bool:
    month, day = int(iso["month"] or 1), int(iso["day"] or 1)
    hour, minute, second = (int(iso[name] or 0) for name in ("hour", "minute", "second"))
    zone_hour, zone_minute = int(iso["zone_hour"] or 0), int(iso["zone_minute"] or 0)
    is_midnight = hour == 24 and not (minute or second or int((iso["part"] or ".0")[1:]))
    is_day = 1 <= month <= 12 and 1 <= day <= 31 and abs(int(iso["year"])) <= _MAX_YEAR
    is_zone = zone_hour <= 23 and zone_minute <= 59
    return is_day and is_zone and minute <= 59 and second <= 59 and (hour <= 23 or is_midnight)


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(_without_parentheses(text)):
        kind = match.lastgroup or match.group()
        found.append(_Token(kind, match.group().lower()))
    return found


def _without_parentheses(text: str) -> str:
    kept = []
    depth = 0
    for char in text:
        if char == "(":
            kept.append("" if depth else _IGNORED)
            depth += 1
        elif depth == 0:
            kept.append(char)
        if char == ")" and depth:
            depth -= 1
    return "".join(kept)


class _Reader:
    """Sorts the tokens of one text into date, time and zone."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._date: list[int] = []
        self._time: list[int] = []
        self._month = 0
        self._half_of_day: int | None = None  # hours to add: am 0, pm 12
        self._is_utc = False
        self._has_number = False
        self._wants_zone_minutes = False

    def is_date(self) -> bool:
        self._take_year_first()
        while (token := self._next()) is not _END:
            if not self._take(token):
                return False
        return self._is_day() and self._is_time()

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _skip(self, sign: str) -> bool:
        is_there = self._peek().kind == sign
        self._at += is_there
        return is_there

    def _take_year_first(self) -> None:
        """Four digits at the start are a year, and what follows as in 2026-01-31 its day."""
        for length, highest in ((4, 9999), (2, 12), (2, 31)):
            if self._date and not self._skip("-"):
                return
            token = self._peek()
            is_part = token.kind == "number" and len(token.text) == length
            if not is_part or int(token.text) > highest:
                return
            self._date.append(int(self._next().text))
            self._has_number = True

    def _take(self, token: _Token) -> bool:
        if token.kind == "number":
            self._has_number = True
            return self._take_number(_whole(token.text))
        if token.kind == "word":
            return self._take_word(token.text)
        if token.kind in ("+", "-") and (self._is_utc or self._time):
            return self._take_offset()
        return not (token.kind in ("+", "-", ")") and self._has_number)

    def _take_number(self, number: int) -> bool:
        if self._skip(":"):
            if self._skip(":"):
                return self._add_double_colon(number)
            self._time.append(number)
            self._skip(".")
            return len(self._time) <= _MAX_TIME_PARTS
        if self._skip(".") and self._is_next_of_time(number):
            part = self._next()
            self._end_time(number, int((part.text + "00")[:3]) if part.kind == "number" else 0)
            return part.kind == "number"
        if self._wants_zone_minutes and number < 60:
            self._wants_zone_minutes = False
            return True
        if self._is_next_of_time(number):
            self._end_time(number)
            after = self._peek()
            return after.kind in _AFTER_TIME or after.text == "z"
        self._date.append(number)
        self._skip("-")
        return len(self._date) <= 3

    def _end_time(self, *parts: int) -> None:
        self._time = [*self._time, *parts, *[0] * _MAX_TIME_PARTS][:_MAX_TIME_PARTS]

    def _add_double_colon(self, number: int) -> bool:
        is_first = not self._time
        self._time += [number, 0]
        return is_first

    def _is_next_of_time(self, number: int) -> bool:
        return number < {1: 60, 2: 60, 3: 1000}.get(len(self._time), 0)

    def _take_word(self, word: str) -> bool:
        if word in ("am", "pm") and self._time:
            self._half_of_day = 12 if word == "pm" else 0
        elif word[:3] in _MONTHS:
            self._month = _MONTHS.index(word[:3]) + 1
            self._skip("-")
        elif word in _ZONES and self._has_number:
            self._is_utc = word in ("ut", "utc", "gmt", "z")
        else:
            return not self._has_number and self._peek().kind != "number"
        return True

    def _take_offset(self) -> bool:
        hours = self._next().text if self._peek().kind == "number" else ""
        self._has_number = True
        self._is_utc = hours.strip("0") == ""
        if self._peek().kind == ":":
            self._wants_zone_minutes = True
            return True
        return 1 <= len(hours) <= 4

    def _is_day(self) -> bool:
        if not self._date:
            return False
        one, two, three = [*self._date, 1, 1][:3]
        is_one_year = not 1 <= one <= 31
        if self._month:
            year, month, day = (one, self._month, two) if is_one_year else (two, self._month, one)
        elif is_one_year:
            year, month, day = one, two, three
        else:
            year, month, day = three, one, two
        return year <= _MAX_YEAR and 1 <= month <= 12 and 1 <= day <= 31

    def _is_time(self) -> bool:
        hour, minute, second, part = (self._time + [0] * _MAX_TIME_PARTS)[:_MAX_TIME_PARTS]
        if self._half_of_day is not None:
            if hour > 12:
                return False
            hour = hour % 12 + self._half_of_day
        if hour == 24:
            return not (minute or second or part)
        return hour < 24 and minute < 60 and second < 60 and part < 1000


def _whole(digits: str) -> int:
    return int(digits[:12])
