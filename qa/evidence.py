"""What a question demands of its evidence: the names, places, dates and figures it speaks of.

A span reader likes a passage that is about nearly the right thing. An answer about Germany needs
an article that speaks of Germany, one about June a passage that speaks of June.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import lru_cache

from index.terms import terms
from index.types import Document
from qa.choices import is_choice
from qa.completion import fits
from qa.echo import echoes
from qa.lexicon import MONTHS, SAME_PLACE, WEEKDAYS
from qa.sentences import sentence_around
from qa.tense import still_to_come

__all__ = ["Demand", "Evidence", "Weighing", "demands", "unsupported", "weigh"]

_PLACES = re.compile(
    r"\b("
    + "|".join(
        re.escape(n) for n in sorted(SAME_PLACE, key=len, reverse=True) if n not in ("us", "u.s.")
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
_THE_STATES = re.compile(r"\bUS\b|\bU\.S\.|\bthe us\b(?! to\b)|^us\b")
_CLEAR_MONTHS = [month for month in MONTHS if month not in ("may", "march")]
_MONTH = re.compile(r"\b(" + "|".join(_CLEAR_MONTHS) + r")\b", re.I)
# "march" and "may" are verbs, too; a month has a preposition, a year or a day beside it.
_MARCH_OR_MAY = re.compile(
    r"\b(?:in|of|since|until|by|last|this|early|late|mid|during|for)[ -](march|may)\b"
    r"|\b(march|may) (?:\d{1,2}|\d{4})\b|\b\d{1,2}(?:st|nd|rd|th)? (march|may)\b",
    re.I,
)
_RELATIVE = re.compile(
    r"\b((?:last|this|next) (?:week|month|year|weekend)|yesterday|today)\b", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + r")\b", re.I)
_YEAR = re.compile(r"\b(1[5-9]\d{2}|20\d{2})\b")
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?")
_NAME = re.compile(r"\b[A-Z][\w'’-]*[a-zA-Z](?:['’]s)?\b")


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that evidence must speak of; `text` is as the question has it.

    `kind` is place, month, weekday, year, number, name, phrase (several names that belong together)
    or relative ("last month"), which asks for nothing unless the day of asking is known.
    """

    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=64)
def demands(question: str) -> tuple[Demand, ...]:
    """Return what the question demands, in its order; a part of it belongs to one demand only."""
    found: list[Demand] = []

    def take(kind: str, pattern: re.Pattern[str], keep: Callable[[str], bool] = bool) -> None:
        for match in pattern.finditer(question):
            group = next((g for g in range(1, pattern.groups + 1) if match.group(g)), 0)
            start, end = match.span(group)
            free = all(end <= d.start or start >= d.end for d in found)
            if free and keep(question[start:end]):
                found.append(Demand(kind, question[start:end], start, end))

    take("place", _THE_STATES)
    take("place", _PLACES)
    take("month", _MONTH)
    take("month", _MARCH_OR_MAY)
    take("relative", _RELATIVE)
    take("weekday", _WEEKDAY)
    take("year", _YEAR)
    take("number", _NUMBER)
    take("name", _NAME, lambda name: not _begins_question(question, name))
    return tuple(sorted(found, key=lambda demand: demand.start))


def _begins_question(question: str, name: str) -> bool:
    return question.startswith(name) or name.lower() in ("i", "mr", "mrs", "ms", "dr")


def _phrases(question: str) -> list[Demand]:
    """Return the names of several words ("Secretary of Defense"), as demands of kind phrase."""
    names = [demand for demand in demands(question) if demand.kind == "name"]
    phrases: list[Demand] = []
    for name in names:
        gap = question[phrases[-1].end : name.start] if phrases else None
        if gap in (" ", " of "):
            start = phrases.pop().start
            phrases.append(Demand("phrase", question[start : name.end], start, name.end))
        else:
            phrases.append(Demand("phrase", name.text, name.start, name.end))
    return [phrase for phrase in phrases if " " in phrase.text]


def _near(phrase: str, article: str) -> bool:
    """Whether the words of a phrase stand together in the article, with three between at most."""
    words = [re.escape(re.sub(r"['’]s$", "", word)) for word in phrase.split() if word != "of"]
    return re.search(r"\W+(?:\w+\W+){0,3}".join(words), article, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a span's surroundings answer to the question.

    Attributes:
        unmet: how many of the demands the article does not meet.
        met: whether there are demands, and the span's sentence meets all of them.
        overlap: the share of the question's terms, in [0, 1], that stand in that sentence.
        misfit: the answer is of another kind than asked for.
        expected: the sentence only expects what the question takes for done.
        echo: the answer only repeats the question.
        choice: the answer is one of a quiz's choices.
    """

    unmet: int
    met: bool
    overlap: float
    misfit: bool = False
    expected: bool = False
    echo: bool = False
    choice: bool = False


def weigh(question: str, passage: str, start: int, end: int, document: Document) -> Evidence:
    """Weigh the surroundings of `passage[start:end]` in a passage of `document`."""
    return Weighing(question, passage, document)(start, end)


class Weighing:
    """Weighs the surroundings of spans of one passage; what they share is found out once."""

    def __init__(self, question: str, passage: str, document: Document) -> None:
        self._question = question
        self._passage = passage
        self._document = document
        self._unmet = len(unsupported(question, passage, document))
        self._sentences: dict[tuple[int, int], Evidence] = {}

    def __call__(self, start: int, end: int) -> Evidence:
        """Weigh the surroundings of `passage[start:end]`."""
        bounds = sentence_around(self._passage, start, end)
        if bounds not in self._sentences:
            self._sentences[bounds] = self._weighed(self._passage[slice(*bounds)])
        quote = self._passage[start:end]
        return replace(
            self._sentences[bounds],
            misfit=not fits(self._question, quote),
            echo=echoes(self._question, quote),
            choice=is_choice(self._passage, start, end),
        )

    def _weighed(self, sentence: str) -> Evidence:
        """Return what holds of every span in a sentence."""
        wanted, asked = demands(self._question), _asked(self._question)
        whole = f"{self._document.title or ''} {self._document.text}"
        met = bool(wanted) and all(
            _supported(
                demand,
                sentence,
                sentence if demand.kind == "place" else whole,
                self._document.date,
            )
            for demand in wanted
        )
        return Evidence(
            unmet=self._unmet,
            met=met and not self._unmet,
            overlap=len(asked.intersection(terms(sentence))) / len(asked) if asked else 0.0,
            expected=still_to_come(self._question, sentence),
        )


@lru_cache(maxsize=64)
def _asked(question: str) -> frozenset[str]:
    return frozenset(terms(question))


def unsupported(question: str, passage: str, document: Document) -> tuple[Demand, ...]:
    """Return the demands that the evidence does not meet.

    A name of several words must stand together somewhere: an article on the Secretary of State and
    the Defense Department does not speak of the Secretary of Defense. A date or a number must stand
    in the passage (the article's own date counts for its month and year, as does "last month" for
    the one before); a name or a place somewhere in the article.
    """
    whole = f"{document.title or ''} {document.text}"
    lacking = [d for d in demands(question) if not _supported(d, passage, whole, document.date)]
    missing = {demand.text for demand in lacking}
    for phrase in _phrases(question):
        if not missing.intersection(phrase.text.split()) and not _near(phrase.text, whole):
            lacking.append(phrase)
    return tuple(lacking)


def _supported(demand: Demand, passage: str, article: str, published: Date | None) -> bool:
    wanted = demand.text.lower()
    if demand.kind == "relative":
        return True
    if demand.kind == "place":
        return any(_stands(alias, article) for alias in _aliases(wanted))
    if demand.kind == "month":
        return _stands(wanted, passage) or _is_relative_month(wanted, passage, published)
    if demand.kind == "weekday":
        return _stands(wanted, passage)
    if demand.kind == "year":
        return wanted in passage or _is_relative_year(int(wanted), passage, published)
    if demand.kind == "number":
        return re.search(rf"(?<![\d.,]){re.escape(wanted)}(?![\d]|[.,]\d)", passage) is not None
    name = re.sub(r"['’]s$", "", wanted)
    return name in article.lower()


def _aliases(place: str) -> tuple[str, ...]:
    return SAME_PLACE.get(place.removeprefix("the "), (place,))


def _stands(word: str, text: str) -> bool:
    if word in ("us", "u.s."):
        return re.search(r"\bUS\b|\bU\.S\.|\bUS-", text) is not None
    if word == "may":
        return re.search(r"\bMay\b", text) is not None
    return re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) is not None


def _is_relative_month(month: str, passage: str, published: Date | None) -> bool:
    if published is None:
        return False
    this = MONTHS[published.month - 1]
    last = MONTHS[published.month - 2]
    lowered = passage.lower()
    return (month == last and "last month" in lowered) or (
        month == this and ("this month" in lowered or "this week" in lowered)
    )


def _is_relative_year(year: int, passage: str, published: Date | None) -> bool:
    if published is None:
        return False
    return year == published.year or (year == published.year - 1 and "last year" in passage.lower())
