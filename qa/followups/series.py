"""Fragments of a word or two that change one word of the question before: "and injured?"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from qa.followups import words as w
from qa.followups.clauses import clause_of
from qa.followups.phrases import noun_phrases
from qa.followups.tagging import is_plural, tagged
from qa.lexicon import ANTONYMS, MONTHS

__all__ = ["changed_word", "counted_instead", "with_other", "with_replacement"]

_MONTH = f"(?:{'|'.join(MONTHS)})"
_MONTH_OF_NAME = re.compile(rf"\b{_MONTH}(?= [a-z])", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"(?:in |of )?({_MONTH})", re.IGNORECASE)
_SPANNING = re.compile(r"(since|until|before|after|while|when|during)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_UNCOUNTED = re.compile(
    r"how much(?= (?:did|has|have|had|will|does|do)\b)"
    r"|how many(?= (?:were|are|have|had|will|did)\b)",
    re.IGNORECASE,
)


def changed_word(fragment: str, question: str) -> str | None:
    """Return the question, without its mark, with the one word changed that the fragment changes.

    Both without punctuation at their end. None where it changes more, or none.
    """
    spanning = _SPANNING.match(fragment)
    if spanning and any(word.forms & {"past", "third"} for word in tagged(fragment)):
        return _spanned(fragment, spanning[1].lower(), question)
    return (
        _stated(fragment, question)
        or _in_series(fragment, question)
        or _month_of_name(fragment, question)
    )


def counted_instead(fragment: str, question: str) -> str | None:
    """Ask "how many howitzers" for "and howitzers?" after a "how much" or "how many" alone."""
    words = tagged(fragment)
    several = len(words) < 4 and all(word.tag in ("noun", "adj", "name", "num") for word in words)
    if not several or not is_plural(words[-1].lower) or words[-1].lower in w.PLACES:
        return None
    match = _UNCOUNTED.match(question)
    return f"How many {fragment}{question[match.end() :]}" if match else None


def _spanned(fragment: str, preposition: str, question: str) -> str:
    """Put "since he took office" in the place of "since 2014", or at the end."""
    for phrase in noun_phrases(question):
        if phrase.preposition == preposition and phrase.kind in ("time", "event"):
            start = question[: phrase.start].rstrip().lower().rfind(preposition)
            return f"{question[:start]}{fragment}{question[phrase.end :]}"
    return f"{question} {fragment}"


def _stated(fragment: str, question: str) -> str | None:
    """Put an adjective in the place of what "how many are against" says."""
    clause = clause_of(question)
    if clause is None or clause.verb or clause.subject or not clause.rest:
        return None
    qualities = all(x.tag == "adj" or "participle" in x.forms for x in tagged(fragment))
    if clause.auxiliary.lower() not in w.BE or not qualities:
        return None
    return f"{question[: len(question) - len(clause.rest)]}{fragment}"


def _in_series(fragment: str, question: str) -> str | None:
    """Exchange a word for one of its series: "gold" for "silver", "injured" for "killed"."""
    content = [
        word.lower
        for word in tagged(fragment)
        if word.tag not in ("det", "prep", "mark", "conj") and word.lower not in ("one", "ones")
    ]
    if len(content) != 1:
        return None
    new = content[0]
    if _ORDINAL.fullmatch(new):
        other = _ORDINAL.search(question)
        return f"{question[: other.start()]}{new}{question[other.end() :]}" if other else None
    series = [words for words in w.SERIES if new in words]
    wanted = frozenset().union(*series, ANTONYMS.get(new, ())) - {new}
    old = next((x for x in reversed(tagged(question)) if x.lower in wanted), None)
    return f"{question[: old.start]}{new}{question[old.end :]}" if old else None


def _month_of_name(fragment: str, question: str) -> str | None:
    """Exchange the month that names something: "the February package" for "and in March?"."""
    match = _MONTH_ALONE.fullmatch(fragment)
    if match is None or any(phrase.kind == "time" for phrase in noun_phrases(question)):
        return None
    changed = _MONTH_OF_NAME.sub(match[1].capitalize(), question, count=1)
    return changed if changed != question else None


def with_replacement(old: str, new: str, question: str) -> str | None:
    """Return the question with `new` for `old`, or None where it doesn't hold `old`."""
    match = re.search(rf"\b{re.escape(old)}\b", question, re.IGNORECASE)
    return question[: match.start()] + new + question[match.end() :] if match else None


def with_other(questions: Sequence[str]) -> str | None:
    """Return the latest of `questions` with the other one of a pair that was exchanged in it.

    "How much did Barbie earn?", "How much did Oppenheimer earn?", "Who directed Oppenheimer?" gives
    "Who directed Barbie?". None where no two questions in a row differ by one phrase.
    """
    last = questions[-1]
    for older, newer in zip(reversed(questions[:-1]), reversed(questions[1:]), strict=True):
        pair = _exchanged(older, newer)
        for old, new in (pair, pair[::-1]) if pair else ():
            swapped = with_replacement(new, old, last)
            if swapped and swapped.lower() != last.lower():
                return swapped
    return None


def _exchanged(older: str, newer: str) -> tuple[str, str] | None:
    """Return the one phrase in which two questions differ, as each has it."""
    left, right = older.rstrip(" ?").split(), newer.rstrip(" ?").split()
    matcher = difflib.SequenceMatcher(
        None, [word.lower() for word in left], [word.lower() for word in right], autojunk=False
    )
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "replace":
        return None
    _, a, b, c, d = changes[0]
    return " ".join(left[a:b]), " ".join(right[c:d])
