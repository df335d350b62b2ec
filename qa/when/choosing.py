"""Choose among times of one name: which March, which Tuesday is meant on a given day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Date

from qa.when.periods import DAY, Period

__all__ = ["occurrence", "weekday_near"]

_SOON = 60  # days ahead at which "April 20" needs no word of the future
_LEAP_GAP = 9  # years at most from one 29 February to the next, both counted


def occurrence(make: Callable[[int], Period | None], reference: Date, which: str) -> Period | None:
    """Return the one of a yearly period that `which` means on the day `reference`.

    `make` gives the period in a year, None where that year has none.

    Args:
        which: "latest" began not after the reference, "coming" ends not before it. "nearer" is the
            one of these two with fewer days between, "soon or latest" the latest unless the coming
            one begins within 60 days. "last" ended before the reference, "next" begins after it.
            "this" begins in its year, but a winter that ends in that year is meant where it is the
            nearer one.
    """
    if which == "this":
        return _this(make, reference)
    if which in ("nearer", "soon or latest"):
        coming = occurrence(make, reference, "coming")
        latest = occurrence(make, reference, "latest")
        if coming is None or latest is None:
            return latest
        limit = latest.distance(reference) if which == "nearer" else _SOON
        return coming if coming.distance(reference) <= limit else latest
    if which in ("latest", "last"):
        span = range(reference.year, reference.year - _LEAP_GAP, -1)
    else:
        span = range(reference.year - 1, reference.year + _LEAP_GAP)
    for year in span:
        period = make(year) if 1 <= year <= 9999 else None
        if period is not None and _fits(period, reference, which):
            return period
    return None


def weekday_near(reference: Date, weekday: int, which: str) -> Date:
    """Return the day of that name (Monday is 0) that `which` means, as in `occurrence`.

    "latest" lies 0 to 6 days back, "coming" 0 to 6 ahead; "last" and "next" 1 to 7; "this" in the
    reference's week.
    """
    if which == "this":
        return reference + (weekday - reference.weekday()) * DAY
    if which in ("latest", "last"):
        back = (reference.weekday() - weekday) % 7
        return reference - (back or (7 if which == "last" else 0)) * DAY
    ahead = (weekday - reference.weekday()) % 7
    return reference + (ahead or (7 if which == "next" else 0)) * DAY


def _this(make: Callable[[int], Period | None], reference: Date) -> Period | None:
    this, former = make(reference.year), make(max(1, reference.year - 1))
    if this is None or former is None or former.last is None:
        return this
    running_over = former.last.year == reference.year
    nearer = former.distance(reference) < this.distance(reference)
    return former if running_over and nearer else this


def _fits(period: Period, reference: Date, which: str) -> bool:
    if period.first is None or period.last is None:
        return False
    return (
        (which == "latest" and period.first <= reference)
        or (which == "last" and period.last < reference)
        or (which == "coming" and period.last >= reference)
        or (which == "next" and period.first > reference)
    )
