"""Follow-up questions: make each a standalone one, by rules, from the turns before it.

The first question of a conversation is never touched, and neither is one that stands by itself.
What the rules do: a fragment ("and in March?", "what about Germany?") takes the place of its like
in the question before; a bare question word ("why?") is put before it; a pronoun is replaced by
what it most likely stands for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as Date
from typing import TYPE_CHECKING

from qa.evidence import Demand, demands
from qa.lexicon import COUNTRIES, DEMONYMS, MONTHS
from qa.types import Answer, Turn

if TYPE_CHECKING:
    from qa.pipeline import QAPipeline

__all__ = ["Chat", "standalone_question"]

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|then|also)\b[\s,]*)*(?:(?:what|how) about\b\s*)?", re.IGNORECASE
)
_PREPOSITIONS = "about against at by for from in of on since to under until with"
_QUESTION_WORD = re.compile(
    rf"^(?:(?:{_PREPOSITIONS.replace(' ', '|')}) )?"
    r"(?:how (?:much|many|long|often|far|old)|when|where|who|whom|whose|why|how"
    r"|(?:what|which)(?: (?:case|city|country|date|day|month|place|reason|time|way|year))?)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:did|does|do|is|was|are|were|has|have|had|will|would|can|could|should)\b", re.IGNORECASE
)
_VERB_LIKE = re.compile(
    r"\b(?:said|says|gave|made|happened|called|sent|won|pledged|announced)\b", re.IGNORECASE
)
_PERSON = re.compile(r"\b(he|him|she|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(it|its|they|them|their|theirs)\b", re.IGNORECASE)
_THAT = re.compile(r"\b(?:this|that|these|those)(?= *\??$)", re.IGNORECASE)
_POSSESSIVE = frozenset(("his", "its", "their", "theirs", "hers"))
_PLACES = frozenset((*COUNTRIES, *DEMONYMS, "us", "uk", "u.s."))
_WHICH = re.compile(
    r"(?:what|which) (?!(?:is|was|are|were|did|does|do)\b)(?P<noun>\w+)", re.IGNORECASE
)
_TOPIC = re.compile(
    r"\b(?:the|this|that|an?) (?:[\w'’-]+ ){0,3}?[\w'’-]+(?= (?:is|was|are|were|did|does|worth|"
    r"cost|in|on|of|by|from|for|to|that|which|who)\b| *[?]| *$)",
    re.IGNORECASE,
)
_ROLES = frozenset(
    "chancellor chief defence defense department deputy director dr foreign general governor king "
    "leader mayor minister mr mrs ms president prime principal queen secretary senator spokesman "
    "spokesperson spokeswoman state".split()
)
_NAMES = re.compile(r"\b(?:[A-Z][\w'’-]+)(?:\s+[A-Z][\w'’-]+)*")


class Chat:
    """A conversation over one pipeline.

    `turns` may be those of an earlier conversation; it holds every turn since, in order.
    """

    def __init__(self, pipeline: QAPipeline, turns: Sequence[Turn] = ()) -> None:
        self._pipeline = pipeline
        self._turns = tuple(turns)

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self._turns

    def ask(
        self,
        message: str,
        *,
        top_k: int | None = None,
        as_of: Date | None = None,
        since: Date | None = None,
        until: Date | None = None,
    ) -> Answer:
        """Answer `message` in the light of the turns before it, and add a turn.

        Takes and raises what `QAPipeline.ask` does.
        """
        standalone = standalone_question(message, self._turns)
        answer = self._pipeline.ask(
            message, standalone=standalone, top_k=top_k, as_of=as_of, since=since, until=until
        )
        self._turns = (*self._turns, Turn(message, answer.standalone_question, answer))
        return answer


def standalone_question(message: str, turns: Sequence[Turn]) -> str:
    """Return `message` as a question that can be asked without the turns before it."""
    message = " ".join(message.split())
    if not turns or not message:
        return message
    before = turns[-1].standalone_question
    rest = message[_match_end(_LEAD, message) :].strip()
    core = rest.strip(" ?!.")
    if not core:
        return message
    word = _QUESTION_WORD.match(core)
    if word and word.end() == len(core):
        return _with_question_word(core, before)
    if _is_fragment(core):
        return _with_fragment(core, before)
    resolved = _resolve(rest, turns)
    return resolved[0].upper() + resolved[1:] if resolved != message else message


def _match_end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _is_fragment(core: str) -> bool:
    """Whether there is neither a question nor a statement in it."""
    if _QUESTION_WORD.match(core) or _VERB_LIKE.search(core):
        return False
    return _AUXILIARY.search(core) is None and len(core.split()) <= 6


def _with_question_word(word: str, before: str) -> str:
    """ "Why?" after "How much did the US pledge?" asks "Why did the US pledge?"."""
    auxiliary = _AUXILIARY.search(before)
    if auxiliary is None:
        return f"{word.capitalize()}: {before}"
    return f"{word[0].upper()}{word[1:]} {before[auxiliary.start() :]}"


def _with_fragment(fragment: str, before: str) -> str:
    """Put the fragment in the place of its like in the question before, or else at its end.

    Of several like it, "in Lviv" takes the place of what follows "in".
    """
    first, _, rest = fragment.partition(" ")
    preposition = first.lower() if first.lower() in _PREPOSITIONS.split() else ""
    if preposition:  # no name, though it may begin with a capital
        fragment = f"{preposition} {rest}".strip()
    for demand in demands(f"… {fragment}"):
        like = [old for old in demands(before) if _alike(old, demand)]
        after = [
            old
            for old in demands(before)
            if (old in like or {old.kind, demand.kind} == {"name", "place"})
            and before[: old.start].lower().endswith(f" {preposition} ")
        ]
        for old in (after or like)[:1]:
            kept = re.sub(r"\bthe $", "", before[: old.start])
            if demand.kind == "relative":
                kept = re.sub(r"\b(?:in|on|of) $", "", kept)
            return kept + demand.text + before[old.end :]
    return f"{before.rstrip(' ?')}, {fragment}?"


def _alike(old: Demand, new: Demand) -> bool:
    times = ("month", "weekday", "year", "relative")
    return old.kind == new.kind or (old.kind in times and new.kind in times)


def _resolve(message: str, turns: Sequence[Turn]) -> str:
    """Replace the first pronoun by its antecedent, unless the message names one itself."""
    pronoun = _PERSON.search(message) or _THING.search(message) or _THAT.search(message)
    if pronoun is None or _named_before(message, pronoun.start()):
        return message
    person = _PERSON.fullmatch(pronoun.group()) is not None
    for turn in reversed(turns):
        antecedent = _antecedent(turn, person=person)
        if antecedent:
            if _possessive(message, pronoun):
                antecedent += "'" if antecedent.endswith("s") else "'s"
            return message[: pronoun.start()] + antecedent + message[pronoun.end() :]
    return message


def _named_before(message: str, end: int) -> bool:
    """Whether a name stands before the pronoun, for which it may stand."""
    return any(demand.kind in ("name", "place") for demand in demands(message[:end]))


def _possessive(message: str, pronoun: re.Match[str]) -> bool:
    word = pronoun.group().lower()
    if word == "her":  # "her" is an object at the end and before a preposition
        after = message[pronoun.end() :].split()
        prepositions = ("", "in", "on", "at", "to", "about", "for")
        return bool(after) and after[0].strip("?") not in prepositions
    return word in _POSSESSIVE


def _antecedent(turn: Turn, *, person: bool) -> str | None:
    """Return what a pronoun after this turn stands for: a name, or what the turn is about."""
    answer = turn.answer.text or ""
    question = turn.standalone_question
    from_answer: list[str] = _NAMES.findall(answer) if answer[:1].isupper() else []
    from_question: list[str] = _NAMES.findall(question[question.find(" ") + 1 :])
    names = [name for name in (*from_answer, *from_question) if name.lower() not in MONTHS]
    if person:
        return next(filter(None, map(_without_role, names)), None)
    which = _WHICH.match(question)
    if answer and which:
        noun = "" if which["noun"] in answer.lower() else f" {which['noun']}"
        return answer + noun if answer[0].isupper() else f"the {answer}{noun}"
    place = next((name for name in from_question if name.lower() in _PLACES), None)
    topic = _TOPIC.search(question)
    if topic and place is None:
        return topic.group()
    if place is None:
        return next((name for name in names if name.upper() != name), None)
    return f"the {place}" if place in ("US", "UK", "U.S.") else place


def _without_role(name: str) -> str:
    """Return what is left of a name without the offices and countries before it, if anything."""
    words = re.sub(r"['’]s\b", "", name).split()
    while words and (words[0].lower() in _ROLES or words[0].lower() in _PLACES):
        del words[0]
    return " ".join(words)
