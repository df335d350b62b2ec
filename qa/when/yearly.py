"""What comes back every year: the year that follows a name, or the one that is meant without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from functools import partial

from qa.when.choosing import occurrence
from qa.when.guards import after, counts_things
from qa.when.periods import Period
from qa.when.types import Atom, Outlook
from qa.when.words import YEAR, compiled, folded

__all__ = ["Make", "Year", "fixed", "year_after", "yearly"]

Make = Callable[[int], Period | None]
"""The period that a name ("March", "29 February") has in a given year, if it has one there."""

_YEAR_AFTER = compiled(
    rf"(?:(?P<comma>,\s?)|\s{{1,2}})(?:of )?(?P<year>{YEAR})(?P<short>[-–/]\d\d(?!\d))?"
    r"(?!\w|[,.:/]\d|-[^\W\d])"
    r"|,?(?: of)? (?P<which>last|this|next) year\b"
)
_SHIFTS = {"last": -1, "this": 0, "next": 1}


@dataclass(frozen=True, slots=True)
class Year:
    """A year that ends at `end` of the text: its number, or its distance from the reference's."""

    end: int
    number: int | None
    shift: int = 0


def year_after(text: str, end: int) -> Year | None:
    """Return the year that stands right after a name: "2023", ", 2023", "of 2023", "last year"."""
    match = _YEAR_AFTER.match(text, end)
    if match is None:
        return None
    if match["which"]:
        return Year(match.end(), None, _SHIFTS[folded(match["which"])])
    number = int(match["year"])
    if number % 100 == 0 and counts_things(after(text, match.end())):
        return None
    return Year(match.end(), number)


def yearly(
    text: str, start: int, end: int, unit: str, make: Make, which: str | None = None
) -> Atom:
    """Return the atom of a name with the year after it, `which` before it, or neither."""
    year = year_after(text, end)
    if year is None and which is None:
        means = "soon or latest" if unit == "day" else "latest"
        return Atom(start, end, "absolute", unit, partial(_floating, make, means), floating=True)
    if year is None:
        return Atom(start, end, "relative", unit, partial(_chosen, make, which or "this"))
    if year.number is None:
        return Atom(start, year.end, "relative", unit, partial(_in_year, make, year.shift))
    return Atom(start, year.end, "absolute", unit, partial(fixed, make(year.number)))


def fixed(period: Period | None, reference: Date | None, outlook: Outlook) -> Period | None:
    """Return the period: it is the same on whatever day it was written."""
    del reference, outlook
    return period


def _floating(
    make: Make, open_means: str, reference: Date | None, outlook: Outlook
) -> Period | None:
    if reference is None:
        return None
    which = {"ahead": "coming", "back": "latest", "near": "nearer", "open": open_means}[outlook]
    return occurrence(make, reference, which)


def _chosen(make: Make, which: str, reference: Date | None, outlook: Outlook) -> Period | None:
    del outlook
    return None if reference is None else occurrence(make, reference, which)


def _in_year(make: Make, shift: int, reference: Date | None, outlook: Outlook) -> Period | None:
    del outlook
    return None if reference is None else make(reference.year + shift)
