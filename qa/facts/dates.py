"""Read a short answer as a date: a day, a week, a month, a year, or a range of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date

from qa.facts.numbers import read_ordinal
from qa.facts.periods import Days, decade, month, nearest, only, quarter, span_of_months, year
from qa.facts.relative import read_relative
from qa.facts.times import split_part
from qa.facts.types import DateValue, Fact, Kind
from qa.lexicon import MONTHS, WEEKDAYS

__all__ = ["read_date"]

_MONTH = (
    "(?P<month>" + "|".join((*MONTHS, "sept", *(name[:3] for name in MONTHS))) + r")(?![^\W_])\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12][0-9]{3})"
_WEEKDAY = (
    "(?:(?P<weekday>" + "|".join(WEEKDAYS) + r"|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?,? )?"
)
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_WEEKDAY}{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_WEEKDAY}(?:the )?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH}(?:,| of)? {_YEAR}",
        rf"(?P<month>{'|'.join(MONTHS)})",
        rf"(?:the year )?{_YEAR}",
        r"(?P<year>[0-9]{4})[-/](?P<number>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})\.(?P<number>[0-9]{1,2})\.(?P<year>[0-9]{4})",
    )
]
_SLASHES = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_DECADE = re.compile(r"(?:the )?([12][0-9]{2}0)'?s")
_CENTURY = re.compile(r"[ -]century")
_PART_OF_YEAR = re.compile(
    r"(?:the )?(?:(?P<name>first|second|third|fourth) (?P<part>quarter|half)(?: of)?"
    r"|q(?P<number>[1-4])(?: of)?) (?P<year>[12][0-9]{3})"
)
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_YEARS = re.compile(r"([12][0-9]{3}) ?- ?([12][0-9]{3}|[0-9]{2})")
_QUALIFIERS = {
    "since": "since", "until": "until", "till": "until", "before": "before", "prior to": "before",
    "after": "after", "by": "by", "no later than": "by", "around": "about", "about": "about",
    "circa": "about",
}  # fmt: skip
_LEADING = re.compile(
    "(" + "|".join((*_QUALIFIERS, "on", "in", "at", "during", "as of", "from", "between")) + ") "
)
_ROUGHLY_AGO = re.compile(
    r"(?:more than|less than|almost|nearly|over|some|roughly|just over) (?=.* ago$)"
)
_RANGE = re.compile(r" to | until | through | till | and | ?- ?")
_TWO_DAYS = re.compile(rf"({_MONTH}) ([0-9]{{1,2}}) ?(?:-|to|and) ?([0-9]{{1,2}})(,? [0-9]{{4}})?")
_TWO_DAYS_FIRST = re.compile(r"([0-9]{1,2}) ?(?:-|to|and) ?([0-9]{1,2}) (\D.*)")

_Stated = frozenset[str]


def read_date(text: str, published: Date | None) -> Fact | None:
    """Read a tidy text that is a date and nothing else; None where it isn't one.

    A day or month without a year is taken in the year that puts it nearest to the publish date
    (see `periods.nearest`). A date that could be read in two ways ("12/04/2023") is none.
    """
    low = text.lower()
    if text in ("may", "march"):  # the verbs; the months have capitals
        return None
    qualifier, between = "", False
    while match := _LEADING.match(low):
        qualifier = qualifier or _QUALIFIERS.get(match[1], "")
        between = between or match[1] == "between"
        low = low[match.end() :]
    if match := _ROUGHLY_AGO.match(low):
        qualifier, low = "about", low[match.end() :]
    try:
        found = _one(low, published) or _range(low, published, between=between)
    except (ValueError, OverflowError):  # no such day, or beyond the calendar's years
        return None
    if found is None:
        return None
    return Fact(Kind.DATE, found[0], qualifier, "", text, found[1])


def _one(low: str, published: Date | None) -> tuple[DateValue, _Stated] | None:
    relative = read_relative(low, published)
    if relative:
        return relative, _stated_by(low)
    core, part = split_part(low)
    if part and not core:
        return DateValue(part=part), frozenset()
    relative = read_relative(core, published)
    found = (relative, _stated_by(core)) if relative else _absolute(core, published)
    if found is None or (part and found[0].part):
        return None
    return (replace(found[0], part=part), found[1]) if part else found


def _stated_by(low: str) -> _Stated:
    return frozenset({"weekday"}) if low.endswith(WEEKDAYS) else frozenset()


def _absolute(low: str, published: Date | None) -> tuple[DateValue, _Stated] | None:
    for form in _FORMS:
        match = form.fullmatch(low)
        if match:
            return _from_parts(match.groupdict(), published)
    slashes = _SLASHES.fullmatch(low)
    if slashes:
        left, right, in_year = (int(group) for group in slashes.groups())
        if (left > 12) == (right > 12) and left != right:
            return None
        day = Date(in_year, min(left, right), max(left, right))
        return DateValue(day, day), frozenset({"year", "month", "day"})
    days = _years(low)
    return (DateValue(*days), frozenset({"year"})) if days else None


def _from_parts(
    parts: dict[str, str | None], published: Date | None
) -> tuple[DateValue, _Stated] | None:
    name, number = parts.get("month"), parts.get("number")
    in_month = _month_number(name) if name else int(number) if number else None
    day = int(parts["day"] or 0) if parts.get("day") else None
    weekday = parts.get("weekday")
    stated = {"year": parts.get("year"), "month": in_month, "day": day, "weekday": weekday}
    said = frozenset(key for key, value in stated.items() if value)
    if in_year := parts.get("year"):
        days = month(int(in_year), in_month) if in_month else year(int(in_year))
        return DateValue(*(only(days, day) if day else days)), said
    if in_month is None:
        return None
    if published is None:
        Date(2000, in_month, day or 1)  # a leap year: whatever day the month can have
        short = weekday[:3] if weekday else None
        at = next((n for n, name in enumerate(WEEKDAYS) if name[:3] == short), None)
        return DateValue(month=in_month, day=day, weekday=at), said
    found = nearest(in_month, day, published)
    return (DateValue(*found), said) if found else None


def _month_number(name: str) -> int:
    return next(n for n, full in enumerate(MONTHS, start=1) if full.startswith(name[:3]))


def _years(low: str) -> Days | None:
    """Read decades, centuries, quarters and halves of a year, and ranges of years."""
    if match := _DECADE.fullmatch(low):
        return decade(int(match[1]))
    ordinal = read_ordinal(low.removeprefix("the "))
    if ordinal and ordinal.value < 22 and _CENTURY.fullmatch(low.removeprefix("the "), ordinal.end):
        return span_of_months(100 * ordinal.value - 99, 1, 1200)
    if match := _PART_OF_YEAR.fullmatch(low):
        number = int(match["number"]) if match["number"] else _NUMBERS[match["name"]]
        if match["part"] == "half":
            return span_of_months(int(match["year"]), 6 * number - 5, 6) if number < 3 else None
        return quarter(int(match["year"]), number)
    if match := _YEARS.fullmatch(low):
        first, second = int(match[1]), match[2]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        if first < last:
            return year(first)[0], year(last)[1]
        return month(first, int(second)) if len(second) == 2 else None
    return None


def _range(low: str, published: Date | None, *, between: bool) -> tuple[DateValue, _Stated] | None:
    if match := _TWO_DAYS.fullmatch(low):
        ends = (f"{match[1]} {match[3]}", f"{match[1]} {match[4]}{match[5] or ''}")
        return _joined(*ends, published)
    if match := _TWO_DAYS_FIRST.fullmatch(low):
        return _joined(f"{match[1]} {match[3]}", f"{match[2]} {match[3]}", published)
    for link in _RANGE.finditer(low):
        if between or link[0] != " and ":
            found = _joined(low[: link.start()], low[link.end() :], published)
            if found:
                return found
    return None


def _joined(left: str, right: str, published: Date | None) -> tuple[DateValue, _Stated] | None:
    """Return the range between two dates; the left one may leave its year to the right one."""
    end = _one(right, published)
    start = _one(left, end[0].first) if end else None
    if start is None or end is None or start[0].first is None or end[0].last is None:
        return None
    if start[0].first > end[0].last or start[0].part or end[0].part:
        return None
    return DateValue(start[0].first, end[0].last), end[1] | start[1]
