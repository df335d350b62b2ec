"""Tell facts that are one from such as say more and from such as say something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.terms import terms
from qa.facts.dates_compared import date_fuller, dates_conflict, same_date
from qa.facts.figures_compared import FIGURES, figure_fuller, figures_conflict, same_figure
from qa.facts.names import conflicting, extends, folded, matching
from qa.facts.titles import is_role
from qa.facts.types import Fact, Kind

__all__ = ["conflicts", "fuller", "group", "same"]

_LINKED = re.compile(r"[,;&]|\b(?:and|or)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?|[,;&]")
_ARTICLES = ("a", "an", "the")
_LINKS = frozenset("and or & , ;".split())
_PREPOSITIONS = frozenset(
    """
    of in on at for from to by with without who that which whose after before since until during
    as than like over under across between into against among including while when where because
    """.split()
)
_NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot non".split())
_UNDOING = _NEGATIONS | {"former", "formerly", "ex", "un", "anti"}


def same(a: Fact, b: Fact) -> bool:
    """Whether two facts are one answer that two citations can bear out.

    Reflexive and symmetric, but an equivalence only as far as nothing is left out: "Biden" is the
    same as "Joe Biden" and as "Hunter Biden", "34" as "34 counts" and as "34 people", "50" as "more
    than 50" and as "nearly 50", "14 December" as that day of two years. `group` keeps such apart.
    """
    if a.kind in FIGURES and b.kind in FIGURES:
        return same_figure(a, b)
    if a.kind == b.kind == Kind.DATE:
        return same_date(a, b)
    if a.kind == b.kind == Kind.NAME:
        ours, theirs = a.words, b.words
        return (matching(ours, theirs) and matching(theirs, ours)) or _terms(a) == _terms(b)
    ours, theirs = _terms(a), _terms(b)
    if ours == theirs or len(ours) != len(theirs) or sorted(ours) != sorted(theirs):
        return ours == theirs
    return bool(_LINKED.search(a.text) and _LINKED.search(b.text))


def fuller(a: Fact, b: Fact) -> bool:
    """Whether `a` says what `b` says, and more.

    So do a full name (its title counts last), a figure with what it counts or with more digits, a
    date with its year or a day for its month, a list with further members, a noun with more words
    around it. Never true in both directions.
    """
    if a.kind in FIGURES and b.kind in FIGURES:
        return figure_fuller(a, b)
    if a.kind == b.kind == Kind.DATE:
        return date_fuller(a, b)
    if a.kind == b.kind == Kind.NAME:
        return _name_fuller(a, b)
    if Kind.TEXT in (a.kind, b.kind) and {a.kind, b.kind} <= {Kind.TEXT, Kind.NAME}:
        return _text_fuller(a.text, b.text) and not same(a, b)
    return False


def conflicts(a: Fact, b: Fact) -> bool:
    """Whether two facts of one kind and unit have values that cannot both be right.

    Never true of facts that are the same, or of which one is fuller. Two names conflict when they
    must be of different persons, places or bodies; lists of names and an office beside a person
    don't. A text conflicts with nothing but its own negation.
    """
    if a.kind != b.kind:
        return False
    if a.kind in FIGURES:
        return figures_conflict(a, b)
    if a.kind == Kind.DATE:
        return dates_conflict(a, b)
    if a.kind == Kind.TEXT:
        odd = set(_terms(a)) ^ set(_terms(b))
        return bool(odd & _NEGATIONS) and odd <= _NEGATIONS | {"yes"}
    ours, theirs = a.words, b.words
    if len(ours) != 1 or len(theirs) != 1 or is_role(ours[0]) or is_role(theirs[0]):
        return False
    return conflicting(ours[0], theirs[0]) and not same(a, b)


def group(facts: Sequence[Fact]) -> list[list[int]]:
    """Return the indices of `facts` in groups of one fact each, both in the order given.

    Greedy: a fact joins the first group whose first and whose fullest member it is the same as,
    fuller than or less full than, and with none of whose members it conflicts. So "Hunter Biden"
    joins "Biden" only where "Joe Biden" hasn't.
    """
    groups: list[list[int]] = []
    fullest: list[int] = []
    for n, new in enumerate(facts):
        for place, members in enumerate(groups):
            heads = (facts[members[0]], facts[fullest[place]])
            if all(_agree(new, head) for head in heads) and not any(
                conflicts(new, facts[member]) for member in members
            ):
                members.append(n)
                if fuller(new, facts[fullest[place]]):
                    fullest[place] = n
                break
        else:
            groups.append([n])
            fullest.append(n)
    return groups


def _agree(a: Fact, b: Fact) -> bool:
    return same(a, b) or fuller(a, b) or fuller(b, a)


def _terms(fact: Fact) -> tuple[str, ...]:
    return fact.words if fact.kind == Kind.TEXT else _terms_of(fact.text)


@lru_cache(maxsize=2048)
def _terms_of(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


def _name_fuller(a: Fact, b: Fact) -> bool:
    ours, theirs = a.words, b.words
    if not matching(theirs, ours) or len(ours) < len(theirs):
        return False
    if any(extends(name, other) for name in theirs for other in ours):
        return False
    if len(ours) > len(theirs) or any(extends(name, other) for name in ours for other in theirs):
        return True
    return matching(ours, theirs) and a.detail > b.detail


def _text_fuller(ours: str, theirs: str) -> bool:
    """Whether a text's words stand in another's as its core: modifiers before, additions behind."""
    words, part = _words(ours), _words(theirs)
    if len(part) >= len(words) or _LINKS.issuperset(part):
        return False
    at = _spaced(ours).find(_spaced(theirs))
    if at < 0:
        return False
    start = len(_spaced(ours)[:at].split())
    before, after = words[:start], words[start + len(part) :]
    if _UNDOING.intersection((*before, *after)):
        return False
    ends = not after or after[0] in _LINKS or after[0] in _PREPOSITIONS
    return ends and not _PREPOSITIONS.intersection(before)


@lru_cache(maxsize=2048)
def _spaced(text: str) -> str:
    return f" {' '.join(_words(text))} "


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    words = tuple(folded(word) for word in _TOKEN.findall(text))
    return words[1:] if words and words[0] in _ARTICLES else words
