"""Turn an answerable question into one that its passage does not answer, by one exchanged part.

The unanswerable questions of SQuAD 2.0 (Rajpurkar, Jia and Liang, ACL 2018) are of these kinds:
another entity, another number, an antonym, a negation, a neighbouring word.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from functools import cache

import numpy as np

from index.types import Vectors
from qa.lexicon import ANTONYMS, COUNTRIES, DEMONYMS, MONTHS, NUMBER_WORDS, ORDINAL_WORDS, WEEKDAYS
from qa.training.rewording import synonym_forms

__all__ = ["NearMisses", "proper_names"]

_QUESTION_WORDS = frozenset(
    "what when where which who whom whose why how in on at for to of the a an is was were are did "
    "does do has have had can could would will during after before by from with according".split()
)
_CLOSED_CLASSES = (MONTHS, WEEKDAYS, COUNTRIES, DEMONYMS, NUMBER_WORDS[:14], ORDINAL_WORDS)
_CLASS_OF = {word: members for members in _CLOSED_CLASSES for word in members}
_CLOSED = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _CLASS_OF), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
_NAME = re.compile(r"\b[A-Z][\w'’.-]*(?:\s+(?:of\s+|the\s+|de\s+|von\s+)?[A-Z][\w'’.-]*)*")
_WORD = re.compile(r"\b[a-z]{4,}\b")
_AUXILIARY = re.compile(r"\b(did|does|do|is|was|were|are|has|have|had|can|could|would|will)\b")


def proper_names(text: str) -> list[str]:
    """Return the capitalised runs of `text` that don't begin a sentence or a question."""
    names = []
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip()
        name = match.group().rstrip(".'’-")
        if before and before[-1] not in '.?!:"“' and len(name) > 2 and ". " not in name:
            names.append(name)
    return names


class NearMisses:
    """Makes near misses; `vocabulary` and `vectors` are an encoder's word pieces and their
    embeddings, float32 (pieces, dimension), from which neighbouring words are taken."""

    def __init__(self, vocabulary: dict[str, int], vectors: Vectors) -> None:
        self._pieces = sorted(vocabulary, key=vocabulary.__getitem__)
        self._ids = vocabulary
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        self._vectors = vectors / np.maximum(norms, 1e-9)
        self._neighbours = cache(self._nearest)

    def make(
        self,
        question: str,
        context: str,
        names: Iterable[str],
        rng: random.Random,
        *,
        facts_only: bool = False,
    ) -> str | None:
        """Return `question` with one part exchanged for another of its kind, or None.

        With `facts_only` that is a name, a number, or a word of a closed class such as the months
        and countries; else it may be an ordinary word or a negation, too.

        What comes in is not in `context`, save for one exchange of names in six, which takes a name
        that stands elsewhere in it. `names` are proper names of related passages.
        """
        lowered = context.lower()
        pool = [name for name in names if name.lower() not in lowered]
        makers: list[tuple[float, Callable[[], str | None]]] = [
            (4.0, lambda: self._swap_closed(question, lowered, rng)),
            (4.0, lambda: self._swap_number(question, lowered, rng)),
            (4.0, lambda: self._swap_name(question, context, pool, rng)),
        ]
        words: list[tuple[float, Callable[[], str | None]]] = [
            (2.0, lambda: self._swap_antonym(question, rng)),
            (1.0, lambda: self._swap_word(question, lowered, rng)),
            (0.4, lambda: self._negate(question, rng)),
        ]
        makers += [] if facts_only else words
        while makers:
            chosen = rng.choices(range(len(makers)), [weight for weight, _ in makers])[0]
            made = makers.pop(chosen)[1]()
            if made is not None and made.lower() != question.lower():
                return made
        return None

    def _swap_closed(self, question: str, lowered: str, rng: random.Random) -> str | None:
        found = [m for m in _CLOSED.finditer(question) if m.group().lower() not in ("may", "one")]
        if not found:
            return None
        match = rng.choice(found)
        word = match.group()
        others = [w for w in _CLASS_OF[word.lower()] if w != word.lower() and w not in lowered]
        if not others:
            return None
        other = rng.choice(others)
        return _replace(question, match, other.title() if word[0].isupper() else other)

    def _swap_number(self, question: str, lowered: str, rng: random.Random) -> str | None:
        found = list(_NUMBER.finditer(question))
        if not found:
            return None
        match = rng.choice(found)
        digits = match.group()
        for _ in range(8):
            other = _other_number(digits, rng)
            if other not in lowered and other[0] != "0":
                return _replace(question, match, other)
        return None

    def _swap_name(
        self, question: str, context: str, pool: list[str], rng: random.Random
    ) -> str | None:
        found = [
            m
            for m in _NAME.finditer(question)
            if m.start() > 0 and m.group().split()[0].lower() not in _QUESTION_WORDS
        ]
        if not found:
            return None
        match = rng.choice(found)
        inside = [n for n in proper_names(context) if n.lower() not in question.lower()]
        if inside and rng.random() < 1 / 6:
            pool = inside
        length = len(match.group().split())
        alike = [n for n in pool if len(n.split()) == length and n.lower() not in question.lower()]
        return _replace(question, match, rng.choice(alike)) if alike else None

    def _swap_antonym(self, question: str, rng: random.Random) -> str | None:
        found = [m for m in re.finditer(r"\b[a-z]+\b", question) if m.group() in ANTONYMS]
        if not found:
            return None
        match = rng.choice(found)
        return _replace(question, match, rng.choice(ANTONYMS[match.group()]))

    def _swap_word(self, question: str, lowered: str, rng: random.Random) -> str | None:
        found = [
            m
            for m in _WORD.finditer(question)
            if m.group() in self._ids and m.group() not in _QUESTION_WORDS and m.group() in lowered
        ]
        rng.shuffle(found)
        for match in found:
            alike = {other for _, other in synonym_forms().get(match.group(), ())}
            others = [
                w for w in self._neighbours(match.group()) if w not in lowered and w not in alike
            ]
            if others:
                return _replace(question, match, rng.choice(others))
        return None

    def _negate(self, question: str, rng: random.Random) -> str | None:
        match = _AUXILIARY.search(question)
        if match is None or match.start() == 0 or "not" in question.split():
            return None
        rest = question[match.end() :].split(" ")
        if match.group() in ("did", "does", "do") and len(rest) > 3:
            place = rng.randint(2, 3)
            return question[: match.end()] + " ".join([*rest[:place], "not", *rest[place:]])
        return question[: match.end()] + " not" + question[match.end() :]

    def _nearest(self, word: str, skip: int = 6, count: int = 30) -> tuple[str, ...]:
        scores = self._vectors @ self._vectors[self._ids[word]]
        near = [self._pieces[i] for i in np.argsort(-scores)[1:120]]
        kept = [w for w in near if w.isalpha() and len(w) > 3 and w[:4] != word[:4]]
        return tuple(kept[skip : skip + count])


def _other_number(digits: str, rng: random.Random) -> str:
    if re.fullmatch(r"1\d{3}|20\d{2}", digits):
        return str(int(digits) + rng.choice((-1, 1)) * rng.randint(1, 30))
    place = rng.choice([i for i, c in enumerate(digits) if c.isdigit()])
    digit = rng.choice([d for d in "0123456789" if d != digits[place]])
    return digits[:place] + digit + digits[place + 1 :]


def _replace(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]
