"""Ask the same question in other words: what a reader must not take for another question.

Near misses teach that an exchanged word makes a question unanswerable. These exchanges leave the
answer as it is, and are made of answerable and of unanswerable questions alike, so that the reader
has to tell the one kind from the other by what the words mean.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["reworded", "synonym_forms"]

# Ways to begin or to name what is asked; each may stand for the first of its line.
_TURNS = (
    (r"^how many\b", ("what number of",)),
    (r"^how much money\b", ("what amount of money", "what sum")),
    (r"^how much did\b", ("what amount did", "how much money did", "what sum did")),
    (r"^who (?=was|is|were|are)", ("which person ", "what person ")),
    (r"^who\b(?! (?:was|is|were|are|did|does|do)\b)", ("which person", "what person")),
    (r"^when (?=did|was|were|is)", ("at what time ", "on what date ")),
    (r"^where (?=did|was|were|is|does|do)", ("in what place ", "at which place ")),
    (r"^why\b", ("for what reason", "for which reason")),
    (r"^(?:in|during) (?:what|which) year\b", ("when", "what year")),
    (r"^(?:what|which) year\b", ("when", "in what year")),
    (r"^which\b", ("what",)),
    (r"^what (?=\w+ (?:did|was|were|is|are|does|do|has|have)\b)", ("which ",)),
    (r"^what is the name of\b", ("what's the name of", "how is", "name")),
    (r"\bwas located\b", ("was situated", "lay")),
    (r"\bis located\b", ("is situated", "lies")),
    (r"\bin order to\b", ("to",)),
    (r"\bbecause of\b", ("due to", "owing to")),
    (r"\bas well as\b", ("and",)),
    (r"\bthe United States\b", ("the US", "the U.S.", "America", "the USA")),
    (r"\bthe (?:US|U\.S\.)(?!\w)", ("the United States", "America")),
    (r"\bthe United Kingdom\b", ("the UK", "Britain")),
)  # fmt: skip
_TURN_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), others) for pattern, others in _TURNS)
_ASKING = ("can you tell me", "do you know", "please tell me", "tell me", "according to the text,")
_WORD = re.compile(r"\b[a-z]{3,}\b")
_TAGS = {"verb": "VERB", "noun": "NOUN", "adjective": "ADJ", "adverb": "ADV"}
_BARE_HELPERS = frozenset("did does do to will would can could should might may must".split())
_HELPERS = _BARE_HELPERS | frozenset("was were is are be been being has have had".split())
_NOUNS = frozenset(("NN", "NNS"))
_VERBS = frozenset(("VB", "VBP", "VBZ", "VBD", "VBN", "VBG"))
_BEFORE_NOUNS = frozenset(
    "the a an what which whose his her its their our my of in on by at for with from last first "
    "next this that these those many much other each every some any no two three four".split()
)


@cache
def synonym_forms() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return, for each inflected word of `synonyms.txt`, (form's tag, synonym in that form)."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for line in (files(__package__) / "synonyms.txt").read_text("utf-8").splitlines():
        kind, _, words = line.partition(": ")
        forms = {word: _inflections(word, _TAGS[kind]) for word in words.split()}
        for word, own in forms.items():
            for tag, spellings in (own or {"": (word,)}).items():
                for other, others in forms.items():
                    if other != word and (not tag or tag in others):
                        entry = (tag, others[tag][0] if tag else other)
                        found.setdefault(spellings[0].lower(), {})[entry] = None
    return {word: tuple(entries) for word, entries in found.items()}


def _inflections(word: str, kind: str) -> dict[str, tuple[str, ...]]:
    """Return the spellings of each form; that of a participle, too, where it is the past tense."""
    from lemminflect import getAllInflections

    forms: dict[str, tuple[str, ...]] = getAllInflections(word, upos=kind)
    return {"VBN": forms["VBD"], **forms} if "VBD" in forms else forms


def synonyms_in_place(question: str, match: re.Match[str]) -> list[str]:
    """Return what may stand for the word matched, in the form that its place asks for."""
    entries = synonym_forms().get(match.group().lower(), ())
    before = question[: match.start()].lower().split()
    tags = {tag for tag, _ in entries} - _misfits(before)
    if tags & _VERBS and tags & _NOUNS:
        tags -= _NOUNS
    return list(dict.fromkeys(other for tag, other in entries if tag in tags))


def _misfits(before: list[str]) -> frozenset[str]:
    """Return the tags that don't fit after the words before."""
    if before and before[-1] in _BEFORE_NOUNS:
        return _VERBS
    helper = next((word for word in reversed(before) if word in _HELPERS), None)
    if helper is None:
        return frozenset({"VB", "VBN"})
    if helper in _BARE_HELPERS:
        return frozenset({"VBD", "VBN", "VBP"})
    return frozenset({"VB", "VBD", "VBP"})


def reworded(question: str, rng: random.Random) -> str:
    """Return `question` in other words with the same answer, or as it is where none fit."""
    changed = question
    for way in rng.sample([_with_synonyms, _with_synonyms, _turned], 3):
        changed = way(changed, rng)
        if changed != question and rng.random() < 0.6:
            break
    if rng.random() < 0.05 and changed[:1].isupper():
        asking = rng.choice(_ASKING)
        changed = f"{asking} {changed[0].lower()}{changed[1:]}"
    return changed


def _with_synonyms(question: str, rng: random.Random) -> str:
    found = [match for match in _WORD.finditer(question) if match.group() in synonym_forms()]
    if not found:
        return question
    match = rng.choice(found)
    others = synonyms_in_place(question, match)
    if not others:
        return question
    return question[: match.start()] + rng.choice(others) + question[match.end() :]


def _turned(question: str, rng: random.Random) -> str:
    fitting = [
        (match, others)
        for pattern, others in _TURN_PATTERNS
        if (match := pattern.search(question)) is not None
    ]
    if not fitting:
        return question
    match, others = rng.choice(fitting)
    other = rng.choice(others)
    if match.start() == 0 and question[:1].isupper():
        other = other[0].upper() + other[1:]
    return question[: match.start()] + other + question[match.end() :]
