"""Compare figures: equal, rounded, bounded, or at odds."""

from __future__ import annotations

from decimal import Decimal

from qa.facts.qualifiers import OPPOSITE
from qa.facts.types import Fact, Figure, Kind
from qa.facts.units import PEOPLE, PERSONS, base_duration

__all__ = ["FIGURES", "figure_fuller", "figures_conflict", "same_figure"]

FIGURES = (Kind.MONEY, Kind.QUANTITY, Kind.PERCENT, Kind.DURATION, Kind.ORDINAL)

ROUNDING = Decimal("0.02")  # of the rounder figure: what rounding may take or add
# How far, in shares of the figure, the true one may lie below and above it.
_SLACK = {
    "more than": (Decimal(0), Decimal("0.25")), "at least": (Decimal(0), Decimal("0.25")),
    "less than": (Decimal("0.25"), Decimal(0)), "up to": (Decimal("0.25"), Decimal(0)),
    "nearly": (Decimal("0.1"), Decimal(0)), "about": (Decimal("0.1"), Decimal("0.1")),
    "": (Decimal(0), Decimal(0)),
}  # fmt: skip


def same_figure(a: Fact, b: Fact) -> bool:
    """Whether both give one figure of one thing; "more than 50" and "nearly 50" don't."""
    opposite = (a.qualifier, b.qualifier) in OPPOSITE
    return not opposite and _comparable(a, b) and _figure(a, b) == _figure(b, a)


def figure_fuller(a: Fact, b: Fact) -> bool:
    """Whether `a` has b's figure, or one that b rounds, with all that b says of it and more."""
    if b.qualifier not in ("", a.qualifier) or not _comparable(a, b):
        return False
    ours, theirs = _words(a), _words(b)
    rates = _rate(a), _rate(b)
    if not theirs <= ours or rates[1] not in ("", rates[0]):
        return False
    if _rounds(a, b):
        return True
    return same_figure(a, b) and (theirs < ours or rates[0] != rates[1])


def figures_conflict(a: Fact, b: Fact) -> bool:
    """Whether both give figures of one thing that cannot both be right.

    A qualifier makes room ("more than 100" goes with 120, not with 200), and so does rounding.
    Figures of different things ("$5 million in weapons", "$9 million in food") don't conflict.
    """
    if a.kind != b.kind or not _comparable(a, b) or not _one_thing(a, b):
        return False
    ours, theirs = _figure(a, b), _figure(b, a)
    if ours == theirs:
        return (a.qualifier, b.qualifier) in OPPOSITE
    if _rounds(a, b) or _rounds(b, a):
        return False
    low, high = _room(ours, a.qualifier)
    other_low, other_high = _room(theirs, b.qualifier)
    return high < other_low or other_high < low


def _one_thing(a: Fact, b: Fact) -> bool:
    bases = _base(a), _base(b)
    if a.kind != Kind.DURATION and bases[0] != bases[1] and all(bases):
        return False
    return not (a.detail and b.detail) or bool(a.detail & b.detail)


def _comparable(a: Fact, b: Fact) -> bool:
    """Whether the units may be one: equal, or one of them is not told."""
    rates = _rate(a), _rate(b)
    if rates[0] != rates[1] and all(rates):
        return False
    ours, theirs = _base(a), _base(b)
    if a.kind != b.kind:
        bare = (a if a.kind == Kind.QUANTITY else b) if Kind.QUANTITY in (a.kind, b.kind) else None
        return bare is not None and not bare.unit and Kind.ORDINAL not in (a.kind, b.kind)
    if a.kind == Kind.DURATION:
        return base_duration(Decimal(1), ours)[1] == base_duration(Decimal(1), theirs)[1]
    if ours == theirs:
        return True
    if a.kind in (Kind.MONEY, Kind.PERCENT):
        return False
    if not (ours and theirs) or ours in b.detail or theirs in a.detail:
        return True
    return PEOPLE in (ours, theirs) and {ours, theirs} <= PERSONS


def _figure(fact: Fact, other: Fact) -> Figure:
    figure = fact.figure
    if fact.kind == other.kind == Kind.DURATION:
        unit = _base(fact)
        return Figure(base_duration(figure.low, unit)[0], base_duration(figure.high, unit)[0])
    return figure


def _words(fact: Fact) -> frozenset[str]:
    base = _base(fact)
    return fact.detail | {base} if base else fact.detail


def _base(fact: Fact) -> str:
    return fact.unit.partition("/")[0]


def _rate(fact: Fact) -> str:
    return fact.unit.partition("/")[2]


def _rounds(a: Fact, b: Fact) -> bool:
    """Whether b's figure is a's, rounded to the place of b's last digit."""
    exact, rounded = _figure(a, b), _figure(b, a)
    if Kind.DURATION in (a.kind, b.kind) or exact.low != exact.high or rounded.low != rounded.high:
        return False
    difference = abs(exact.low - rounded.low)
    places = _place(exact.low), _place(rounded.low)
    most = min(Decimal("0.5").scaleb(places[1]), ROUNDING * abs(rounded.low))
    return places[0] < places[1] and 0 < difference <= most


def _place(value: Decimal) -> int:
    return value.adjusted() - len(value.as_tuple().digits) + 1


def _room(figure: Figure, qualifier: str) -> tuple[Decimal, Decimal]:
    below, above = _SLACK[qualifier]
    return figure.low - abs(figure.low) * below, figure.high + abs(figure.high) * above
