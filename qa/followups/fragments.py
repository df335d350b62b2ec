"""Put a fragment ("and in March?", "what about Germany?") into the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.followups import words as w
from qa.followups.answers import possessive
from qa.followups.clause_forms import agreeing
from qa.followups.clauses import clause_of
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.series import changed_word, counted_instead
from qa.followups.slots import ENOUGH, NAMED, Slot, best_slot, first_slot, likeness, slots_of
from qa.followups.tagging import tagged

__all__ = ["question_for", "with_fragment"]

_TIED = frozenset(("of", "for", "about"))
_APPENDED = frozenset("total reason dollars euros row other all together".split())
_LEFT_OVER = frozenset(("the", "in", "s", "and", "for", "of", "'s"))
_REACH = 4  # questions back that a fragment may go into
_PER_QUESTION = 3.0  # of likeness lost for every question back
_RELATIVE = re.compile(
    r"(?:last|this|next|every|yesterday|today|tomorrow|now|tonight"
    r"|the (?:day|week|month|year) (?:before|after))\b|.*\bago$",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[ ,]+(?:then|too|as well)$", re.IGNORECASE)
_ONE = re.compile(r"(?:the|that) (?:[\w'’-]+ )*ones?\b.*$", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_OWNER = re.compile(r"(?:['’]s|s['’])$")
_OWNER_MARK = re.compile(r"^['’]s?")


def question_for(fragment: str, questions: Sequence[str]) -> str:
    """Return which of the questions, the latest last, the fragment goes into.

    The latest one that has its very noun; else the one that has the phrase most like the fragment,
    where later ones go first.
    """
    phrases, last = _merged(fragment), questions[-1]
    if not phrases or phrases[0].kind == "time" or _ONE.match(fragment):
        return last
    new, latest = phrases[0], questions[: -_REACH - 1 : -1]
    common = new.kind in ("thing", "event")
    for question in latest if common or new.text.startswith("the ") else ():
        if any(slot.phrase.head == new.head for slot in slots_of(question)):
            return question
    if counted_instead(fragment, last):
        return last
    scored = []
    for back, question in enumerate(latest):
        slots = slots_of(question)
        named = not common and any(slot.phrase.kind in NAMED for slot in slots)
        best = max((likeness(new, slot) for slot in slots), default=0.0)
        scored.append((max(best, ENOUGH * named) - _PER_QUESTION * back, -back, question))
    top = max(scored)
    return top[2] if top[0] > 0 else last


def with_fragment(fragment: str, before: str, *, typed: str = "") -> str:
    """Return the question `before` with the fragment in the place of its like, or at its end.

    `typed` is given for a correction: the message that it corrects, whose words go first.
    """
    core = _TRAILING.sub("", fragment.strip(" ?!.,;"))
    question = before.strip().rstrip("?!. ")
    changed = counted_instead(core, question) or changed_word(core, question)
    if changed:
        return f"{changed}?"
    if _ONE.match(core):
        one = Phrase(core, 0, len(core), "thing", "one", False)
        slots = slots_of(question)
        slot = best_slot(one, slots) or first_slot(slots)
        return f"{_placed(question, slot, one)}?" if slot else f"{question}, {core}?"
    phrases = () if _OR.search(core) else _merged(core)
    if len(phrases) == 1 and _OWNER.search(core):
        phrases = (replace(phrases[0], possessor=True),)
    question, rest = _with_phrases(core, phrases, question, typed)
    if rest:
        comma = "" if tagged(rest)[0].tag in ("prep", "adv", "adj", "time", "ord") else ","
        question = f"{question}{comma} {rest}"
    return f"{_agreed(_in_tense(question, core), before)}?"


def _with_phrases(
    core: str, phrases: Sequence[Phrase], question: str, typed: str
) -> tuple[str, str]:
    """Return the question with the phrases of a fragment that have a place in it, and the rest."""
    rest = core
    for phrase in reversed(phrases):
        slots = slots_of(question)
        slot = best_slot(phrase, [slot for slot in slots if typed and slot.phrase.text in typed])
        slot = slot or best_slot(phrase, slots)
        loose = not phrase.preposition and phrase.kind != "time" and phrase.head not in _APPENDED
        if slot is None and loose:
            slot = first_slot(slots)
        if slot is None:
            continue
        question = _placed(question, slot, phrase)
        start = phrase.start - len(phrase.preposition) - 1 if phrase.preposition else phrase.start
        rest = f"{rest[: max(0, start)]} {rest[phrase.end :]}"
    rest = " ".join(rest.split()).strip(" ,'’")
    return question, "" if rest.lower() in _LEFT_OVER else rest


def _merged(fragment: str) -> tuple[Phrase, ...]:
    """Return the fragment's phrases, with what "of", "for" or "about" ties to the one before."""
    merged: list[Phrase] = []
    for phrase in noun_phrases(fragment):
        if phrase.possessor or phrase.kind == "pronoun":
            continue
        last = merged[-1] if merged else None
        gap = fragment[last.end : phrase.start].strip().lower() if last else ""
        listed = gap in ("and", "&")
        timed = phrase.kind == "time" or (last is not None and last.kind == "time")
        if last and not timed and (listed or gap in _TIED or not gap):
            merged[-1] = replace(
                last,
                text=fragment[last.start : phrase.end],
                end=phrase.end,
                plural=last.plural or listed,
            )
        else:
            merged.append(phrase)
    return tuple(merged)


def _placed(question: str, slot: Slot, new: Phrase) -> str:
    """Return the question with the phrase in the slot, its preposition included."""
    old, text = slot.phrase, new.text
    left, right = question[: old.start], question[old.end :]
    if slot.role == "asked" and new.head in w.MASS_NOUNS:
        left = re.sub(r"\bmany $", "much ", left)
    if old.possessor:
        return f"{left}{possessive(text)}{_OWNER_MARK.sub('', right)}"
    if "'" in text and old.kind == "person":  # "its premier" is the premier of the same place
        right = re.sub(rf"^ of {re.escape(text.partition(chr(39))[0])}\b", "", right)
    if old.preposition:
        cut = left.rstrip()[: -len(old.preposition)]
        if new.preposition:
            left = f"{cut}{new.preposition} "
        elif new.kind == "time" and _RELATIVE.match(text):
            left = cut
    elif new.preposition and new.kind == "time":
        text = f"{new.preposition} {text}"
    return f"{left}{text}{right}"


def _agreed(question: str, before: str) -> str:
    """Return the question with its auxiliary in the number of a subject that was put in."""
    clause, old = clause_of(question), clause_of(before)
    if clause is None or old is None or not clause.auxiliary:
        return question
    if not clause.subject or not old.subject or clause.subject == old.subject:
        return question
    right = agreeing(clause.auxiliary, clause.subject)
    start = len(clause.asked) + (1 if clause.asked else 0)
    if right == clause.auxiliary.lower() or not question[start:].startswith(clause.auxiliary):
        return question
    return f"{question[:start]}{right}{question[start + len(clause.auxiliary) :]}"


def _in_tense(question: str, fragment: str) -> str:
    """ "How low was the water?" - "and now?" asks "How low is the water now?"."""
    if fragment.lower() != "now":
        return question
    return re.sub(r"\bwas\b", "is", re.sub(r"\bwere\b", "are", question, count=1), count=1)
