"""Ask who, which, how many or how much of what the question before was about."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.followups import words as w
from qa.followups.answers import items, noun_answer
from qa.followups.clause_forms import (
    agreeing,
    asked_of,
    asked_with,
    filled,
    finite,
    joined_words,
    object_of,
)
from qa.followups.clauses import Clause
from qa.followups.phrases import noun_phrases
from qa.followups.tagging import is_plural
from qa.followups.verbs import past_tense

__all__ = ["asked_for"]

_PERSONS = re.compile(r"\b(?:any|some)(?:one|body)\b", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"\bpeople\b|\b(?:any|some)(?: [a-z]\w*){1,3}?\b(?=$| (?:in|on|at|for))", re.IGNORECASE
)
_QUANTIFIER = re.compile(r"^(?:any|some|most|many|several|the|an?|no) ", re.IGNORECASE)
_SUPERLATIVE = re.compile(r"^(?:the )?(?:most|more|fewest) ", re.IGNORECASE)
_TIED = re.compile(r"^(?:with|between|of|for) (?:the )?\w+\s*")
_SHARES = frozenset(("percentage", "share", "proportion", "part", "percent", "fraction"))
_MONEY = frozenset("prize jackpot money aid fine reward compensation price salary".split())


def asked_for(asked: str, before: Clause, answer: str | None) -> str:
    """Return the question that `asked` ("which ones", "how many tanks") asks after another one."""
    words = asked.lower().split()
    if words[0] in ("who", "whom", "what"):
        return _who_or_what(asked, before, answer)
    size = 2 if words[0] == "how" else 1
    noun = " ".join(asked.split()[size:])
    noun = "" if noun.lower() in ("one", "ones") else noun
    within = re.compile(rf"\b(?:the|an?) {re.escape(noun)}\b", re.IGNORECASE)
    if noun and before.adverbial and answer and within.search(answer):
        return asked_with(within.sub(asked, answer.rstrip(" .?!")), filled(before, None))
    if noun.lower().startswith(("of ", "others", "other ", "else")):
        return _share_of(asked, noun, before, answer)
    if words[:2] == ["how", "much"] and not noun:
        return _how_much(asked, before, answer)
    if noun.lower().split()[-1:] and noun.lower().split()[-1] in _SHARES and before.asks_subject:
        return _proportion(asked, filled(before, answer))
    if noun:
        return _asked_instead(asked, before, answer, given=True)
    counted = " ".join(words[:size])
    completed = _with_noun(counted, before)
    if completed:
        return _asked_instead(completed, before, answer, given=False)
    return _of_plural(counted, before, answer)


def _with_noun(words: str, before: Clause) -> str:
    """Return "which parties" for "which" after "How many parties", "" where no noun was asked."""
    old = before.words
    if not old or before.adverbial:
        return ""
    rest = before.asked.split()[2 if old[0] == "how" else 1 :]
    if not rest:
        return f"{words} people" if old[0] in ("who", "whom") and words == "how many" else ""
    if words == "how many" and not is_plural(rest[-1].lower()):
        return ""
    return f"{words} {' '.join(rest)}"


def _asked_instead(asked: str, before: Clause, answer: str | None, *, given: bool) -> str:
    """Ask `asked` in the place of what was asked before; of a question for yes or no, an object."""
    if not before.asked or before.adverbial:
        return asked_with(asked, _without_object(filled(before, answer), asked))
    other = before.asked.split()[-1].lower() != asked.split()[-1].lower()
    if given and other and before.asks_subject and before.words[0] in ("who", "which"):
        return asked_with(asked, _without_object(filled(before, answer), asked))
    return asked_of(asked, before)


def _without_object(clause: Clause, asked: str) -> Clause:
    """Return the clause without an object that `asked` is about: indefinite, or of its noun."""
    thing = object_of(clause)
    if not thing:
        return clause
    phrase = noun_phrases(thing)[0]
    indefinite = thing.split()[0].lower() in ("a", "an", "any", "some", "the") or phrase.plural
    if phrase.head == asked.split()[-1].lower() or (indefinite and phrase.kind != "name"):
        return replace(clause, rest=_TIED.sub("", clause.rest.removeprefix(thing).strip()))
    return clause


def _who_or_what(asked: str, before: Clause, answer: str | None) -> str:
    if before.asked and not before.adverbial:
        return asked_of(asked, before, number=asked.split()[0])
    auxiliary = before.auxiliary.lower()
    for in_subject, text in ((True, before.subject), (False, before.rest)):
        match = _PERSONS.search(text) or _INDEFINITE.search(text)
        if match is None:
            continue
        left = f"{text[: match.start()]} {text[match.end() :]}".strip()
        if not in_subject:
            return joined_words(asked, auxiliary, before.subject, before.verb, left)
        if auxiliary in w.DO and before.verb:
            return joined_words(asked, past_tense(before.verb), before.rest)
        return joined_words(asked, agreeing(auxiliary, "who"), left, before.verb, before.rest)
    phrases = noun_phrases(before.subject)
    if phrases and phrases[0].kind == "person" and phrases[0].text.islower():
        return joined_words(asked, "are" if phrases[0].plural else "is", before.subject)
    return asked_with(asked, filled(before, answer))


def _share_of(asked: str, noun: str, before: Clause, answer: str | None) -> str:
    """Ask "how many of the guards" of a clause whose subject or object are the guards."""
    whole = filled(before, answer)
    bare = noun.removeprefix("of ").strip().lower().removeprefix("the ")
    if bare and bare in whole.subject.lower():
        return joined_words(asked, *finite(whole), whole.rest)
    if bare and bare in whole.rest.lower():
        start = whole.rest.lower().index(bare)
        left = whole.rest[:start].removesuffix("the ")
        rest = left + whole.rest[start + len(bare) :]
        return joined_words(asked, whole.auxiliary, whole.subject, whole.verb, rest)
    if not before.asked or before.adverbial:
        return asked_with(asked, whole)
    return joined_words(asked, before.auxiliary.lower(), before.tail)


def _proportion(asked: str, whole: Clause) -> str:
    """Ask "what percentage of the votes" of a clause whose object are the votes."""
    thing = object_of(whole)
    rest = whole.rest.removeprefix(thing)
    asked = f"{asked} of {_SUPERLATIVE.sub('the ', thing)}" if thing else asked
    return joined_words(asked, whole.auxiliary, whole.subject, whole.verb, rest)


def _how_much(asked: str, before: Clause, answer: str | None) -> str:
    if before.words and not before.adverbial and not before.asks_subject:
        return joined_words(asked, before.auxiliary, before.tail)
    whole = filled(before, answer)
    thing = object_of(whole)
    head = noun_phrases(thing)[0].head if thing else ""
    if head in _MONEY or head in w.MASS_NOUNS:
        whole = replace(whole, rest=whole.rest.removeprefix(thing).strip())
        asked = asked if head in _MONEY else f"{asked} {_QUANTIFIER.sub('', thing)}"
    return asked_with(asked, whole)


def _of_plural(words: str, before: Clause, answer: str | None) -> str:
    """Ask "how many" or "which" of the plural that the question before was about."""
    whole = filled(before, answer)
    thing = object_of(whole)
    if thing and (noun_phrases(thing)[0].plural or thing.lower().startswith(("a ", "an ", "any "))):
        rest = whole.rest.removeprefix(thing)
        asked = f"{words} {_QUANTIFIER.sub('', thing)}"
        return joined_words(asked, whole.auxiliary, whole.subject, whole.verb, rest)
    placed = [phrase for phrase in noun_phrases(whole.rest) if phrase.plural and phrase.preposition]
    if words == "how many" and not thing and placed and not before.asked:
        before_it, text = placed[0].preposition, placed[0].text
        rest = whole.rest.replace(f"{before_it} {text}", "")
        asked = f"{before_it} {words} {text}"
        return joined_words(asked, whole.auxiliary, whole.subject, whole.verb, rest)
    answered = noun_phrases(noun_answer(answer))
    object_asked = before.subject and before.asked and not before.adverbial
    if object_asked and answered and answered[0].plural and not items(answer):
        return joined_words(f"{words} {answered[0].head}", before.auxiliary, before.tail)
    subject = _QUANTIFIER.sub("", whole.subject)
    subject = "people" if subject in ("someone", "anyone", "anybody", "who") else subject
    whole = replace(whole, auxiliary=agreeing(whole.auxiliary, subject))
    return joined_words(f"{words} {subject}", *finite(whole), whole.rest)
