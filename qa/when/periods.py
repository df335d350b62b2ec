"""Periods of whole days in the Gregorian calendar, and the arithmetic of its units.

Weeks are those of ISO 8601: they start on Monday. Seasons are the meteorological ones of the
northern hemisphere, three whole months each; a winter belongs to the year in which it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

__all__ = [
    "DAY",
    "Period",
    "day_of_month",
    "month_length",
    "month_of",
    "quarter_of",
    "season_of",
    "shifted",
    "sliding",
    "third",
    "unit_holding",
    "years",
]

DAY = timedelta(days=1)
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120, "century": 1200}
# Offsets at which the middle and the last third of a unit begin.
_THIRDS_IN_DAYS = {"week": (2, 4), "month": (10, 20)}
_THIRDS_IN_MONTHS = {
    "quarter": (1, 2),
    "season": (1, 2),
    "year": (4, 8),
    "decade": (48, 84),
    "century": (396, 804),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; None leaves that side open.

    Raises ValueError where `first` is after `last`.
    """

    first: Date | None
    last: Date | None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError(f"a period from {self.first} to {self.last}: swap the two days")

    def holds(self, day: Date) -> bool:
        """Whether the day lies inside."""
        return self.distance(day) == 0

    def distance(self, day: Date) -> int:
        """Return how many days `day` lies outside the period, 0 inside; never negative."""
        if self.first is not None and day < self.first:
            return (self.first - day).days
        if self.last is not None and day > self.last:
            return (day - self.last).days
        return 0


def shifted(day: Date, unit: str, count: int) -> Date:
    """Return the day `count` units later (earlier where negative).

    A day that the month does not have becomes its last: a month after 31 January is 28 February.
    Raises OverflowError or ValueError outside the years 1 to 9999.
    """
    if unit in _UNIT_MONTHS:
        months = day.year * 12 + day.month - 1 + count * _UNIT_MONTHS[unit]
        year, month = divmod(months, 12)
        return Date(year, month + 1, min(day.day, month_length(year, month + 1)))
    return day + count * (7 if unit in ("week", "weekend") else 1) * DAY


def unit_holding(day: Date, unit: str) -> Period:
    """Return the week, weekend, month, quarter, year, decade, century or day that holds `day`.

    For "weekend": the one of the day's week. Centuries count as in "the 20th century": 1901-2000.
    """
    if unit == "week":
        monday = day - day.weekday() * DAY
        return Period(monday, monday + 6 * DAY)
    if unit == "weekend":
        saturday = day + (5 - day.weekday()) * DAY
        return Period(saturday, saturday + DAY)
    if unit == "month":
        return month_of(day.year, day.month)
    if unit == "quarter":
        return quarter_of(day.year, (day.month + 2) // 3)
    if unit == "year":
        return years(day.year)
    if unit == "decade":
        return years(max(1, day.year // 10 * 10), day.year // 10 * 10 + 9)
    if unit == "century":
        return years((day.year - 1) // 100 * 100 + 1, (day.year - 1) // 100 * 100 + 100)
    return Period(day, day)


def sliding(day: Date, unit: str, count: int) -> Period:
    """Return the `count` units that end on `day`, or begin on it where `count` is positive."""
    other = shifted(day, unit, count)
    return Period(min(day, other), max(day, other))


def years(first: int, last: int | None = None) -> Period:
    """Return the calendar years from `first` to `last`, both included (one without `last`)."""
    return Period(Date(first, 1, 1), Date(first if last is None else last, 12, 31))


def month_of(year: int, month: int) -> Period:
    return Period(Date(year, month, 1), Date(year, month, month_length(year, month)))


def quarter_of(year: int, quarter: int) -> Period:
    """Return a quarter of the calendar year, 1 to 4."""
    first = Date(year, 3 * quarter - 2, 1)
    return Period(first, shifted(first, "quarter", 1) - DAY)


def season_of(year: int, season: str) -> Period:
    first = Date(year, _SEASON_STARTS[season], 1)
    return Period(first, shifted(first, "season", 1) - DAY)


def day_of_month(year: int, month: int, day: int) -> Period | None:
    """Return one day as a period; None where the calendar has no such day."""
    if not 1 <= day <= month_length(year, month):
        return None
    return Period(Date(year, month, day), Date(year, month, day))


def third(period: Period, part: str, unit: str) -> Period:
    """Return the "early", "mid" or "late" part of a unit; a day or a weekend has none.

    Days 1-10, 11-20 and the rest of a month; four months of a year; Monday and Tuesday, Wednesday
    and Thursday, the rest of a week; a month of a quarter or season; 4, 3 and 3 years of a decade,
    33, 34 and 33 of a century.
    """
    if period.first is None or period.last is None:
        return period
    if unit in _THIRDS_IN_DAYS:
        middle, late = (period.first + days * DAY for days in _THIRDS_IN_DAYS[unit])
    elif unit in _THIRDS_IN_MONTHS:
        middle, late = (shifted(period.first, "month", n) for n in _THIRDS_IN_MONTHS[unit])
    else:
        return period
    if part == "early":
        return Period(period.first, middle - DAY)
    return Period(middle, late - DAY) if part == "mid" else Period(late, period.last)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
