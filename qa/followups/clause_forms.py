"""Build new questions and statements from the parts of a question and its answer."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.followups import words as w
from qa.followups.answers import filler, noun_answer
from qa.followups.clauses import Clause
from qa.followups.phrases import noun_phrases
from qa.followups.tagging import tagged
from qa.followups.verbs import base_form, forms, past_participle, past_tense, third_person

__all__ = [
    "agreeing",
    "asked_of",
    "asked_with",
    "filled",
    "finite",
    "finite_for",
    "joined_words",
    "object_of",
    "statement",
]

_AGREED = {"is": "are", "was": "were", "has": "have", "does": "do"}
_SINGULAR = {plural: singular for singular, plural in _AGREED.items()}
_DURING = re.compile(r"(?:since when|for how long|how long)$", re.IGNORECASE)
_INFINITIVE = re.compile(r"to [a-z]+\b")
_GIVING = frozenset("give lend offer promise pay send owe grant show award cost sell".split())
_ENDS_IN_PREPOSITION = re.compile(rf"\b(?:{'|'.join(sorted(w.PREPOSITIONS))})$", re.IGNORECASE)


def joined_words(*parts: str) -> str:
    """Return a question of the parts that are not empty, with a capital and a question mark."""
    text = " ".join(part.strip() for part in parts if part.strip()).rstrip(" ?!.,")
    return f"{text[:1].upper()}{text[1:]}?"


def is_many(text: str) -> bool:
    """Whether a subject takes "are": a plural, or names joined by "and"."""
    if re.search(r"\w and \w", text) and not text.startswith(("the ", "a ")):
        return True
    if re.fullmatch(r"[\d.,]+|(?:at least|more than|about|over|nearly) [\d.,]+", text):
        return text != "1"
    phrases = [phrase for phrase in noun_phrases(text) if not phrase.possessor]
    return bool(phrases) and phrases[0].plural


def agreeing(auxiliary: str, subject: str) -> str:
    """Return the auxiliary in the number of its subject."""
    lower = auxiliary.lower()
    if subject.lower() in ("who", "what"):
        return _SINGULAR.get(lower, lower)
    return (_AGREED if is_many(subject) else _SINGULAR).get(lower, lower)


def filled(clause: Clause, answer: str | None) -> Clause:
    """Return the clause with the answer in the place of what was asked, and nothing asked.

    Without a fitting answer, "how many people" becomes "people" and "which party" "the party".
    """
    text = filler(clause, answer)
    plain = replace(clause, asked="", auxiliary=clause.auxiliary.lower())
    if not clause.asked or clause.adverbial:
        return plain
    if not clause.asks_subject:
        return _with_object(plain, text)
    subject = text or _unnamed(clause)
    if clause.auxiliary:
        return replace(plain, subject=subject, auxiliary=agreeing(clause.auxiliary, subject))
    if not text and clause.words[0] == "who":
        passive = _passive(clause)
        if passive:
            return passive
    return replace(
        plain, subject=subject, auxiliary=_do(clause.verb, subject), verb=base_form(clause.verb)
    )


def _with_object(clause: Clause, text: str) -> Clause:
    if not text:
        return clause
    if not clause.verb:
        if clause.subject[:1].isupper() and text.islower():
            return replace(clause, rest=f"{text} {clause.rest}".strip())
        if clause.rest == "worth":
            return replace(clause, rest=f"worth {text}")
        named = clause.auxiliary in w.BE and noun_phrases(text)[:1]
        if named and named[0].kind in ("person", "name", "organisation", "place"):
            return replace(clause, subject=text, rest=f"{clause.subject} {clause.rest}".strip())
        return clause
    recipient = object_of(clause) if clause.verb in _GIVING else ""
    if recipient:
        rest = f"{recipient} {text}{clause.rest[len(recipient) :]}"
        return replace(clause, rest=rest.strip())
    infinitive = _INFINITIVE.match(clause.rest)
    if infinitive and "base" not in forms(infinitive.group()[3:]):
        infinitive = None
    if _ENDS_IN_PREPOSITION.search(clause.rest):
        rest = f"{clause.rest} {text}"
    elif infinitive:
        end = infinitive.end()
        rest = f"{clause.rest[:end]} {text}{clause.rest[end:]}"
    else:
        rest = f"{text} {clause.rest}"
    return replace(clause, rest=rest.strip())


def _unnamed(clause: Clause) -> str:
    words = clause.asked.split()
    first = words[0].lower()
    if first == "how" and len(words) > 2:
        return " ".join(words[2:])
    if first in ("which", "what") and len(words) > 1:
        return f"the {' '.join(words[1:])}"
    if clause.verb in ("happened", "happens"):
        return "that"
    return "people" if first == "how" else "someone" if first == "who" else "something"


def _do(verb: str, subject: str) -> str:
    kinds = forms(verb)
    if "past" in kinds and verb.lower() not in ("put", "set", "cut", "let", "read"):
        return "did"
    return "do" if is_many(subject) else "does"


def _passive(clause: Clause) -> Clause | None:
    """Return "the election was won" for "who won the election"."""
    thing = object_of(clause)
    if not thing or "past" not in forms(clause.verb):
        return None
    verb = past_participle(base_form(clause.verb))
    rest = clause.rest[len(thing) :].strip()
    return Clause("", "were" if is_many(thing) else "was", thing, verb, rest)


def object_of(clause: Clause) -> str:
    """Return the noun phrase that follows the verb, with what "of" ties to it, or ""."""
    phrases = [phrase for phrase in noun_phrases(clause.rest) if not phrase.possessor]
    if not phrases or phrases[0].preposition or clause.rest[: phrases[0].start].strip():
        return ""
    first = phrases[0]
    end = first.end
    for phrase in phrases[1:]:
        if phrase.preposition != "of" or clause.rest[end : phrase.start].strip() != "of":
            break
        end = phrase.end
    return "" if first.kind in ("time", "pronoun") else clause.rest[:end]


def asked_with(asked: str, clause: Clause) -> str:
    """Return the question that asks `asked` of a clause from which nothing is asked.

    "When" takes no perfect ("When did the trial start"), and "since when" no present of "be".
    """
    auxiliary, verb = clause.auxiliary.lower(), clause.verb
    if clause.subject.lower() == "there" and re.match(
        r"how (?!many|much|long|often)\w+", asked, re.I
    ):
        thing = re.sub(r"^(?:an?|any|some) ", "the ", object_of(replace(clause, subject="")))
        return joined_words(asked, auxiliary, thing)
    first = asked.lower().split()[0]
    if first in ("since", "until"):  # what is asked need not be said
        clause = replace(clause, rest=re.sub(rf"\b{first} [\w' ]+$", "", clause.rest).strip())
    if auxiliary in ("has", "have") and verb and asked.lower() in ("when", "on what day"):
        base = base_form(verb.split()[-1])
        if verb.split()[0] != "been":
            return joined_words(asked, "did", clause.subject, base, clause.rest)
        be = "were" if is_many(clause.subject) else "was"
        return joined_words(asked, be, clause.subject, verb.split()[-1], clause.rest)
    if auxiliary in ("is", "are") and not verb and _DURING.match(asked):
        have = "have" if is_many(clause.subject) else "has"
        return joined_words(asked, have, clause.subject, "been", clause.rest)
    return joined_words(asked, auxiliary, clause.subject, verb, clause.rest)


def asked_of(asked: str, clause: Clause, *, number: str = "") -> str:
    """Return the clause with `asked` in the place of what it asks.

    Where that is the subject, the auxiliary agrees with it, or with `number` if that is given.
    """
    auxiliary = clause.auxiliary.lower()
    if clause.asks_subject and auxiliary:
        auxiliary = agreeing(auxiliary, number or asked)
    return joined_words(asked, auxiliary, clause.tail)


def finite(clause: Clause) -> tuple[str, str]:
    """Return auxiliary and verb as they follow a subject: "did win" as "" and "won"."""
    if clause.auxiliary not in w.DO or not clause.verb:
        return clause.auxiliary, clause.verb
    base, _, others = clause.verb.partition(" ")
    return "", f"{finite_for(clause.auxiliary, base)} {others}".strip()


def finite_for(auxiliary: str, base: str) -> str:
    """Return the verb form that a form of "do" and a base form make: "won" of "did" and "win"."""
    if auxiliary == "did":
        return past_tense(base)
    return third_person(base) if auxiliary == "does" else base


def statement(clause: Clause, answer: str | None) -> str:
    """Return what the question and its answer say together, without a full stop; "" for nothing."""
    whole = filled(clause, answer)
    if not whole.subject:
        return ""
    added = ""
    if clause.adverbial:
        text = noun_answer(answer)
        stands_by_itself = text and tagged(text)[0].tag == "prep"
        added = text if stands_by_itself else ""
        if clause.words[0] == "how" and not whole.verb and text:
            added = text
    parts = (whole.subject, *finite(whole), whole.rest, added)
    return " ".join(part for part in parts if part)
