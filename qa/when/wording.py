"""Periods in words, and what the relative words of a quote mean."""

from __future__ import annotations

from datetime import date as Date

from qa.lexicon import MONTHS
from qa.when.periods import Period, month_length
from qa.when.reading import time_expressions
from qa.when.types import Explanation

__all__ = ["explain", "in_words"]


def explain(text: str, published: Date | None) -> tuple[Explanation, ...]:
    """Return what the relative expressions of a quote mean, in order, each wording once.

    What is absolute, vague or about the newest state gets none, and without a publish date there is
    nothing to count from.
    """
    if published is None:
        return ()
    found: dict[tuple[str, str], Explanation] = {}
    for expression in time_expressions(text, published):
        if expression.kind == "relative" and expression.period is not None:
            meaning = in_words(expression.period)
            found.setdefault(
                (expression.text.casefold(), meaning),
                Explanation(expression.text, expression.period, meaning, published.isoformat()),
            )
    return tuple(found.values())


def in_words(period: Period) -> str:
    """Return the period as a person writes it: "12 April 2023", "March 2023", "2019–2021".

    Months and years stand alone where the period is whole ones. "since" and "until" name the first
    or last day of one that is open on a side, "any time" one that is open on both.
    """
    first, last = period.first, period.last
    if first is None or last is None:
        if first is not None:
            return f"since {_day(first)}"
        return "any time" if last is None else f"until {_day(last)}"
    whole_months = first.day == 1 and last.day == month_length(last.year, last.month)
    if whole_months and first.month == 1 and last.month == 12:
        return _joined(str(first.year), str(last.year), "–")
    one_year = first.year == last.year
    if whole_months:
        begin = _month(first) if one_year and first.month != last.month else _month_of_year(first)
        return _joined(begin, _month_of_year(last), "–" if one_year else " – ")
    if one_year and first.month == last.month:
        return _joined(str(first.day), _day(last), "–") if first != last else _day(last)
    begin = f"{first.day} {_month(first)}" if one_year else _day(first)
    return f"{begin} – {_day(last)}"


def _joined(begin: str, end: str, dash: str) -> str:
    return begin if begin == end else f"{begin}{dash}{end}"


def _month(day: Date) -> str:
    return MONTHS[day.month - 1].capitalize()


def _month_of_year(day: Date) -> str:
    return f"{_month(day)} {day.year}"


def _day(day: Date) -> str:
    return f"{day.day} {_month_of_year(day)}"
