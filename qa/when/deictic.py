"""Times that count from the day they were written: "last month", "on Tuesday", "two days ago"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date as Date
from functools import partial

from qa.when.choosing import weekday_near
from qa.when.guards import after, before
from qa.when.name_guards import is_weekday
from qa.when.periods import DAY, Period, shifted, sliding, third, unit_holding
from qa.when.types import Atom, Outlook
from qa.when.words import (
    COUNT,
    UNIT,
    WEEKDAY,
    WEEKDAY_NUMBERS,
    WHICH,
    YEAR,
    compiled,
    count_of,
    folded,
    which_of,
)

__all__ = ["ago", "ends_of_units", "named_days", "these_units", "weekdays", "weekends", "windows"]

From = Callable[[Date, Outlook], Period | None]

_WEEK = r"(?P<week>last|this|next) week"
_WEEKDAY_OF_WEEK = compiled(
    rf"\b{_WEEK}(?:['’]s| on|,)? (?P<day>{WEEKDAY})|\b(?P<day2>{WEEKDAY}),?(?: of)? "
    r"(?P<week2>last|this|next) week\b"
)
_WEEKDAY = compiled(
    rf"\b(?:{WHICH} )?(?P<day>{WEEKDAY})"
    r"|(?:(?<=\bon\s)|\b(?P<which2>last|next) )(?P<short>mon|tues?|wed|thu|thurs?|fri|sat|sun)\b"
)
_NAMED_DAY = compiled(
    r"\b(?P<word>the day before yesterday|the day after tomorrow|yesterday|today|tomorrow|tonight|"
    r"last night|this (?:morning|afternoon|evening)|(?:earlier|later) today)\b"
    r"(?! (?:show|programme|program)\b)"
)
_DAYS_OFF = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_SHIFTS = {"last": -1, "this": 0, "next": 1}
_USA = re.compile(r"\bU\.?S\.?A\.?\s$", re.IGNORECASE)
_TITLED = re.compile(r"[A-Z][\w’'-]{0,30}\s$")
_AGO = compiled(rf"(?P<count>{COUNT}) (?P<unit>{UNIT})s? (?P<way>ago|from now|from today|hence)\b")
_VAGUE_BEFORE = compiled(r"\b(?:than|over|under|least|most|within|half)\s$")
_SPAN = r"(?:hour|day|week|month|quarter|year|decade)"
_WINDOW = compiled(
    rf"\b(?P<which>last|past|next|coming) (?P<count>{COUNT}) (?P<unit>{_SPAN})s?\b(?! of\b)"
    r"|(?:(?<=\bthe\s)|(?<=\bover\s)|(?<=\bwithin\s))"
    r"(?P<which2>last|next|coming) (?P<unit2>week|month|year|decade)\b(?! of\b|-)"
    rf"|\bpast (?P<unit3>{_SPAN})\b(?! of\b|-)"
    rf"|(?<=\bthe\s)(?P<which4>last|past|next|coming) (?P<units>{_SPAN}s)\b(?! of\b|-)"
)
_WITHIN = compiled(r"\b(?:in|over|during|within|for|throughout|of)(?: the)?\s$")
_TOLD = compiled(r"\b(?:for|spent) the next\b[^.;!?]{1,80}? would\b|\bspent the next\b")
_THESE = compiled(
    r"\b(?:(?P<part>earlier|later|so far) )?(?P<which>last|this past|this coming|this|next|current)"
    r" (?P<unit>week|weekend|month|quarter|year|decade|century)\b(?! of\b|-|\s?finals?\b)"
    r"(?P<sofar> so far\b)?"
)
_END_OF_UNIT = compiled(
    r"\b(?P<part>start|beginning|middle|end) of (?:the|this) "
    r"(?P<unit>week|month|quarter|year|decade)\b"
)
_PARTS = {"start": "early", "beginning": "early", "middle": "mid", "end": "late"}
_YEAR_NAMED = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_WEEKEND = compiled(r"(?<=\bthe\s)weekend\b(?! (?:of|before|after)\b)")


def weekdays(text: str) -> Iterator[Atom]:
    """Find weekdays: "Tuesday", "next Friday", "Monday of last week", "on fri"."""
    for match in _WEEKDAY_OF_WEEK.finditer(text):
        number = WEEKDAY_NUMBERS[folded(match["day"] or match["day2"])]
        weeks = _SHIFTS[folded(match["week"] or match["week2"])]
        yield _atom(match, "day", partial(_day_of_week, number, weeks))
    for match in _WEEKDAY.finditer(text):
        if is_weekday(text, match.start(), match.end()):
            number = WEEKDAY_NUMBERS[folded(match["day"] or match["short"])]
            words = match["which"] or match["which2"]
            at = partial(_weekday, number, which_of(words) if words else None)
            yield _atom(match, "day", at, floating=not words)


def named_days(text: str) -> Iterator[Atom]:
    """Find "today", "last night" and their like; no "USA Today"."""
    for match in _NAMED_DAY.finditer(text):
        word = match["word"]
        left = before(text, match.start())
        if not (_USA.search(left) or (word.istitle() and _TITLED.search(left))):
            yield _atom(match, "day", partial(_days_off, _DAYS_OFF.get(folded(word), 0)))


def ago(text: str) -> Iterator[Atom]:
    """Find "two weeks ago", "three days from now": the day, or the week, month or year it lies in.

    A vague count ("a few", "more than two", "a decade") gives no period.
    """
    for match in _AGO.finditer(text):
        unit, count = folded(match["unit"]), count_of(match["count"])
        if _VAGUE_BEFORE.search(before(text, match.start())) or unit in ("decade", "century"):
            count = None
        sign = -1 if folded(match["way"]) == "ago" else 1
        yield _atom(match, unit, partial(_counted, unit, None if count is None else sign * count))


def windows(text: str) -> Iterator[Atom]:
    """Find "the past two weeks", "in the last year": so many units up to the day or from it on."""
    for match in _WINDOW.finditer(text):
        which = folded(match["which"] or match["which2"] or match["which4"] or "past")
        if match["unit2"] and which == "next" and not _WITHIN.search(before(text, match.start())):
            continue  # "the next year" of a story counts from the story's day
        unit = folded(match["unit"] or match["unit2"] or match["unit3"] or match["units"][:-1])
        count = count_of(match["count"]) if match["count"] else None if match["units"] else 1
        if which == "next" and _TOLD.search(
            before(text, match.end(), 100) + after(text, match.end())
        ):
            count = None  # "for the next 30 years she would wonder"
        sign = 1 if which in ("next", "coming") else -1
        at = partial(_slid, unit, None if count is None else sign * count)
        yield _atom(match, "window", at)


def these_units(text: str) -> Iterator[Atom]:
    """Find "this week", "last month", "next year", "earlier this year", "so far this month"."""
    for match in _THESE.finditer(text):
        words, unit = folded(match["which"]), folded(match["unit"])
        if words == "next" and before(text, match.start(), 4).lower() == "the ":
            continue
        part = "so far" if match["sofar"] else folded(match["part"] or "")
        which = "this" if words == "current" else which_of(words)
        if unit == "weekend" and (which == "this" or words == "this coming"):
            yield _atom(match, unit, partial(_this_weekend, words == "this coming"))
        else:
            yield _atom(match, unit, partial(_this, unit, _SHIFTS[which], part))


def ends_of_units(text: str) -> Iterator[Atom]:
    """Find "the end of the year" and the like: a third of the current unit.

    After a year in figures ("in 2005 and by the end of the year") it has no period.
    """
    for match in _END_OF_UNIT.finditer(text):
        unit, part = folded(match["unit"]), _PARTS[folded(match["part"])]
        other = _YEAR_NAMED.search(before(text, match.start(), 80))
        yield _atom(match, "part", partial(_third, unit, "" if other else part))


def weekends(text: str) -> Iterator[Atom]:
    """Find "the weekend": the latest that began not after the day, or the coming one."""
    for match in _WEEKEND.finditer(text):
        yield _atom(match, "weekend", _weekend, floating=True)


def _atom(match: re.Match[str], unit: str, at: From, *, floating: bool = False) -> Atom:
    return Atom(match.start(), match.end(), "relative", unit, partial(_from, at), floating)


def _from(at: From, reference: Date | None, outlook: Outlook) -> Period | None:
    return None if reference is None else at(reference, outlook)


def _day_of_week(weekday: int, weeks: int, day: Date, outlook: Outlook) -> Period:
    del outlook
    there = weekday_near(day, weekday, "this") + 7 * weeks * DAY
    return Period(there, there)


def _weekday(weekday: int, which: str | None, day: Date, outlook: Outlook) -> Period:
    there = weekday_near(
        day, weekday, which or ("coming" if outlook in ("ahead", "near") else "latest")
    )
    return Period(there, there)


def _days_off(offset: int, day: Date, outlook: Outlook) -> Period:
    del outlook
    return Period(day + offset * DAY, day + offset * DAY)


def _counted(unit: str, count: int | None, day: Date, outlook: Outlook) -> Period | None:
    if count is None:
        return None
    if unit == "hour":
        return _slid(unit, count, day, outlook)
    return unit_holding(shifted(day, unit, count), unit)


def _slid(unit: str, count: int | None, day: Date, outlook: Outlook) -> Period | None:
    del outlook
    if count is None:
        return None
    if unit == "hour":
        # Without a time of day, hours may reach into one more day.
        unit, count = "day", -(-abs(count) // 24) * (1 if count > 0 else -1)
    return sliding(day, unit, count)


def _this(unit: str, shift: int, part: str, day: Date, outlook: Outlook) -> Period:
    del outlook
    whole = unit_holding(shifted(day, unit, shift), unit)
    if shift or not part:
        return whole
    return Period(day, whole.last) if part == "later" else Period(whole.first, day)


def _third(unit: str, part: str, day: Date, outlook: Outlook) -> Period | None:
    del outlook
    return third(unit_holding(day, unit), part, unit) if part else None


def _weekend(day: Date, outlook: Outlook) -> Period:
    saturday = weekday_near(day, 5, "latest")
    if outlook in ("ahead", "near") and day > saturday + DAY:
        saturday += 7 * DAY
    return Period(saturday, saturday + DAY)


def _this_weekend(coming: bool, day: Date, outlook: Outlook) -> Period:
    """Return the weekend of the day's week; on Monday and Tuesday the one before, unless ahead."""
    weeks = 0 if coming or outlook == "ahead" or day.weekday() > 1 else -1
    return unit_holding(shifted(day, "week", weeks), "weekend")
