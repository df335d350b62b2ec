"""Find the noun that a figure counts."""

from __future__ import annotations

import re

from index.terms import terms
from qa.facts.units import noun_unit

__all__ = ["counted", "rate"]

_TOKEN = re.compile(r"[^\W\d_](?:[\w'.-]*\w)?|\d[\w.,-]*|[^\w\s'.]")
_ATTACHED = re.compile(r"-?([^\W\d_]\w*)")
_ENDS_NOUN = frozenset(
    """
    of in on at for from to by with without who that which whose were was are is be been have has
    had and or as after before since until during over under above below behind beyond across
    between into against among including per than while when where a an the out off around near
    this last each every his her their its
    """.split()
)
_AFTER_NOUN = re.compile(
    r"(?:\w*ed|\w{3,}ing|dead|missing|hurt|found|sold|shot|held|lost|old|strong|tall|long|wide|deep"
    r"|high|away|later|now|total)$"
)
_PER = re.compile(r"(?:/ ?| per | an? | each | every )([^\W\d_]+)")


def counted(rest: str) -> tuple[str, frozenset[str]]:
    """Return the stemmed noun that a figure counts, "" for none, and the other terms after it.

    `rest` is what follows the figure, in lower case: " felony counts of fraud" gives "count", and
    so does "-count indictment". The noun is the last word before a preposition, verb or comma, save
    for participles at its end ("people killed").
    """
    start, end = _noun(rest)
    if start == end:
        return "", frozenset(terms(rest))
    unit = noun_unit(rest[start:end])
    per, after = rate(rest, end)
    return unit + per, frozenset(terms(f"{rest[:start]} {rest[after:]}")) - {unit}


def rate(low: str, at: int) -> tuple[str, int]:
    """Read "an hour", "per day", "/year" at `low[at]` as "/hour" …; "" where none stands there."""
    match = _PER.match(low, at)
    return (f"/{noun_unit(match[1])}", match.end()) if match else ("", at)


def _noun(rest: str) -> tuple[int, int]:
    attached = _ATTACHED.match(rest)
    if attached:
        return attached.span(1)
    words: list[re.Match[str]] = []
    for match in _TOKEN.finditer(rest):
        if match[0] in _ENDS_NOUN or not match[0][0].isalpha():
            break
        words.append(match)
    while len(words) > 1 and _AFTER_NOUN.match(words[-1][0]):
        words.pop()
    return words[-1].span() if words else (0, 0)
