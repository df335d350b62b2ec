"""Values of the reading of time expressions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from qa.when.periods import Period

__all__ = ["About", "Atom", "Explanation", "Kind", "Outlook", "TimeExpression"]

Kind = Literal["absolute", "relative", "latest"]
About = Literal["event", "publication"]
Outlook = Literal["ahead", "back", "near", "open"]
"""Whether a sentence looks forward to a time, or back, or means the nearer; or can't be told."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """`text[start:end]` of what was read, and the days that it means.

    `kind` is "relative" where the words count from the day they were written ("last month", "on
    Tuesday"), "latest" for "now", "recently" and the like, else "absolute" ("March", "2022").
    `period` is None where nothing tells it: without a reference, for "latest", and for what is
    vague ("a few days ago") or ambiguous ("12/04/2023"). `about` is "publication" where the words
    date an article ("articles from last week"), else "event".
    """

    start: int
    end: int
    text: str
    period: Period | None
    kind: Kind
    about: About


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a relative expression of a quote means: `meaning` is its period in words.

    `article` is the publish date that it counts from, in ISO form.
    """

    text: str
    period: Period
    meaning: str
    article: str

    def __str__(self) -> str:
        return f"{self.text} → {self.meaning}, article of {self.article}"


@dataclass(frozen=True, slots=True)
class Atom:
    """One time named in a text, before ranges are joined.

    `at(reference, outlook)` is its period; with the outlook "ahead", a name that comes back every
    year or week means the coming one. `floating` says that it does come back and no year was given.
    `unit` is that of the period: day, week, month, year and so on.
    """

    start: int
    end: int
    kind: Kind
    unit: str
    at: Callable[[Date | None, Outlook], Period | None]
    floating: bool = False
