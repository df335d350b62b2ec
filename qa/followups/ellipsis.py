"""Complete a bare question word from the question before: "why?", "by whom?", "which ones?"."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.followups import words as w
from qa.followups.answers import noun_answer
from qa.followups.clause_forms import asked_with, filled, finite_for, joined_words, statement
from qa.followups.clauses import Clause, clause_of
from qa.followups.counting import asked_for
from qa.followups.fragments import with_fragment
from qa.followups.phrases import noun_phrases
from qa.types import Turn

__all__ = ["SAYS_SO", "completed_question", "completed_verb"]

SAYS_SO = re.compile(
    r"(?:and )?(?:who (?P<verb>says?|said|claims?|claimed|reports?|reported)"
    r"(?: so| that| this| it)?|says who|who (?:is|was) the source)$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"(?:how come|why (?:so(?: \w+)?|exactly|though|that(?: \w+)?|is that)|but why|what reason)$"
)
_LONGEST_SENTENCE = 200  # characters of an answer that can be asked about
_WHY_NOT = ("why not", "how come not")
_STRANDED = re.compile(r"(?P<wh>what|where|who) (?P<prep>for|to|from|with|about|in|on|by|against)$")
_IN_WHICH_NOUN = re.compile(r"(?P<prep>\w+) (?:which|what) (?P<noun>\w+)$", re.IGNORECASE)
_IN_WHICH = re.compile(
    r"(?P<prep>in|at|on|from|for|to|by|with|against) which(?: ones?)?$", re.IGNORECASE
)
_WITH_PHRASE = re.compile(
    r"(?P<asked>how much|how many|which(?: ones?)?|who|when|where|why) "
    r"(?P<phrase>(?:in|from|on|for|to|by|with|at|since|until|last|this|next|the|between|during)\b"
    r"(?! whom?\b| what\b| which\b| when\b).{3,})$",
    re.IGNORECASE,
)
_QUANTIFIER = re.compile(r"^(?:the|some|any|several|many|an?) ", re.IGNORECASE)


def completed_question(asked: str, turn: Turn) -> str:
    """Return what is asked by `asked`, a question word or phrase alone, after a turn."""
    before, answer = clause_of(turn.standalone_question), turn.answer.text
    lower = asked.lower()
    if before is None or not (before.auxiliary or before.verb):
        return joined_words(f"{asked}:", turn.standalone_question)
    says_so = SAYS_SO.match(lower)
    if says_so:
        return _who_says(says_so["verb"] or "says", before, answer) or asked
    if lower in _WHY_NOT:
        whole = filled(before, answer)
        return joined_words("why", whole.auxiliary, whole.subject, "not", whole.verb, whole.rest)
    stranded = _STRANDED.match(lower)
    if stranded:
        whole = filled(before, answer)
        rest = f"{whole.rest} {stranded['prep']}".strip()
        return asked_with(stranded["wh"], replace(whole, rest=rest))
    split = _WITH_PHRASE.match(asked)
    if split:
        question = with_fragment(split["phrase"], turn.standalone_question)
        if split["asked"].lower() == " ".join(before.words[: len(split["asked"].split())]):
            return question
        return completed_question(split["asked"], replace(turn, standalone_question=question))
    asked, before = _prepared("why" if _WHY.match(lower) else asked, before)
    if clause_of(asked) is None or Clause(asked, "", "", "", "").adverbial:
        return asked_with(asked, filled(before, answer))
    return asked_for(asked, before, answer)


def _who_says(verb: str, before: Clause, answer: str | None) -> str:
    """Ask who says what the turn before says; "" where it says nothing."""
    full_sentence = (
        answer is not None
        and len(answer) <= _LONGEST_SENTENCE
        and not noun_answer(answer)
        and len(answer.split()) > 3
    )
    said = answer if answer and full_sentence else statement(before, answer)
    return joined_words("who", verb, "that", said) if said else ""


def _prepared(asked: str, before: Clause) -> tuple[str, Clause]:
    """Give "in which" its noun, and take from the clause what "in which city" asks for."""
    named = _IN_WHICH_NOUN.match(asked)
    if named:
        same = rf"\b{named['prep']} (?:the |an? )?{re.escape(named['noun'])}\b"
        rest = re.sub(same, "", before.rest, flags=re.IGNORECASE).strip()
        return asked, replace(before, rest=rest)
    which = _IN_WHICH.match(asked)
    for phrase in noun_phrases(before.rest) if which else ():
        if which and phrase.preposition == which["prep"].lower() and phrase.kind != "time":
            rest = before.rest.replace(f"{phrase.preposition} {phrase.text}", "").strip()
            noun = _QUANTIFIER.sub("", phrase.text)
            return f"{phrase.preposition} which {noun}", replace(before, rest=rest)
    return asked, before


def completed_verb(core: str, clause: Clause, turn: Turn) -> str | None:
    """Return "Who became minister?" for "who did?", "Did Germany sign it?" for "did Germany?".

    None where the clause does not lack a verb, or the turn before gives it none.
    """
    before = clause_of(turn.standalone_question)
    if before is None or clause.verb or clause.rest or not clause.auxiliary:
        return None
    counted = before.asks_subject or before.words[:1] == ("how",)
    whole = filled(before, None if counted else turn.answer.text)
    if counted and before.words[2:] and not before.asks_subject and not before.adverbial:
        whole = replace(whole, rest=f"{' '.join(before.asked.split()[2:])} {whole.rest}".strip())
    if not clause.asked:
        known = clause.subject and not before.adverbial
        return (
            joined_words(core.split()[0], clause.subject, whole.tail_of_subject) if known else None
        )
    auxiliary = clause.auxiliary.lower()
    if clause.subject or (auxiliary in w.BE and not whole.tail_of_subject):
        return None
    if auxiliary in w.DO and whole.verb:
        return joined_words(clause.asked, finite_for(auxiliary, whole.verb), whole.rest)
    return joined_words(clause.asked, auxiliary, whole.tail_of_subject)
