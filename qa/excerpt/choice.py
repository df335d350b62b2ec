"""Choose the sentences that belong together into an answer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.terms import terms
from qa.candidates import Candidate, same_place
from qa.lexicon import SAME_PLACE
from qa.question_kind import QuestionKind, core
from qa.question_kind.patterns import pattern

__all__ = ["choose"]

_Side = tuple[frozenset[str], ...]  # of a comparison: sets of terms, any of which names it

LIMIT, FLOOR = 2, 0.5  # sentences at most, and the gain that a further one needs
MANY, LOWER = 4, 0.4  # the same where something is to be described or compared
COVER = 0.4  # gain for covering all terms of the question's subject anew
REPETITION = 0.4  # loss for repeating what is chosen word for word
CONTINUED = 0.6  # gain for words or a reason, where asked for, right behind a chosen sentence
REASON = 0.4  # gain for a reason that stands elsewhere
SPREAD = 4.0  # log-odds below the best sentence at which the reader's say falls to 1/e
DUPLICATE = 0.75  # similarity from which two sentences tell the same
CORE = 0.6  # of the subject that one sentence must hold for it to be covered at all
LEADS = 3  # articles at most that are told about by how they begin

_ASKING = frozenset(
    terms(
        "about tell describe description summarise summarize summary explain outline overview recap"
        " background sum up know say said happen going give news latest some any more all brief"
        " everything something please main point article report story difference between versus vs"
    )
)
_ARTICLES = re.compile(r"\b(?:articles?|reports?|story|stories|news)\b", re.IGNORECASE)
_SPEAKER = pattern(r"what \w+ (.+?) SAY\b")
_SIDES = re.compile(r"(.+?),? (?:and|with|to|from|versus|vs\.?|or) (?:the |an? |in |on |of )*(.+)")
_BEFORE = pattern(r"\b(?:compare|between|of|in|on|by|from|for|how|what|which|VERB|the|an?)\b")
_BEHIND = pattern(r"\b(?:on|in|about|over|for|of|SAY|VERB|differ\w*|compare\w*)\b|[,:;?]")
_REASON = re.compile(
    r"\b(?:because|due to|in order to|so that|response to|as a response|aimed at|blam\w+|owing to"
    r"|reasons?|cited|citing|thanks to|in protest|over fears|to (?:help|prevent|avoid))\b"
)
_SPOKEN = re.compile(
    r"[\"“”«]|\b(?:said|says|told|tweeted|wrote|noted|warned|added|argued|threatened|claimed"
    r"|stressed|announced|vowed|insisted|explained|denied|according to)\b"
)
_GOES_ON = re.compile(r"[\"“«]|(?:And |But )?(?:He|She|They) (?:also |then )?(?:\w+ed|said|told)\b")


def choose(
    question: str,
    kind: QuestionKind,
    sentences: Sequence[Candidate],
    first: Candidate | None = None,
) -> tuple[list[Candidate], float]:
    """Return the sentences to quote, and how much of the question's subject they cover, in [0, 1].

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) with a gain for covering the
    question: each step takes the sentence of the largest `_Choice.gain`, until that is too small.
    `first`, one of `sentences`, is taken in any case. A comparison has a sentence on each side, or
    there is none. Asked what the articles are about, it is how they begin. The order is by article,
    as first chosen from, and within one that of its text. Of a subject that stands nowhere as one,
    but here a word and there a word, nothing is covered.
    """
    choice = _Choice(question, kind, sentences)
    if not choice.weights and _ARTICLES.search(question):
        return _leads(sentences), 1.0
    both = _sides(question) if kind is QuestionKind.COMPARE else ()
    if first is not None and not both:
        choice.chosen.append(sentences.index(first))
    for side in both:
        places = [n for n in choice.all if _on_side(sentences[n], side)]
        if not choice.step(places, -1.0) and not set(places).intersection(choice.chosen):
            return [], 0.0
    several = kind in (QuestionKind.DESCRIBE, QuestionKind.COMPARE)
    limit, floor = (MANY, LOWER) if several else (LIMIT, FLOOR)
    while len(choice.chosen) < limit:
        if not choice.step([n for n in choice.all if choice.fits(n, both)], floor):
            break
    found = [sentences[n] for n in choice.chosen]
    order = [one.document.id for one in found]
    found.sort(key=lambda one: (order.index(one.document.id), one.start))
    whole = max((choice.share(choice.held[n]) for n in choice.chosen), default=0.0)
    return found, choice.share(choice.known()) if whole >= CORE else 0.0


class _Choice:
    """The sentences chosen so far, and what each other one would add to them."""

    def __init__(self, question: str, kind: QuestionKind, sentences: Sequence[Candidate]) -> None:
        self.kind, self.sentences, self.all = kind, sentences, range(len(sentences))
        self.held = [frozenset(terms(one.quote)) for one in sentences]
        self.weights = {  # by inverse sentence frequency
            term: math.log(1 + len(sentences) / (0.5 + sum(term in held for held in self.held)))
            for term in sorted(set(terms(question)) - _ASKING)
        }
        named = _SPEAKER.search(core(question))
        self.speaker = frozenset(terms(named[1])) if named else frozenset[str]()
        self.best = max((one.score for one in sentences), default=0.0)
        self.chosen: list[int] = []

    def known(self) -> frozenset[str]:
        return frozenset[str]().union(*(self.held[m] for m in self.chosen))

    def share(self, held: frozenset[str]) -> float:
        """Return the weight of the subject's terms among `held`, of them all."""
        total = sum(self.weights.values())
        return sum(w for term, w in self.weights.items() if term in held) / total if total else 0.0

    def step(self, places: Sequence[int], floor: float) -> bool:
        """Take the best of `places`, the earliest of equals, if its gain reaches the floor."""
        best = max((n for n in places if not self._told(n)), key=self.gain, default=None)
        if best is None or self.gain(best) < floor:
            return False
        self.chosen.append(best)
        return True

    def fits(self, n: int, both: Sequence[_Side]) -> bool:
        """Whether the sentence at `n` can be a further one for a question of this kind."""
        if both:
            return any(_on_side(self.sentences[n], side) for side in both)
        if self.kind is QuestionKind.SAYING:
            spoken = _SPOKEN.search(self.sentences[n].quote) is not None
            return self._apt(n) > 0 or (spoken and bool(self.speaker & self.held[n]))
        on_subject = not self.weights.keys().isdisjoint(self.held[n])
        if self.kind is QuestionKind.WHY:
            return self._apt(n) >= (REASON if on_subject else CONTINUED)
        return on_subject

    def gain(self, n: int) -> float:
        """Return what it adds: relevance, half of it the reader's, new terms, less repetition."""
        known, held = self.known(), self.held[n]
        reader = math.exp((self.sentences[n].score - self.best) / SPREAD)
        added = self.share(held | known) - self.share(known)
        repeated = max((_similar(held, self.held[m]) for m in self.chosen), default=0.0)
        relevance = (reader + self.share(held)) / 2
        return relevance + COVER * added - REPETITION * repeated + self._apt(n)

    def _apt(self, n: int) -> float:
        """Return the gain for giving a reason, or for going on with the chosen sentence before."""
        one, text = self.sentences[n], self.sentences[n].document.text
        patterns = {QuestionKind.WHY: _REASON.search, QuestionKind.SAYING: _GOES_ON.match}
        if self.kind not in patterns or not patterns[self.kind](one.quote):
            return 0.0
        if any(
            one.document.id == other.document.id
            and other.end <= one.start
            and not text[other.end : one.start].strip()
            for other in (self.sentences[m] for m in self.chosen)
        ):
            return CONTINUED
        return REASON if self.kind is QuestionKind.WHY else 0.0

    def _told(self, n: int) -> bool:
        """Whether it shares a place with a chosen one or tells the same in nearly its words."""
        return any(
            same_place(self.sentences[n], self.sentences[m])
            or _similar(self.held[n], self.held[m]) >= DUPLICATE
            for m in self.chosen
        )


def _leads(sentences: Sequence[Candidate]) -> list[Candidate]:
    """Return how the articles begin, none where they are too many to tell of."""
    articles: dict[str, list[Candidate]] = {}
    for one in sorted(sentences, key=lambda one: one.start):
        articles.setdefault(one.document.id, []).append(one)
    if len(articles) > LEADS:
        return []
    return [one for found in articles.values() for one in found[: MANY // len(articles)]]


def _sides(question: str) -> tuple[_Side, ...]:
    """Return the two things compared, less the terms they share, or () where that isn't clear."""
    if not (match := _SIDES.search(core(question))):
        return ()
    both = _BEFORE.split(match[1])[-1].strip(), _BEHIND.split(match[2])[0].strip()
    shared = frozenset(terms(both[0])).intersection(terms(both[1]))
    named = [
        tuple(frozenset(terms(alias)) - shared for alias in SAME_PLACE.get(name, (name,)))
        for name in both
    ]
    return tuple(named) if all(any(side) for side in named) else ()


def _on_side(one: Candidate, side: _Side) -> bool:
    """Whether a sentence names a side at least in part, where its passage names it in full."""
    whole, held = frozenset(terms(one.passage.text)), terms(one.quote)
    return any(name and name <= whole and not name.isdisjoint(held) for name in side)


def _similar(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the Dice coefficient of two sets of terms, in [0, 1]."""
    return 2 * len(left & right) / max(len(left) + len(right), 1)
