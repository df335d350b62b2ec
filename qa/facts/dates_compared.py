"""Compare dates: the same day, a day of that month, another year."""

from __future__ import annotations

from qa.facts.times import is_clock
from qa.facts.types import DateValue, Fact

__all__ = ["date_fuller", "dates_conflict", "same_date"]

_OPEN = ("before", "after", "since", "until", "by", "about")
_OPPOSITE = frozenset(
    {("before", "after"), ("before", "since"), ("until", "since"), ("until", "after"),
     ("by", "after"), ("by", "since")}
)  # fmt: skip


def same_date(a: Fact, b: Fact) -> bool:
    """Whether both are one period, as far as both tell: "14 December" can be "14 December 2023"."""
    ours, theirs = a.date, b.date
    if _opposite(a, b) or (ours.part and theirs.part and ours.part != theirs.part):
        return False
    return _same_period(ours, theirs)


def date_fuller(a: Fact, b: Fact) -> bool:
    """Whether `a` is the same period stated more fully, or a shorter one within it."""
    ours, theirs = a.date, b.date
    if theirs.part not in ("", ours.part) or b.qualifier not in ("", a.qualifier):
        return False
    if _within(ours, theirs):
        return True
    return same_date(a, b) and _stated(a, ours) > _stated(b, theirs)


def dates_conflict(a: Fact, b: Fact) -> bool:
    """Whether both name periods, or times of one day, that have nothing in common."""
    ours, theirs = a.date, b.date
    if _same_period(ours, theirs):
        return _opposite(a, b) or _parts_conflict(ours.part, theirs.part)
    if a.qualifier != b.qualifier and (a.qualifier in _OPEN or b.qualifier in _OPEN):
        return False
    return a.qualifier != "about" and _apart(ours, theirs) and not _year_guessed(a, b)


def _opposite(a: Fact, b: Fact) -> bool:
    said = (a.qualifier, b.qualifier)
    return said in _OPPOSITE or said[::-1] in _OPPOSITE


def _parts_conflict(ours: str, theirs: str) -> bool:
    seasons = {"early", "mid", "late"}
    both = (is_clock(ours) and is_clock(theirs)) or {ours, theirs} <= seasons
    return both and ours != theirs


def _stated(fact: Fact, value: DateValue) -> tuple[int, int, int]:
    fields = fact.detail
    return len(fields - {"weekday"}), "weekday" in fields, bool(value.part)


def _fields(value: DateValue) -> dict[str, int]:
    """Return what is known of a day or month: year, month, day, weekday; {} for other periods."""
    if value.first is None or value.last is None:
        known = {"month": value.month, "day": value.day, "weekday": value.weekday}
        return {name: number for name, number in known.items() if number is not None}
    first, last = value.first, value.last
    if first == last:
        return {"year": first.year, "month": first.month, "day": first.day,
                "weekday": first.weekday()}  # fmt: skip
    if (first.year, first.month) == (last.year, last.month) and (last - first).days > 26:
        return {"year": first.year, "month": first.month}
    return {}


def _same_period(ours: DateValue, theirs: DateValue) -> bool:
    if ours.first and theirs.first:
        return (ours.first, ours.last) == (theirs.first, theirs.last)
    if ours.phrase or theirs.phrase:
        return ours.phrase == theirs.phrase and not (ours.first or theirs.first)
    known, other = _fields(ours), _fields(theirs)
    if not known or not other:  # a time of day alone
        return bool(ours.part) and ours.part == theirs.part
    if ("month" in known) != ("month" in other) or ("day" in known) != ("day" in other):
        return False
    return _agree(known, other)


def _agree(known: dict[str, int], other: dict[str, int]) -> bool:
    return all(known[name] == other[name] for name in known.keys() & other.keys())


def _within(ours: DateValue, theirs: DateValue) -> bool:
    """Whether ours is a shorter period of theirs, or a day with its weekday or month."""
    if ours.first and ours.last and theirs.first and theirs.last:
        inside = theirs.first <= ours.first and ours.last <= theirs.last
        return inside and (ours.first, ours.last) != (theirs.first, theirs.last)
    if theirs.first or ours.phrase or theirs.phrase:
        return False
    known, other = _fields(ours), _fields(theirs)
    if not other:
        return bool(known) and bool(theirs.part)
    return (
        "day" in known
        and "day" not in other
        and other.keys() <= known.keys()
        and _agree(known, other)
    )


def _year_guessed(a: Fact, b: Fact) -> bool:
    """Whether but the year sets both apart, and one of them got it from its publish date."""
    if not any("month" in fact.detail and "year" not in fact.detail for fact in (a, b)):
        return False
    known, other = _fields(a.date), _fields(b.date)
    return [known.get(name) for name in ("month", "day")] == [
        other.get(name) for name in ("month", "day")
    ]


def _apart(ours: DateValue, theirs: DateValue) -> bool:
    if ours.first and ours.last and theirs.first and theirs.last:
        return ours.last < theirs.first or theirs.last < ours.first
    known, other = _fields(ours), _fields(theirs)
    return not _agree(known, other)
