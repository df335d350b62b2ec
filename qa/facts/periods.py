"""Calendar arithmetic: periods of days, and the year of a date that states none."""

from __future__ import annotations

from datetime import date as Date
from datetime import timedelta

__all__ = [
    "Days",
    "decade",
    "month",
    "nearest",
    "only",
    "quarter",
    "span_of_months",
    "week",
    "year",
]

Days = tuple[Date, Date]  # the first and the last day of a period, both included


def span_of_months(start_year: int, start_month: int, months: int) -> Days:
    """Return the period of whole months that begins with the given one.

    Months beyond 12 or below 1 count into the years around. Raises ValueError outside years 1-9998.
    """
    first = start_year * 12 + start_month - 1
    after = first + months
    last = Date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return Date(first // 12, first % 12 + 1, 1), last


def month(number_of_year: int, number: int) -> Days:
    return span_of_months(number_of_year, number, 1)


def only(days: Days, day: int) -> Days:
    """Return one day of a month, 1-31. Raises ValueError where the month hasn't so many."""
    one = days[0].replace(day=day)
    return one, one


def quarter(number_of_year: int, number: int) -> Days:
    """Return the calendar quarter `number`, 1-4; 0 and 5 are in the years around."""
    return span_of_months(number_of_year, 3 * number - 2, 3)


def year(number: int) -> Days:
    return span_of_months(number, 1, 12)


def decade(first_year: int) -> Days:
    return span_of_months(first_year, 1, 120)


def week(day: Date, weeks: int = 0) -> Days:
    """Return the week, Monday to Sunday, that is `weeks` after the one of `day`."""
    monday = day + timedelta(days=7 * weeks - day.weekday())
    return monday, monday + timedelta(days=6)


def nearest(month_number: int, day: int | None, reference: Date) -> Days | None:
    """Return the month, or the day of it, in the year that puts it nearest to `reference`.

    Days ahead count double, since news tells more of what has been: in April, "December 14" is past
    and "June 1" is to come. None where no such day is near (29 February).
    """
    best: tuple[int, Days] | None = None
    for number in (reference.year - 1, reference.year, reference.year + 1):
        try:
            days = month(number, month_number)
            if day is not None:
                days = only(days, day)
        except ValueError:
            continue
        distance = max(2 * (days[0] - reference).days, (reference - days[1]).days, 0)
        if best is None or distance < best[0]:
            best = distance, days
    return best[1] if best else None
