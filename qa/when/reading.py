"""Read the time expressions of a text, from the surest form to the vaguest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date as Date
from functools import lru_cache, partial

from qa.when import deictic, named, years
from qa.when.guards import before
from qa.when.latest_words import latest_words
from qa.when.outlook import dates_an_article
from qa.when.periods import Period, third
from qa.when.ranges import Stretch, stretches
from qa.when.types import Atom, Outlook, TimeExpression
from qa.when.words import compiled, folded

__all__ = ["time_expressions"]

# A part of the text belongs to the first form that takes it.
_FORMS: tuple[Callable[[str], Iterator[Atom]], ...] = (
    years.numeric_dates,
    named.day_ranges,
    named.days,
    named.parts_of_months,
    years.decades,
    years.centuries,
    named.parts_of_years,
    named.seasons,
    deictic.ago,
    deictic.windows,
    deictic.ends_of_units,
    deictic.named_days,
    deictic.weekdays,
    named.months,
    deictic.these_units,
    deictic.weekends,
    years.plain_years,
    latest_words,
)
_PART_BEFORE = compiled(
    r"(?:\b(?P<part>early|mid|late)(?:-|\s)?(?:in )?"
    r"|\b(?P<end>start|beginning|middle|end) of )$"
)
_PARTS = {"start": "early", "beginning": "early", "middle": "mid", "end": "late"}
_WITH_PARTS = frozenset(("week", "month", "quarter", "season", "year", "decade", "century"))


@lru_cache(maxsize=256)
def time_expressions(text: str, reference: Date | None) -> tuple[TimeExpression, ...]:
    """Return the time expressions of `text` in order; no two overlap.

    Args:
        reference: the day the words were written on, the publish date for a quote and the day of
            asking for a question. Without it, what counts from that day has no period.

    A weekday or a month without a year is the latest that began not after the reference, or the
    coming one where the sentence looks ahead ("will vote on Tuesday"). "Last Tuesday" lies 1 to 7
    days back, "next Tuesday" 1 to 7 ahead. "The past week" and "the last two weeks" reach up to the
    reference; "last week" is the calendar week before. "Two weeks ago" is the week of that day.
    "Until" and "by" include the time they name, "before" and "after" don't. Weeks start on Monday;
    seasons are those of the northern hemisphere, in whole months.
    """
    return tuple(
        TimeExpression(
            stretch.start,
            stretch.end,
            text[stretch.start : stretch.end],
            _period(stretch, reference),
            stretch.kind,
            "publication" if dates_an_article(text, stretch.start, stretch.end) else "event",
        )
        for stretch in stretches(text, _atoms(text))
    )


def _period(stretch: Stretch, reference: Date | None) -> Period | None:
    try:
        return stretch.at(reference)
    except (OverflowError, ValueError):  # outside the years 1 to 9999, or the wrong way round
        return None


def _atoms(text: str) -> list[Atom]:
    taken = bytearray(len(text))
    found = []
    for form in _FORMS:
        for atom in form(text):
            if not any(taken[atom.start : atom.end]):
                taken[atom.start : atom.end] = b"\1" * (atom.end - atom.start)
                found.append(_with_part(text, atom, taken))
    return sorted(found, key=lambda atom: atom.start)


def _with_part(text: str, atom: Atom, taken: bytearray) -> Atom:
    """Return the atom with the "early", "mid-", "late" or "the end of" before it."""
    match = _PART_BEFORE.search(before(text, atom.start, 24))
    if match is None or atom.unit not in _WITH_PARTS:
        return atom
    start = atom.start - (len(match.string) - match.start())
    if any(taken[start : atom.start]):
        return atom
    taken[start : atom.start] = b"\1" * (atom.start - start)
    part = folded(match["part"]) if match["part"] else _PARTS[folded(match["end"])]
    return replace(atom, start=start, unit="part", at=partial(_third_of, atom, part))


def _third_of(atom: Atom, part: str, reference: Date | None, outlook: Outlook) -> Period | None:
    period = atom.at(reference, outlook)
    return None if period is None else third(period, part, atom.unit)
