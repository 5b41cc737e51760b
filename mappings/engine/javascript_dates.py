"""Reads dates as V8's Date does: ISO 8601 and, failing that, almost anything else.

The rules of the second kind: a year of four digits at the start, and what follows as in 2026-01-31,
is a date; parentheses and words before the first number are passed over, numbers before colons are
a time, other numbers are day, month and year in the order that fits, three letters are enough for a
month, and AM, PM, time zones and offsets may follow a time. Without a time zone a date is in UTC
here.

Source:
    V8, ``src/date/dateparser-inl.h``, read 2026-11; the answers compared with Node.js 20.
"""

import re
from typing import Final, NamedTuple

from mappings.engine.civil_calendar import DAY_MS, days_from_civil
from mappings.engine.js_values import BLANKS

_MAX_MS = 8_640_000_000_000_000
_MAX_CHARS = 1_000  # no date has as many
_MAX_DIGITS = 9  # of a number; more do not count
_ISO = re.compile(
    r"(?P<year>[0-9]{4}|[+-][0-9]{6})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
    r"(?:[Tt](?P<time>.*))?",
    re.DOTALL,
)
_ISO_TIME = re.compile(
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]+))?)?"
    r"(?P<zone>[Zz]|(?P<sign>[+-])(?P<zone_hour>[0-9]{2}):?(?P<zone_minute>[0-9]{2}))?"
)
_YEAR_FIRST = re.compile(r"(?:[0-9]{4}|[+-][0-9]{6})(?![0-9])")
_NO_YEAR = "-000000"  # passed over
_TOKEN = re.compile(
    rf"(?P<number>[0-9]+)|(?P<blank>[{BLANKS}])|(?P<mark>[-+:.()])"
    rf"|(?P<word>[^\x00-@{BLANKS}]+)|(?P<other>.)",
    re.DOTALL,
)
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_ZONES: Final = {
    "ut": 0, "utc": 0, "z": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip


def read_date(text: str) -> int | None:
    """Milliseconds since 1970, or None for what is no date.

    Takes time linear in the text's length.

    Shape:
        ``"Jan 15 2023 10:00 GMT+2"`` -> ``1673769600000``
    """
    if len(text) > _MAX_CHARS:
        return None
    match = _ISO.fullmatch(text)
    if match and _is_calendar_day(match):
        if match["time"] is not None:
            return _read_iso_time(match)
        return _clipped(_iso_days(match) * DAY_MS)
    return _LooseReader(text).read()


def _is_calendar_day(match: re.Match[str]) -> bool:
    is_day = 1 <= int(match["month"] or 1) <= 12 and 1 <= int(match["day"] or 1) <= 31
    return is_day and match["year"] != _NO_YEAR


def _iso_days(match: re.Match[str]) -> int:
    return days_from_civil(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))


def _read_iso_time(match: re.Match[str]) -> int | None:
    time = _ISO_TIME.fullmatch(match["time"])
    if time is None:
        return None
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    part = _milliseconds(time["part"] or "0")
    if not _is_time(hour, minute, second, part):
        return None
    offset = 0
    if time["sign"]:
        zone_hour, zone_minute = int(time["zone_hour"]), int(time["zone_minute"])
        if zone_hour > 23 or zone_minute > 59:
            return None
        offset = (zone_hour * 60 + zone_minute) * (1 if time["sign"] == "+" else -1)
    ms = ((hour * 60 + minute - offset) * 60 + second) * 1_000 + part
    return _clipped(_iso_days(match) * DAY_MS + ms)


def _is_time(hour: int, minute: int, second: int, part: int) -> bool:
    if hour == 24:
        return minute == second == part == 0
    return hour < 24 and minute < 60 and second < 60


def _milliseconds(digits: str) -> int:
    """The first three digits after the point, as a number."""
    return int(digits[:3].ljust(3, "0"))


def _clipped(ms: int) -> int | None:
    return ms if abs(ms) <= _MAX_MS else None


class _Token(NamedTuple):
    kind: str
    text: str

    @property
    def number(self) -> int:
        return int(self.text.lstrip("0")[:_MAX_DIGITS] or "0")

    def is_mark(self, marks: str) -> bool:
        return self.kind == "mark" and self.text in marks


_END = _Token("end", "")


class _LooseReader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [_Token(str(m.lastgroup), m[0]) for m in _TOKEN.finditer(text)]
        self._at = 0
        self._days: list[int] = []
        self._time: list[int] = []
        self._month: int | None = None
        self._hours_added: int | None = None
        self._zone_sign = 0  # 0: no zone
        self._zone_hour: int | None = None
        self._zone_minute: int | None = None
        self._has_number = False

    def read(self) -> int | None:
        self._read_year_first()
        while (token := self._next()) is not _END:
            if token.kind == "number":
                self._has_number = True
                is_fine = self._read_number(token)
            elif token.kind == "word":
                is_fine = self._read_word(token.text[:3].lower(), len(token.text))
            else:
                is_fine = self._read_mark(token)
            if not is_fine:
                return None
        return self._result()

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _skip(self, mark: str) -> bool:
        is_there = self._peek().is_mark(mark)
        self._at += is_there
        return is_there

    def _read_year_first(self) -> None:
        """Of ``2026-01-31``, as much as is there; what comes after is read like anything else."""
        match = _YEAR_FIRST.match(self._text)
        if match is None:
            return
        self._at += 1 + match[0].startswith(("+", "-"))
        if match[0] == _NO_YEAR:
            return
        self._days.append(int(match[0]))
        self._has_number = True
        for highest in (12, 31):
            if not (self._skip("-") and self._is_next_of_day(highest)):
                return
            self._days.append(self._next().number)

    def _is_next_of_day(self, highest: int) -> bool:
        token = self._peek()
        is_short = token.kind == "number" and len(token.text) == 2
        return is_short and 1 <= token.number <= highest

    def _read_number(self, token: _Token) -> bool:
        number = token.number
        if self._skip(":"):
            return self._read_before_colon(number)
        if self._peek().is_mark(".") and self._is_time_next(number):
            self._at += 1
            return self._read_fraction(number)
        self._skip(".")
        if self._zone_hour is not None and self._zone_minute is None and number < 60:
            self._zone_minute = number
            return True
        if self._is_time_next(number):
            self._time = [*self._time, number, 0, 0][:4]
            after = self._peek()
            is_zulu = after.kind == "word" and after.text in "Zz"
            return after.kind in ("end", "blank") or is_zulu or after.is_mark("+-")
        if len(self._days) == 3:
            return False
        self._days.append(number)
        self._skip("-")
        return True

    def _read_before_colon(self, number: int) -> bool:
        if self._skip(":"):
            if self._time:
                return False
            self._time += [number, 0]
            return True
        if len(self._time) == 4:
            return False
        self._time.append(number)
        self._skip(".")
        return True

    def _read_fraction(self, number: int) -> bool:
        token = self._next()
        if token.kind != "number":
            return False
        self._time = [*self._time, number, _milliseconds(token.text), 0, 0][:4]
        return True

    def _is_time_next(self, number: int) -> bool:
        position = len(self._time)
        return (position in (1, 2) and number < 60) or (position == 3 and number < 1000)

    def _read_word(self, start: str, length: int) -> bool:
        if start in ("am", "pm") and length == 2 and self._time:
            self._hours_added = 0 if start == "am" else 12
        elif start in _MONTHS:
            self._month = _MONTHS.index(start) + 1
            self._skip("-")
        elif start in _ZONES and length <= 3 and self._has_number:
            hours = _ZONES[start]
            self._zone_sign = -1 if hours < 0 else 1
            self._zone_hour, self._zone_minute = abs(hours), 0
        else:
            return not self._has_number and self._peek().kind != "number"
        return True

    def _read_mark(self, token: _Token) -> bool:
        is_utc = self._zone_hour == 0 and self._zone_minute == 0
        if token.is_mark("+-") and (is_utc or self._time):
            return self._read_offset(token)
        if token.is_mark("+-)") and self._has_number:
            return False
        if token.is_mark("("):
            self._skip_parentheses()
        return True

    def _read_offset(self, sign: _Token) -> bool:
        self._zone_sign = 1 if sign.text == "+" else -1
        digits = self._next() if self._peek().kind == "number" else _END
        number = digits.number
        self._has_number = True
        if self._peek().is_mark(":"):
            self._zone_hour, self._zone_minute = number, None
            return True
        if not 1 <= len(digits.text) <= 4:
            return False
        is_short = len(digits.text) <= 2
        self._zone_hour = number if is_short else number // 100
        self._zone_minute = 0 if is_short else number % 100
        return True

    def _skip_parentheses(self) -> None:
        open_count = 1
        while open_count and (token := self._next()) is not _END:
            open_count += token.is_mark("(") - token.is_mark(")")

    def _result(self) -> int | None:
        day, time = self._day(), self._time_ms()
        if day is None or time is None:
            return None
        offset = self._zone_sign * ((self._zone_hour or 0) * 60 + (self._zone_minute or 0))
        return _clipped(day * DAY_MS + time - offset * 60_000)

    def _day(self) -> int | None:
        if not self._days:
            return None
        one, two, three = [*self._days, 1, 1][:3]
        starts_with_year = not 1 <= one <= 31
        if self._month is not None:
            year, month, day = (
                (one, self._month, two) if starts_with_year else (two, self._month, one)
            )
        elif starts_with_year:
            year, month, day = one, two, three
        else:
            month, day, year = one, two, three
        if 0 <= year < 100:
            year += 2000 if year < 50 else 1900
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        return days_from_civil(year, month, day)

    def _time_ms(self) -> int | None:
        hour, minute, second, part = [*self._time, 0, 0, 0, 0][:4]
        if self._hours_added is not None:
            if hour > 12:
                return None
            hour = hour % 12 + self._hours_added
        if not _is_time(hour, minute, second, part):
            return None
        return ((hour * 60 + minute) * 60 + second) * 1_000 + part
