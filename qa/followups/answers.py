"""What an answer can stand for in the next question: its items, and words that fill a gap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import words as w
from qa.followups.clauses import Clause
from qa.followups.phrases import gender_of, kind_of
from qa.followups.tagging import is_plural, tagged
from qa.lexicon import MONTHS

__all__ = [
    "definite",
    "filler",
    "is_person",
    "items",
    "joined",
    "noun_answer",
    "possessive",
    "without_preposition",
]

_LONGEST_ANSWER = 500  # characters that are looked into
_LONGEST = 9  # words that still are a phrase and no sentence
_NO_NOUN = re.compile(
    r"(?:it|he|she|they|we|i|that|because|to|whether|there|yes|no|not|by|as|so|if|for|over|with|"
    r"through|about|of|into)\b",
    re.IGNORECASE,
)
_LIST_LINK = re.compile(r"\s*(?:;|,\s*(?:and|or)\b|,|\band\b|\bas well as\b)\s+", re.IGNORECASE)
_THE = frozenset(
    "forces nations states department ministry court council commission government army union "
    "senate congress parliament treasury pentagon kremlin agency association committee kingdom "
    "netherlands philippines emirates us uk un eu u.s. u.k. uae".split()
)
_QUALIFIED = re.compile(
    r"(?:at least|at most|more than|less than|about|around|nearly|almost|over|up to|some)\b", re.I
)
_GIVEN = frozenset("aid help support funding assistance debt damage".split())
_PREPOSED = re.compile(r"(?:in|at|near|on|off|from|outside|since|until|after|before)\b", re.I)


def noun_answer(answer: str | None) -> str:
    """Return an answer that is a noun phrase or a list of them; "" where it is anything else."""
    text = _trimmed(answer)
    words = text.split()
    if not words or _NO_NOUN.match(text):
        return ""
    found = tagged(text)
    pieces = items(text)
    if len(words) > (_LONGEST * max(1, len(pieces)) if pieces else _LONGEST):
        return ""
    return "" if any(word.tag in ("pron", "aux", "wh") for word in found) else text


def _trimmed(answer: str | None) -> str:
    """Return an answer in one line without the punctuation at its end; "" for a long one."""
    if answer is None or len(answer) > _LONGEST_ANSWER:
        return ""
    return " ".join(answer.split()).rstrip(".,;:!? ")


def items(answer: str | None) -> tuple[str, ...]:
    """Return the members of an answer that is a list of two or more, else nothing."""
    text = _trimmed(answer)
    parts = [part for part in _LIST_LINK.split(re.sub(r"(?<=\d),(?=\d{3})", "", text)) if part]
    dated = any(
        part.split()[0].lower() in MONTHS or part.isdigit() for part in parts if part.split()
    )
    if len(parts) < 2 or dated or any(len(part.split()) > 7 for part in parts):
        return ()
    return tuple(part.strip() for part in parts)


def definite(text: str) -> str:
    """Return a noun phrase as one speaks of it again: "a car park" as "the car park"."""
    found = tagged(text)
    if not found or kind_of(text) in ("amount", "time") or _QUALIFIED.match(text):
        return text
    if found[0].lower in ("a", "an", "any", "some") and len(found) > 1:
        return f"the {text[found[1].start :]}"
    if found[0].tag in ("det", "poss") or found[0].possessive:
        return text
    head = found[-1].lower
    if found[0].tag == "name" or text[:1].isupper():
        return f"the {text}" if head in _THE else text
    common = found[-1].tag == "noun" and not is_plural(head) and head not in w.MASS_NOUNS
    if any(word.possessive or word.lower == "of" for word in found) or len(found) == 1:
        return text
    return f"the {text}" if common else text


def joined(parts: Sequence[str]) -> str:
    """Return the members as one phrase: "A, B and C"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def possessive(text: str) -> str:
    """Return "Boeing's", or "the actors'" of a plural."""
    return f"{text}'" if text.endswith("s") and is_plural(text.split()[-1].lower()) else f"{text}'s"


def filler(clause: Clause, answer: str | None) -> str:
    """Return what the answer puts in the place of what was asked, "" where nothing fits.

    A bare number takes the noun that it counts: "how many people" and "27" give "27 people".
    """
    words = clause.words
    if not words or clause.adverbial:
        return ""
    if answer and ";" in answer and words[0] == "how":
        return ""
    text = noun_answer(answer)
    if not text:
        return ""
    noun = _counted(clause)
    if re.search(r"['’]s? |^whose ", f"{words[0]} {noun}"):
        return f"{possessive(text)} {noun.split(' ', 1)[-1] if words[0] != 'whose' else noun}"
    if words[0] == "how" and noun:
        numbers = tagged(text)
        last = numbers[-1]
        if last.tag in ("num", "time") and words[1] == "many":
            return f"{text} {noun}"
        if words[1] == "much" and noun not in text.lower() and noun not in ("money", "cash"):
            return f"{text} {'in' if noun in _GIVEN else 'of'} {noun}"
        return text
    if words[0] in ("which", "what") and noun and " " not in text and text.islower():
        return f"the {text} {noun}" if noun.lower() not in text else definite(text)
    return definite(text)


def _counted(clause: Clause) -> str:
    """Return the noun after "how many", "which" or the like: "people", "bridge"; or ""."""
    skip = 2 if clause.words[0] == "how" else 1
    words = clause.asked.split()[skip:]
    if words and words[0].lower() in ("of", "else", "other", "is"):
        return ""
    return " ".join(words)


def is_person(text: str, asked: str) -> bool:
    """Whether an answer to a question that asks `asked` ("who", "which minister") is a person."""
    kind = kind_of(text)
    if kind in ("person", "name"):
        if kind == "name" and text.lower().startswith("the "):
            return False
        return kind == "person" or asked.split()[:1] in (["who"], ["whom"], ["by"])
    return kind == "thing" and bool(gender_of(re.sub(r"^.*['’]s? ", "", text)))


def without_preposition(text: str) -> str:
    """Return "Pylos" of "off Pylos"."""
    match = _PREPOSED.match(text)
    return (text[match.end() :].strip() or text) if match else text
