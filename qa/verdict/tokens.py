"""A sentence as tagged tokens, so that patterns can tell who did what.

`_CLOSED_CLASSES` and `_token` say what the tags mean.
"""

from __future__ import annotations

import re

from index.terms import terms
from qa.lexicon import SAME_PLACE
from qa.tense import base_terms

__all__ = ["respelled", "stem_of", "tokens_of"]

# Patterns match these tokens: "~" function words, "+" adverbs that change nothing,
# "!" negatives, "?" doubt, "%" what qualifies the word behind it, "," and ";" punctuation, and
# "stem|flags" for the rest: C capitalised, P past, S -s, G -ing, A possessive, L place, V saying.
_CLOSED_CLASSES = """
    ~ is are was were be been being has have had do does did will can a an the its his her their our
    ~ my this that these those some it he she they we i you who which whose whom where when while
    ~ and but or so as than because since after before until of in on at to from for by with about
    ~ against between among under over into through across during within toward towards via per amid
    ~ around behind there what how
    + also later already then now recently finally both meanwhile however just yet
    ! not never no none nobody neither nor without refused declined failed denied
    ? if unless whether allegedly reportedly apparently possibly perhaps maybe likely unlikely
    ? imagine suppose supposing assuming provided probably purportedly supposedly potentially
    ? false falsely fake untrue rumoured rumored
    % would could might may must should shall former ex vice deputy acting outgoing incoming future
    % late would-be assistant associate interim shadow nearly almost hardly barely rarely fewer more
    % less most few half many only than least another further additional extra partially partly
    % briefly temporarily wrongly initially formerly previously provisionally mistakenly
"""
_TAGS = {
    word: tag
    for tag, *words in (line.split() for line in _CLOSED_CLASSES.strip().splitlines())
    for word in words
}
_NO_ADVERBS = frozenset("family ally rally supply reply assembly early italy july fly".split())
_SAYING = frozenset(
    terms(
        "say tell announce confirm report claim allege argue suggest believe think insist write"
        " tweet warn accuse according said told wrote thought"
    )
)
_UNCHANGED = frozenset("hit put cut set cost hurt shut spread beat read quit split burst".split())
_SPELLED = (
    (re.compile("[’‘`]"), "'"),
    (re.compile("[“”«»]"), '"'),
    (re.compile(r"\bcan(?:no|'?)t\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (re.compile(r"\bu\.s\b\.?|\busa\b|\bunited states\b|\bamerica\b", re.IGNORECASE), "US"),
    (re.compile(r"\bu\.k\b\.?|\bunited kingdom\b|\b(?:great )?britain\b", re.IGNORECASE), "UK"),
    (re.compile(r"\bUS\b"), "Unitedstates"),
    (re.compile(r"\bUK\b"), "Unitedkingdom"),
    (re.compile(r"[$]"), " USD "),
    (re.compile(r"%|\bper cent\b"), " percent"),
    (re.compile(r"\bkiev\b", re.IGNORECASE), "Kyiv"),
    (re.compile(r"\b((?:[A-Z]|M[rs]|Mrs|Dr|Gen|Sen|Rep|Gov|Lt|Col|St|Sgt|Capt|[JS]r))\."), r"\1"),
)
_WORD = re.compile(r"[^\W_]+(?:['.,-][^\W_]+)*'?|[^\w\s]")


def stem_of(word: str) -> str:
    """Return the stem of a word in lower case, that of the base form for an irregular verb."""
    stems = base_terms(word)
    return stems.pop() if len(stems) == 1 else word


def respelled(text: str) -> str:
    """Return the text with one spelling for contractions, quotes, the US and the UK."""
    for pattern, spelling in _SPELLED:
        text = pattern.sub(spelling, text)
    return text


def tokens_of(text: str) -> str:
    """Return the tokens of a respelled text, each with a space before it."""
    return "".join(f" {_token(word)}" for word in _WORD.findall(text))


def _token(word: str) -> str:
    if not word[0].isalnum():
        return word if word in ',"' else ";"
    lower = word.lower()
    plain = lower.removesuffix("'s").rstrip("'")
    if plain in _TAGS:
        return f"{_TAGS[plain]}{plain}"
    if word.islower() and len(plain) > 4 and plain.endswith("ly") and plain not in _NO_ADVERBS:
        return f"+{plain}"
    stem = stem_of(plain)
    irregular = {stem} != set(terms(plain))
    flags = (
        ("C", word[0].isupper()),
        ("P", irregular or plain.endswith("ed") or plain in _UNCHANGED),
        ("S", plain.endswith("s")),
        ("G", plain.endswith("ing")),
        ("A", plain != lower),
        ("L", plain in SAME_PLACE or plain.startswith("united")),
        ("V", stem in _SAYING),
    )
    return f"{stem}|{''.join(flag for flag, holds in flags if holds)}"
