"""Times that bear a name and come back every year: days, months, quarters, halves and seasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from qa.when.guards import before
from qa.when.name_guards import is_day, is_month, is_quarter, is_season
from qa.when.periods import (
    Period,
    day_of_month,
    month_length,
    month_of,
    quarter_of,
    season_of,
)
from qa.when.types import Atom
from qa.when.words import (
    MONTH,
    MONTH_NUMBERS,
    ORDINAL,
    ORDINAL_NUMBERS,
    WEEKDAY,
    WHICH,
    YEAR,
    compiled,
    folded,
    which_of,
)
from qa.when.yearly import Make, fixed, year_after, yearly

__all__ = ["day_ranges", "days", "months", "parts_of_months", "parts_of_years", "seasons"]

_TH = r"(?:st|nd|rd|th)?"
_FREE = r"(?<![\w.,:/$€£–-])"
_DAY_END = r"(?![\w%]|[.:]\d|,\d{3}(?!\d))"
_TO = r"(?:\s?[-–—]\s?| (?:to|until|through|(?P<and>and))(?: the)? )"
_LEAD = r"(?:\b(?:from|(?P<between>between))(?: the)? )?"
_DAYS_OF_MONTH = compiled(
    rf"{_LEAD}{_FREE}(?P<a>\d{{1,2}}){_TH}{_TO}(?P<b>\d{{1,2}}){_TH}(?: of)? (?P<month>{MONTH})"
)
_MONTHS_DAYS = compiled(
    rf"{_LEAD}\b(?P<month>{MONTH}) (?P<a>\d{{1,2}}){_TH}{_TO}(?P<b>\d{{1,2}}){_TH}{_DAY_END}"
    rf"(?! {MONTH})"
)
_DAY_MONTH = compiled(
    rf"(?P<weekday>\b{WEEKDAY}(?:,?(?: the)? | \())?{_FREE}(?P<day>\d{{1,2}})(?P<th>{_TH})"
    rf"(?: of)?[\s-](?P<month>{MONTH})"
)
_MONTH_DAY = compiled(
    rf"(?P<weekday>\b{WEEKDAY}(?:,? | \())?\b(?P<month>{MONTH})(?: the)? (?P<day>\d{{1,2}})"
    rf"(?P<th>{_TH}){_DAY_END}"
)
_MONTH = compiled(rf"\b(?:{WHICH} )?(?P<month>{MONTH})")
_PART_OF_MONTH = compiled(rf"\b(?P<nth>{ORDINAL}) (?P<unit>week|day) of (?P<month>{MONTH})")
_QUARTER = compiled(
    rf"\b(?:(?P<year>{YEAR})[\s-])?Q(?P<q>[1-4])\b|\b(?P<nth>{ORDINAL})[\s-]quarter\b(?!-)"
)
_HALF = compiled(r"\b(?:(?P<nth>first|second)[\s-]half|H(?P<h>[12]))\b")
_SEASON = compiled(rf"\b(?:{WHICH} )?(?P<season>spring|summer|autumn|fall|winter)\b")
_MONTH_BEFORE = compiled(rf"\b{MONTH}\s{{1,2}}$")
_OF_THE_YEAR = compiled(r" of the year\b")


def day_ranges(text: str) -> Iterator[Atom]:
    """Find days of one month: "10-16 April", "between April 10 and 16, 2023"."""
    for pattern in (_DAYS_OF_MONTH, _MONTHS_DAYS):
        for match in pattern.finditer(text):
            first, last = int(match["a"]), int(match["b"])
            joined = not match["and"] or match["between"] or last == first + 1
            led = match[0][0].isalpha() and pattern is _DAYS_OF_MONTH
            sure = led or is_day(text, match.start(), match.end(), match["month"])
            if first < last and joined and sure:
                make = partial(_days, _number(match), first, last)
                yield yearly(text, match.start(), match.end(), "day", make)


def days(text: str) -> Iterator[Atom]:
    """Find days of a month, with or without a year, with or without their weekday."""
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            month, day = _number(match), int(match["day"])
            if day_of_month(2000, month, day) is None:
                continue
            if _tail_of_range(text, match):
                continue
            sure = bool(match["th"] or match["weekday"] or year_after(text, match.end()))
            if sure or is_day(text, match.start(), match.end(), match["month"]):
                make = partial(day_of_month, month=month, day=day)
                atom = yearly(text, match.start(), match.end(), "day", make)
                # "Monday (October 3)"
                closed = "(" in (match["weekday"] or "") and text[atom.end : atom.end + 1] == ")"
                yield replace(atom, end=atom.end + closed)


def parts_of_months(text: str) -> Iterator[Atom]:
    """Find "the first week of March", its days 1 to 7, and "the last day of March"."""
    for match in _PART_OF_MONTH.finditer(text):
        number = ORDINAL_NUMBERS[folded(match["nth"])]
        length = 7 if folded(match["unit"]) == "week" else 1
        make = partial(_part_of_month, _number(match), number, length)
        yield yearly(text, match.start(), match.end(), "day", make)


def months(text: str) -> Iterator[Atom]:
    """Find months: "March 2023", "in March", "last March", "March last year"."""
    for match in _MONTH.finditer(text):
        which = which_of(match["which"]) if match["which"] else None
        start, end = match.span("month")
        if is_month(text, start, end, which, dated=year_after(text, end) is not None):
            make = partial(month_of, month=_number(match))
            yield yearly(text, match.start(), end, "month", make, which)


def parts_of_years(text: str) -> Iterator[Atom]:
    """Find quarters and halves of the calendar year; a half or a last quarter needs its year."""
    for match in _QUARTER.finditer(text):
        number = int(match["q"]) if match["q"] else ORDINAL_NUMBERS[folded(match["nth"])]
        make = partial(quarter_of, quarter=4 if number < 0 else number)
        if match["year"]:
            at = partial(fixed, make(int(match["year"])))
            yield Atom(match.start(), match.end(), "absolute", "quarter", at)
        elif is_quarter(text, *match.span(), dated=year_after(text, match.end()) is not None):
            yield from _of_year(text, match, "quarter", make, needs_year=number < 0)
    for match in _HALF.finditer(text):
        number = int(match["h"]) if match["h"] else ORDINAL_NUMBERS[folded(match["nth"])]
        yield from _of_year(text, match, "half", partial(_half, number), needs_year=True)


def seasons(text: str) -> Iterator[Atom]:
    """Find seasons: "last summer", "spring 2023", "in the winter"."""
    for match in _SEASON.finditer(text):
        season = folded(match["season"])
        which = which_of(match["which"]) if match["which"] else None
        start, end = match.span("season")
        if is_season(text, start, end, which, dated=year_after(text, end) is not None):
            make = partial(season_of, season=season)
            yield yearly(text, match.start(), end, "season", make, which)


def _of_year(
    text: str, match: re.Match[str], unit: str, make: Make, *, needs_year: bool
) -> Iterator[Atom]:
    """Yield a part of a year; "of the year" means the year of the reference."""
    of_the_year = _OF_THE_YEAR.match(text, match.end())
    if of_the_year:
        yield yearly(text, match.start(), of_the_year.end(), unit, make, "this")
    elif not needs_year or year_after(text, match.end()):
        yield yearly(text, match.start(), match.end(), unit, make)


def _tail_of_range(text: str, match: re.Match[str]) -> bool:
    """Whether the figure before the month belongs to another before it: "May 21-June 11"."""
    hyphen = text[match.start("month") - 1] == "-" and match.start("day") < match.start("month")
    return hyphen and _MONTH_BEFORE.search(before(text, match.start("day"))) is not None


def _number(match: re.Match[str]) -> int:
    return MONTH_NUMBERS[folded(match["month"]).rstrip(".")]


def _days(month: int, first: int, last: int, year: int) -> Period | None:
    one, other = day_of_month(year, month, first), day_of_month(year, month, last)
    return None if one is None or other is None else Period(one.first, other.last)


def _part_of_month(month: int, number: int, length: int, year: int) -> Period | None:
    last = month_length(year, month) if number < 0 else number * length
    return _days(month, last - length + 1, last, year)


def _half(half: int, year: int) -> Period:
    first, last = quarter_of(year, 2 * half - 1), quarter_of(year, 2 * half)
    return Period(first.first, last.last)
