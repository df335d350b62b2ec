"""Times written in figures: dates like 2023-04-12, years, decades and centuries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from qa.when.guards import before, is_year
from qa.when.periods import Period, day_of_month, month_of, years
from qa.when.types import Atom
from qa.when.words import YEAR, compiled, folded
from qa.when.yearly import fixed

__all__ = ["centuries", "decades", "numeric_dates", "plain_years"]

_YEAR_FIRST = re.compile(
    r"(?<![\w.,/-])(?P<year>\d{4})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,2})(?![\d/-]|\.\d)"
)
_YEAR_LAST = re.compile(
    r"(?<![\w.,/-])(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/-]|\.\d)"
)
_DECADE = re.compile(r"\b(?P<decade>1[5-9]\d0|20\d0)['’]?s\b", re.IGNORECASE)
_SHORT_DECADE = re.compile(r"(?<=\bthe\s)['’‘]?(?P<tens>[3-9])0['’]?s\b", re.IGNORECASE)
_DECADE_IN_WORDS = re.compile(
    r"(?<=\bthe\s)(?P<word>thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    re.IGNORECASE,
)
_NO_DECADE = re.compile(r"\b(?:temperatures?|highs?|lows?|degrees|aged?|scor)", re.IGNORECASE)
_TENS = ("thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_CENTURY = compiled(
    r"\b(?:(?P<number>1[6-9]|2[01])(?:st|th)|(?P<word>sixteenth|seventeenth|eighteenth|nineteenth|"
    r"twentieth|twenty-first))[\s-]century\b(?! bc)"
)
_CENTURIES = ("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first")
_YEAR = re.compile(rf"(?<!\d)(?P<year>{YEAR})(?:(?P<mark>[-–/])(?P<short>\d\d))?(?!\d)")


def numeric_dates(text: str) -> Iterator[Atom]:
    """Find days in figures. Where day and month could change places, the period is None."""
    for match in _YEAR_FIRST.finditer(text):
        period = _day(int(match["year"]), int(match["b"]), int(match["c"]))
        if period:
            yield _atom(match, "day", period)
    for match in _YEAR_LAST.finditer(text):
        a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
        day_first, month_first = _day(year, b, a), _day(year, a, b)
        if match["mark"] == ".":
            month_first = None
        if day_first or month_first:
            clear = day_first == month_first or not (day_first and month_first)
            yield _atom(match, "day", (day_first or month_first) if clear else None)


def decades(text: str) -> Iterator[Atom]:
    """Find decades. "The 1800s" and "the 1900s" are centuries, "the 2000s" ten years."""
    for match in _DECADE.finditer(text):
        first = int(match["decade"])
        length = 100 if first % 100 == 0 and first < 2000 else 10
        unit = "century" if length == 100 else "decade"
        yield _atom(match, unit, years(first, first + length - 1))
    for match in _SHORT_DECADE.finditer(text):
        if not _NO_DECADE.search(before(text, match.start())):
            first = 1900 + 10 * int(match["tens"])
            yield _atom(match, "decade", years(first, first + 9))
    for match in _DECADE_IN_WORDS.finditer(text):
        first = 1930 + 10 * _TENS.index(folded(match["word"]))
        yield _atom(match, "decade", years(first, first + 9))


def centuries(text: str) -> Iterator[Atom]:
    """Find the 16th to the 21st century; the 20th is the years 1901 to 2000."""
    for match in _CENTURY.finditer(text):
        number = match["number"]
        nth = int(number) if number else 16 + _CENTURIES.index(folded(match["word"]))
        yield _atom(match, "century", years(100 * nth - 99, 100 * nth))


def plain_years(text: str) -> Iterator[Atom]:
    """Find years from 1500 to 2100, with "2022-23" and "2023-04"."""
    for match in _YEAR.finditer(text):
        year, short = int(match["year"]), match["short"]
        if not is_year(text, match.start(), match.end()):
            continue
        if short is None:
            yield _atom(match, "year", years(year))
        else:
            yield from _two_figures(match, year, int(short))


def _two_figures(match: re.Match[str], year: int, short: int) -> Iterator[Atom]:
    """Yield "2022-23" and "1939-44" as years, "2023-04" as a month, "2003-11" without a period."""
    month = match["mark"] == "-" and 1 <= short <= 12
    if short == (year + 1) % 100 or (short > year % 100 and not month):
        yield _atom(match, "year", years(year, year + (short - year) % 100))
    elif month:
        yield _atom(match, "month", None if short > year % 100 else month_of(year, short))


def _day(year: int, month: int, day: int) -> Period | None:
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    return day_of_month(year, month, day)


def _atom(match: re.Match[str], unit: str, period: Period | None) -> Atom:
    return Atom(match.start(), match.end(), "absolute", unit, partial(fixed, period))
