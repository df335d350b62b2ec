"""Something that a turn spoke of, and what kind of thing the question for it tells it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.answers import is_person
from qa.followups.phrases import gender_of, kind_of, noun_phrases

__all__ = ["Mention", "kind_asked", "mention_of", "noun_asked"]

_ASKED_NOUN = re.compile(r"\b(?:which|what) (?:\w+ ){0,2}?(\w+)(?= (?:in|of|from|on|at|for)\b|$)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a turn spoke of, in words that can be put into another question.

    `kind` is as in `Phrase`, or "role" for what someone is. `role` tells its part in the turn:

    - of an answer: answer, item (of a list), location (an answer to "where"), description (an
      answer to "who is Biden") or value (one to "what is the price");
    - of a question: same (what the answer is, in "who is the owner"), subject, owner (of what
      follows), asked or other.

    `head` is the main noun in lower case, `noun` that of "which airline" for an answer to it,
    `parts` are the members of a list, `gender` is "f", "m" or "".
    """

    text: str
    kind: str
    role: str
    head: str
    plural: bool
    gender: str = ""
    parts: tuple[str, ...] = ()
    preposition: str = ""
    noun: str = ""


def mention_of(text: str, role: str, asked: str = "") -> Mention:
    """Return the mention of one noun phrase; `asked` is what it answers, in lower case."""
    kind, noun = kind_of(text), noun_asked(asked)
    if is_person(text, asked):
        kind = "person"
    elif kind == "name" and asked.split()[:1] in (["who"], ["whom"]):
        kind = "organisation"
    elif kind == "name" and noun:
        kind = kind_asked(noun)
    phrases = noun_phrases(text)
    head = phrases[0].head if phrases else text.split()[-1].lower()
    plural = bool(phrases) and phrases[0].plural
    return Mention(text, kind, role, head, plural, gender_of(text), noun=noun)


def noun_asked(asked: str) -> str:
    """Return "airline" of "which airline", or ""."""
    match = _ASKED_NOUN.search(asked)
    return match[1] if match else ""


def kind_asked(noun: str) -> str:
    """Return the kind of what is called by the noun."""
    for words, kind in (
        (w.ROLES, "person"),
        (w.ORGANISATIONS, "organisation"),
        (w.GENERIC_PLACES | {"countries", "cities"}, "place"),
        (w.EVENTS, "event"),
    ):
        if noun in words or noun.removesuffix("s") in words:
            return kind
    return "thing"
