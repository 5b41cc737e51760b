"""Days and times of the calendar that never changed its rules, for any year."""

from typing import NamedTuple

DAY_MS = 86_400_000
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_DAYS_OF_ERA = 146_097  # 400 years


class Moment(NamedTuple):
    """A time by the clock on the wall.

    `ms` are since 1970 by that clock, `offset` are the minutes from it to UTC, positive west of
    Greenwich, and `zone` is the name of its time zone, "" for an offset only.
    """

    ms: int
    offset: int
    zone: str
    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    millisecond: int
    weekday: int  # 0 is Sunday

    @property
    def day_of_year(self) -> int:
        """1 is January 1st."""
        first = days_from_civil(self.year, 1, 1)
        return days_from_civil(self.year, self.month, self.day) - first + 1


def moment(ms: int, *, offset: int = 0, zone: str = "UTC") -> Moment:
    """The moment so many milliseconds after 1970, by the clock of an offset."""
    ms -= offset * 60_000
    days, rest = divmod(ms, DAY_MS)
    year, month, day = civil_from_days(days)
    hour, rest = divmod(rest, 3_600_000)
    minute, rest = divmod(rest, 60_000)
    second, millisecond = divmod(rest, 1_000)
    weekday = (days + 4) % 7
    return Moment(ms, offset, zone, year, month, day, hour, minute, second, millisecond, weekday)


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since January 1st 1970; a day past the month's end counts into the next.

    The year is counted from March, so that the day of a leap year is its last.
    """
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_OF_ERA + day_of_era - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day."""
    era, day_of_era = divmod(days + 719_468, _DAYS_OF_ERA)
    leap_days = day_of_era // 1_460 - day_of_era // 36_524 + day_of_era // 146_096
    year_of_era = (day_of_era - leap_days) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    return year_of_era + era * 400 + (month <= 2), month, day
