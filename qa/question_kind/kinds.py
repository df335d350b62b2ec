"""Tell the kind of a question by its words."""

from __future__ import annotations

import re

from qa.question_kind.core import unwrapped
from qa.question_kind.patterns import AUXILIARY, QUESTION_WORD, pattern
from qa.question_kind.types import QuestionKind
from qa.question_kind.words import (
    BEGINNINGS,
    KIND_OF_NOUN,
    MODIFIERS,
    PLACES,
    PLURALS,
    SINGULARS,
)

__all__ = ["kind_of"]

Kind = QuestionKind

_STATEMENT = pattern(r"\bVERB\b|\w\wed\b")
_OFFERED = re.compile(r"[,:] ?(?:[\w'-]+ ){1,4}or(?: [\w'-]+){1,4}$")
# A noun that asks for a name, or a gap to be filled: "This country left the EU".
_RELATIONAL = re.compile(
    r"\b(?:capital|name|title|brand|term|nickname|currency)\b|^this (?!week|month|year)\w|__"
)
_STOP = pattern(r"""
    (?:VERB|WH|THEY|FRONT|to|near|against|into|through|and|or|you|so|now|today|yesterday)$
    \w+(?:ed|n't)$
""")


def kind_of(question: str) -> QuestionKind:
    """Return the kind of a question, however carelessly typed; a mere topic is one to DESCRIBE."""
    text, _, asserted = unwrapped(question)
    if kind := _begun(text):
        return kind
    if asserted or AUXILIARY.match(text):
        return _yes_no(text)
    asked = QUESTION_WORD.search(text)
    return _by_word(text, asked) if asked else _topic(text, question.rstrip().endswith("?"))


def _begun(text: str) -> Kind | None:
    return next((kind for kind, pattern in BEGINNINGS if pattern.match(text)), None)


def _yes_no(text: str) -> Kind:
    offers = " or " in text and not re.search(r"\b(?:any\w*|either|ever|more or less)\b", text)
    return Kind.CHOICE if offers else Kind.YES_NO


def _by_word(text: str, match: re.Match[str]) -> Kind:
    """Return the kind that the question word at `match` stands for."""
    if _OFFERED.search(text):
        return Kind.CHOICE
    asked = text[match.start() :]
    if match[0] in ("what", "which"):
        return _begun(asked) or _noun_asked(asked, inside=match.start() > 0)
    names = {"whom": Kind.WHO, "whose": Kind.WHO, "whereabouts": Kind.WHERE}
    return _begun(asked) or names.get(match[0]) or Kind(match[0])


def _noun_asked(asked: str, *, inside: bool) -> Kind:
    """Return what `asked`, which begins with "what" or "which", wants to know a noun of.

    `inside` tells that something stands before it, such as the preposition of "in which city".
    """
    words = re.findall(r"[\w'-]+", asked)[1:]
    linked = bool(words) and words[0] in ("is", "are", "was", "were")
    phrase = _noun_phrase(words[1:] if linked else words)
    if not phrase:
        plural = asked.startswith("which") and {"ones", "are", "were"}.intersection(words[:6])
        return Kind.LIST if plural else Kind.WHICH_WHAT
    kind = KIND_OF_NOUN.get(phrase[-1 if linked else 0])
    if linked:
        several = words[0] in ("are", "were") and _plural(phrase[-1]) and len(phrase) > 1
        return kind or (Kind.LIST if several else Kind.WHICH_WHAT)
    if kind in (Kind.AMOUNT, Kind.WHEN, Kind.WHY):
        return kind
    if inside and phrase[0] in PLACES:
        return Kind.WHERE
    several = _several(phrase, words[len(phrase) :], which=asked.startswith("which"))
    return Kind.LIST if several else Kind.WHICH_WHAT


def _noun_phrase(words: list[str]) -> list[str]:
    """Return the words up to the first that ends a noun phrase."""
    end = next((n for n, word in enumerate(words) if _STOP.match(word)), len(words))
    return words[:end]


def _plural(word: str) -> bool:
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    return word in PLURALS or (ends and word not in SINGULARS)


def _several(phrase: list[str], rest: list[str], *, which: bool) -> bool:
    """Whether the noun after "what" or "which" is a plural and no verb ("what drives prices")."""
    while len(phrase) > 1 and phrase[0] in MODIFIERS:
        phrase = phrase[1:]
    if _plural(phrase[0]) and (which or phrase[0] in PLURALS or phrase[0] in KIND_OF_NOUN):
        return True
    followed = rest[:1] == ["of"] or bool(rest and AUXILIARY.match(rest[0]))
    return followed and _plural(phrase[-1])


def _topic(text: str, questioned: bool) -> Kind:
    """Return the kind of a question without a question word: a statement, a choice or key words."""
    name = re.match(r"(?:name|mention)(?: the| all)* ", text)
    phrase = _noun_phrase(text[name.end() if name else 0 :].split())
    if name:
        several = phrase and (_plural(phrase[-1]) or not MODIFIERS.isdisjoint(phrase))
        return Kind.LIST if several else Kind.WHICH_WHAT
    if questioned and (" or " in text or _STATEMENT.search(text)):
        return _yes_no(text)
    if _RELATIONAL.search(text):
        return Kind.WHICH_WHAT
    words = [*reversed(phrase), *text.split()]
    return next((KIND_OF_NOUN[word] for word in words if word in KIND_OF_NOUN), Kind.DESCRIBE)
