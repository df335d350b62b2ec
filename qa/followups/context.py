"""What a turn spoke of: the phrases of its answer and of its question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.followups import words as w
from qa.followups.answered import of_answer
from qa.followups.answers import definite, items, possessive
from qa.followups.clauses import Clause, clause_of
from qa.followups.mention import Mention, mention_of
from qa.followups.phrases import Phrase, gender_of, noun_phrases
from qa.lexicon import ORDINAL_WORDS
from qa.types import Turn

__all__ = ["mentions"]

_WITH_PLACE = frozenset(("in", "at", "on", "near", "from"))
_IDIOMS = frozenset(
    "way time meantime row total board sale fact order case place top force".split()
)
_DEMONSTRATIVE = re.compile(r"^(?:this|that|these|those) ", re.IGNORECASE)
_TRAILING = re.compile(r" (?:not|also|still|already)$")


def mentions(turn: Turn) -> tuple[Mention, ...]:
    """Return what a turn spoke of: the answer, the subject of the question, then the rest."""
    question = turn.standalone_question
    clause = clause_of(question)
    of_question = sorted(_of_question(question, clause), key=lambda m: m.role != "subject")
    return (*of_answer(turn.answer.text, clause), *of_question)


def _of_question(question: str, clause: Clause | None) -> Iterator[Mention]:
    phrases = noun_phrases(question)
    start = len(clause.asked) if clause else 0
    end = start
    if clause and clause.subject:
        end = question.find(clause.subject, start) + len(clause.subject)
    owner = next((p for p in phrases if start <= p.start < end and not p.possessor), None)
    for place, phrase in enumerate(phrases):
        idiom = phrase.head in _IDIOMS and phrase.preposition
        if phrase.kind == "pronoun" or idiom or phrase.head in ORDINAL_WORDS:
            continue
        if phrase.possessor:
            yield _owner(question, phrases, place)
        elif phrase.start < start:
            if not clause or not clause.adverbial or phrase.plural:
                yield _asked(
                    question[phrase.start : _extended(question, phrases, place, 0)], phrase
                )
        else:
            subject = phrase.start < end and not phrase.preposition
            limit = _extended(question, phrases, place, end if subject else 0)
            text = _owned(question[phrase.start : limit], owner, phrase)
            role = "other" if not subject else "same" if _is_identity(clause) else "subject"
            yield from _said(text, role, phrase)


def _owner(question: str, phrases: Sequence[Phrase], place: int) -> Mention:
    """Return who owns what follows: "Boeing", or "the premier of Japan"."""
    phrase = phrases[place]
    before = phrases[place - 1] if place else None
    if before and question[before.end : phrase.start] == " of ":
        phrase = replace(before, text=question[before.start : phrase.end])
    text = definite(phrase.text)
    return Mention(text, phrase.kind, "owner", phrase.head, phrase.plural, gender_of(text))


def _asked(text: str, phrase: Phrase) -> Mention:
    """Return what is asked about: "the people" for "how many people"."""
    named = phrase.kind == "name" and not phrase.text.islower()
    text = definite(text)
    text = text if named or text.lower().startswith("the ") else f"the {text}"
    kind = "thing" if phrase.kind == "name" and not named else phrase.kind
    return Mention(text, kind, "asked", phrase.head, phrase.plural, gender_of(phrase.text))


def _said(text: str, role: str, phrase: Phrase) -> Iterator[Mention]:
    text = _TRAILING.sub("", _DEMONSTRATIVE.sub("the ", definite(text)))
    listed = items(text) if " and " in text and phrase.kind != "thing" else ()
    if role == "subject":
        for part in listed:
            yield mention_of(part, "item")
    gender = "" if listed else gender_of(phrase.text)
    plural = phrase.plural or bool(listed)
    before = phrase.preposition
    yield Mention(text, phrase.kind, role, phrase.head, plural, gender, listed, before)


def _is_identity(clause: Clause | None) -> bool:
    """Whether the subject is what the answer is: "Who is the owner?"."""
    if clause is None or clause.verb or clause.words not in (("who",), ("what",)):
        return False
    return clause.auxiliary in w.BE


def _extended(question: str, phrases: Sequence[Phrase], place: int, limit: int) -> int:
    """Return where the phrase ends with the prepositional phrases that belong to it.

    In a subject, up to `limit`, all do; elsewhere those with "of", "for" and the like, and places
    after an event or a person.
    """
    first = phrases[place]
    end = first.end
    if end < limit:
        return limit
    for phrase in phrases[place + 1 :]:
        if phrase.possessor:
            continue
        follows = question[end : phrase.start].strip().lower() == phrase.preposition
        tied = phrase.preposition == "of" or (
            phrase.preposition in ("for", "about", "on", "between") and first.kind == "thing"
        )
        placed = phrase.kind == "place" and first.kind in ("event", "person")
        tied = tied or (placed and phrase.preposition in _WITH_PLACE)
        if not follows or not tied or phrase.kind == "time":
            break
        end = phrase.end
    return end


def _owned(text: str, owner: Phrase | None, phrase: Phrase) -> str:
    """Return the phrase with the subject's name for "its" or "their" before it."""
    word, _, rest = text.partition(" ")
    known = owner is not None and owner.start < phrase.start
    if word.lower() not in w.POSSESSIVES or not rest or owner is None or not known:
        return text
    return f"{possessive(owner.text)} {rest}"
