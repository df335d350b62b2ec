"""The days that a question speaks of: where to look for its answer among dated articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from index.nearness import Stretch
from qa.lexicon import MONTHS
from qa.when import Period, asks_for_latest, time_expressions

__all__ = ["AskedTime", "as_written", "asked_time", "resolved"]

LONGEST = timedelta(days=100)  # a quarter; what is longer says little about an article's date
_MONTH_OR_YEAR = re.compile(
    r"\b(?:in |over |during )?(?:the )?(?:last|previous|next) (?:month|year)\b(?!['’])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:in|during) (?:(?P<month>{'|'.join(MONTHS)})(?:,? (?P<of>\d{{4}}))?"
    r"|(?P<year>\d{4}))\b",
    re.IGNORECASE,
)
AFTERMATH = timedelta(days=14)  # for which what happened is still reported


@dataclass(frozen=True, slots=True)
class AskedTime:
    """When the articles were published that a question asks for.

    `near` are stretches of days, both ends included, whose articles count more; `since` and `until`
    bound what is searched, and `latest` says that the newest article wins.
    """

    near: tuple[Stretch, ...] = ()
    since: Date | None = None
    until: Date | None = None
    latest: bool = False


def asked_time(question: str, as_of: Date | None, newest: Callable[[], Date | None]) -> AskedTime:
    """Return the days that `question`, asked on `as_of`, speaks of.

    Without a day of asking it is taken for the day of the newest article, which `newest` returns:
    of articles from spring 2023, "in March" means March 2023.

    Words that date an event ("in March") only make the articles of those days and the fortnight
    after count more, since others may tell of it, too. Words that date the articles themselves
    ("reports from last week") leave out the others.
    """
    latest = asks_for_latest(question)
    if not latest and not time_expressions(question, None):
        return AskedTime(near=((as_of, as_of),) if as_of else ())
    day = as_of or newest()
    near = [(day, day)] if day and (as_of or latest) else []
    since = until = None
    for expression in time_expressions(question, day):
        period = expression.period
        if period and expression.about == "publication":
            since, until = period.first, period.last
        elif period and (stretch := _stretch(period)):
            near.append(stretch)
    return AskedTime(tuple(near), since, until, latest)


def _stretch(period: Period) -> Stretch | None:
    """Return the days of a short period and its aftermath; None for a long or an open one."""
    if period.first is None or period.last is None or period.last - period.first > LONGEST:
        return None
    if period.last > Date.max - AFTERMATH:
        return None
    return period.first, period.last + AFTERMATH


def resolved(question: str, as_of: Date | None) -> str:
    """Return the question with "last month" and the like as the month or year that they mean.

    "How much did the US pledge last month?", asked in April, demands evidence about March.
    """
    if as_of is None:
        return question
    return _MONTH_OR_YEAR.sub(lambda match: _named(match[0], as_of), question)


def _named(words: str, as_of: Date) -> str:
    found = time_expressions(words.lower().replace("previous", "last"), as_of)
    first = found[0].period.first if found and found[0].period else None
    if first is None:
        return words
    return f"in {first.year}" if words.lower().endswith("year") else f"in {first:%B}"


def as_written(question: str, passage: str, published: Date | None) -> str | None:
    """Return the question in the words of a passage that says "last month" for the one asked about.

    "in March" becomes "last month" for a passage with these words in an article of April. None
    where the passage has no such words, or they mean another time.
    """
    match = _NAMED.search(question)
    if match is None or published is None:
        return None
    words = "last year" if match["year"] else "last month"
    if words not in passage.lower():
        return None
    if match["year"]:
        meant = int(match["year"]) == published.year - 1
    else:
        before = published.replace(day=1) - timedelta(days=1)
        asked = match["month"].lower(), int(match["of"] or before.year)
        meant = asked == (MONTHS[before.month - 1], before.year)
    return question[: match.start()] + words + question[match.end() :] if meant else None
