"""Read time that is told from the publish date: "yesterday", "Thursday", "last month"."""

from __future__ import annotations

import re
from datetime import date as Date
from datetime import timedelta

from qa.facts.numbers import read_number
from qa.facts.periods import Days, decade, month, quarter, week, year
from qa.facts.types import DateValue
from qa.lexicon import WEEKDAYS

__all__ = ["read_relative"]

_DAYS = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "yesterday": -1, "last night": -1, "the day before yesterday": -2, "tomorrow": 1,
    "the day after tomorrow": 2,
}  # fmt: skip
_PARTS = {
    "tonight": "night", "last night": "night", "this morning": "morning",
    "this afternoon": "afternoon", "this evening": "evening",
}  # fmt: skip
_STEPS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_UNIT = re.compile(
    r"(?:earlier |later )?(?:the )?(last|previous|this|current|next|coming) "
    r"(week|month|quarter|year|decade)"
)
_WEEKEND = re.compile(r"(?:over )?(?:the|this|last|this past|the past|next|this coming) weekend")
_WEEKDAY = re.compile(
    r"(?:the )?(?:(last|previous|past|this past|this|next|coming|this coming) )?("
    + "|".join(WEEKDAYS)
    + ")"
)
_AGO = re.compile(r" (day|week|month|year)s? ago")


def read_relative(low: str, published: Date | None) -> DateValue | None:
    """Read a whole text in lower case; None where it is no such expression.

    A weekday is the nearest such day not after the publish date, that day included; with "last" a
    day before it, with "next" or "coming" after it, with "this" the one of its week. "Two months
    ago" is a whole month, and so for weeks and years. Without a publish date the value holds the
    weekday or the phrase alone.
    """
    weekday = _WEEKDAY.fullmatch(low)
    if weekday:
        number = WEEKDAYS.index(weekday[2])
        if published is None:
            return DateValue(weekday=number)
        day = published + timedelta(days=_days_to(number, published, weekday[1] or ""))
        return DateValue(day, day)
    reference = published or Date(2000, 1, 1)
    days = _of_day(low, reference) or _of_unit(low, reference) or _ago(low, reference)
    if days is None:
        return None
    part = _PARTS.get(low, "")
    return DateValue(*days, part=part) if published else DateValue(phrase=low, part=part)


def _days_to(weekday: int, reference: Date, word: str) -> int:
    ahead = (weekday - reference.weekday()) % 7
    if word in ("next", "coming", "this coming"):
        return ahead or 7
    if word == "this":
        return weekday - reference.weekday()
    if word in ("last", "previous"):
        return ahead - 7
    return ahead - 7 if ahead else 0


def _of_day(low: str, reference: Date) -> Days | None:
    if low not in _DAYS:
        return None
    day = reference + timedelta(days=_DAYS[low])
    return day, day


def _of_unit(low: str, reference: Date) -> Days | None:
    if _WEEKEND.fullmatch(low):
        return _weekend(low, reference)
    match = _UNIT.fullmatch(low)
    return _stepped(reference, match[2], _STEPS[match[1]]) if match else None


def _weekend(low: str, reference: Date) -> Days:
    """Return Saturday and Sunday: "the weekend" is the latest that began not after `reference`."""
    saturday = reference - timedelta(days=(reference.weekday() - 5) % 7)
    if "next" in low or "coming" in low:
        saturday += timedelta(days=7)
    elif low.startswith("this weekend"):
        saturday = week(reference)[1] - timedelta(days=1)
    elif "last" in low and reference.weekday() >= 5:
        saturday -= timedelta(days=7)
    return saturday, saturday + timedelta(days=1)


def _ago(low: str, reference: Date) -> Days | None:
    spelled = f"one{low[1:]}" if low.startswith("a ") else low
    number = read_number(spelled)
    match = _AGO.fullmatch(spelled, number.end) if number else None
    if number is None or match is None or number.value != int(number.value):
        return None
    return _stepped(reference, match[1], -int(number.value))


def _stepped(reference: Date, unit: str, steps: int) -> Days:
    """Return the day, week, month … that is `steps` after the one of `reference`."""
    if unit == "day":
        day = reference + timedelta(days=steps)
        return day, day
    if unit == "week":
        return week(reference, steps)
    if unit == "month":
        return month(reference.year, reference.month + steps)
    if unit == "quarter":
        return quarter(reference.year, (reference.month + 2) // 3 + steps)
    if unit == "decade":
        return decade(reference.year // 10 * 10 + 10 * steps)
    return year(reference.year + steps)
