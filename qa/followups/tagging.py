"""Guess the part of speech of every word, from closed classes, capitals and endings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.verbs import forms
from qa.lexicon import NUMBER_WORDS, ORDINAL_WORDS

__all__ = ["Word", "is_plural", "is_shouted", "singular", "tagged"]

_WORD = re.compile(
    r"U\.S\.|U\.K\.|[$€£¥]?\d(?:[\d.,:/]*\d)?(?:%|[^\W_]+)?(?:-[^\W\d_]+)*"
    r"|[^\W_](?:[\w.&-]*[^\W_])?(?:['’][^\W\d_]+)*['’]?|[^\w\s]|_"
)
_SHORT_IS = re.compile(
    r"(?:(?:what|who|where|when|how|why)['’]?|(?:that|there|it|he|she)['’])s$", re.IGNORECASE
)
_NOUN_ENDINGS = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ity",
    "ship",
    "ism",
    "ance",
    "ence",
    "hood",
    "ers",
)
_NOT_MOST = frozenset("arrest protest request interest forest harvest contest conquest".split())
_ADJECTIVE_ENDINGS = (
    "ous",
    "ful",
    "less",
    "able",
    "ible",
    "ive",
    "ical",
    "ese",
    "ish",
    "ic",
    "ial",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark at `start:end` of its text.

    `tag` is one of wh, aux, det, poss, prep, pron, conj, num, ord, time, name, adj, adv, noun and
    mark; `forms` are the verb forms that a noun or adjective may be instead. `text` is the word, or
    "is" for the contraction of it.
    """

    text: str
    start: int
    end: int
    tag: str
    forms: frozenset[str] = frozenset()

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def possessive(self) -> bool:
        """Whether it ends as the possessive of a noun does."""
        return self.tag in ("name", "noun", "time") and self.lower.endswith(
            ("'s", "’s", "s'", "s’")
        )


def is_shouted(text: str) -> bool:
    """Whether the text is all in capitals, and more than an acronym or two."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 5 and text.isupper()


def is_plural(noun: str) -> bool:
    """Whether a noun in lower case is one of several, by its ending."""
    if noun in w.PLURALS:
        return True
    return (
        noun.endswith("s")
        and len(noun) > 3
        and not noun.endswith(("ss", "us", "is", "'s", "’s", "news", "series"))
    )


def singular(noun: str) -> str:
    """Return one of what a regular plural names."""
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return noun[:-2]
    return noun.removesuffix("s")


def tagged(text: str) -> tuple[Word, ...]:
    """Return the words of a question or a part of one, in their order."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        word, start, end = match.group(), match.start(), match.end()
        if _SHORT_IS.match(word):
            cut = len(re.sub(r"['’]?s$", "", word))
            found.append(_word(word[:cut], start, start + cut, found))
            found.append(Word("is", start + cut, end, "aux"))
        else:
            found.append(_word(word, start, end, found))
    return tuple(found)


def _word(text: str, start: int, end: int, before: list[Word]) -> Word:
    tag = _tag(text, before)
    if not before and text.islower():
        text = w.SLIPS.get(text, text)
        tag = _tag(text, before)
    verbal = tag in ("noun", "adj") or text == "last" or (tag == "name" and not before)
    return Word(text, start, end, tag, forms(text) if verbal else frozenset())


def _tag(text: str, before: list[Word]) -> str:
    lower = text.lower()
    if not any(character.isalnum() for character in text):
        return "mark"
    if any(character.isdigit() for character in text):
        return _tag_of_figure(lower, before)
    acronym = len(text) > 1 and text.isupper() and lower not in w.WH_WORDS
    if text[0].isupper() and (before or acronym or not _is_closed(lower)):
        if lower in w.TIMES and not (before and before[-1].tag == "name"):
            return "time"
        if not before and (forms(lower) or lower in w.ADJECTIVES or lower in w.ADVERBS):
            return _tag_of_word(lower)
        return "aux" if lower in w.AUXILIARIES and lower not in ("will", "may") else "name"
    if lower == "us" and before and before[-1].lower == "the":
        return "name"
    if lower in ("march", "may"):  # a month after a preposition, else a verb
        month = before and (
            before[-1].tag == "prep" or before[-1].lower in ("last", "next", "this")
        )
        return "time" if month else "aux" if lower == "may" else "noun"
    return _tag_of_word(lower)


def _tag_of_figure(lower: str, before: list[Word]) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", lower):
        return "time"
    if re.fullmatch(r"\d+-year-old", lower):
        return "adj"
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", lower):
        return "ord"
    if any(character.isalpha() for character in lower[:1]):
        return "name"
    return "name" if before and before[-1].tag == "name" and len(lower) <= 2 else "num"


def _is_closed(lower: str) -> bool:
    return lower in (
        w.WH_WORDS | w.AUXILIARIES | w.DETERMINERS | w.POSSESSIVES | w.PRONOUNS | w.PREPOSITIONS
    )


def _tag_of_word(lower: str) -> str:
    for words, tag in (
        (w.WH_WORDS, "wh"),
        (w.AUXILIARIES, "aux"),
        (w.POSSESSIVES, "poss"),
        (w.PRONOUNS, "pron"),
        (("and", "or", "but", "nor", "&"), "conj"),
        (ORDINAL_WORDS, "ord"),
        (w.DETERMINERS, "det"),
        (w.PREPOSITIONS, "prep"),
        (NUMBER_WORDS, "num"),
        (w.TIMES, "time"),
        (w.ADVERBS, "adv"),
        (w.ROLES | w.EVENTS | w.ORGANISATIONS, "noun"),
        (w.ADJECTIVES, "adj"),
    ):
        if lower in words:
            return tag
    if lower.endswith("ly") and len(lower) > 4 and lower not in ("italy", "family", "july"):
        return "adv"
    if lower.removesuffix("'s").removesuffix("’s") in w.PLACES:
        return "name"
    if lower.endswith(_NOUN_ENDINGS):
        return "noun"
    if lower.endswith("est") and len(lower) > 5 and lower not in _NOT_MOST:
        return "adj"
    return "adj" if lower.endswith(_ADJECTIVE_ENDINGS) and not forms(lower) else "noun"
