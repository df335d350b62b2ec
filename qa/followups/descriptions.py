"""Say in full what a message points back to: "the company", "each of them", "the first one"."""

from __future__ import annotations

import re

from qa.followups import lookup, salience
from qa.followups.answers import definite, joined
from qa.followups.clauses import clause_of
from qa.followups.definites import with_nouns
from qa.followups.lookup import History
from qa.followups.salience import Expected
from qa.followups.tagging import singular
from qa.lexicon import NUMBER_WORDS, ORDINAL_WORDS

__all__ = ["with_descriptions"]

_SHARE = re.compile(
    r"\b(?P<share>each|both|either|neither|which|who|one|any|none|all|some|most)"
    r" of (?:(?:the|these|those) (?P<count>two|three|four|five)(?: \w+)?"
    r"|(?:these|those) (?!(?:is|are|was|were|has|have|had|did|do|does|will|can)\b)\w+"
    r"|them|these|those)\b"
    r"|\b(?P<each>each|every) one\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:(?:the|these|those) (?P<count>two|three|four|both)(?: (?P<noun>leaders|sides|men|women|"
    r"countries|companies|parties|presidents|ministers|teams|cities|candidates|people))?"
    r"|all (?P<all>two|three|four|five)|both)"
    r"(?= (?:talk|speak|sp[eo]ak|meet|met|discuss|agree|want|say|said|sign|have|do|did|are|were|"
    r"together|the|win|won|come|get|got|share|call|plan|differ|fight)\w*\b|\s*\?*$)",
    re.IGNORECASE,
)
_NTH = re.compile(
    r"\bthe (?P<nth>" + "|".join(ORDINAL_WORDS) + r"|former|latter|last)\b(?: (?P<one>one)\b)?"
    r"(?P<of> of (?:them\b|these|those|the)(?: two| three| four)?(?: (?!in\b|on\b)\w+)?)?",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?:in which|do|did|does|is|was|has|will|say|said|more|less|better|worse|\w+er than)\b", re.I
)
_OTHER = re.compile(
    r"\b(?:the|that) other(?: (?:one|candidate|country|company|party|man|woman)\b|(?=[ ?.]*$))",
    re.I,
)
_THAT_TIME = re.compile(
    r"\b(on|in|since|until|before|after|by) that (?:day|month|year|date)\b", re.I
)
_THAT_ONE = re.compile(r"\b(?:that|this) one\b", re.IGNORECASE)
_ANY = re.compile(r"(?<=\w )\b(?:any|some)\b(?=[ ?.!]*$)", re.IGNORECASE)
_SUM = re.compile(r"\b(?:that|this) (?:amount|sum|figure|number|money)\b", re.IGNORECASE)
_ONE = re.compile(
    r"\bthe (?P<which>new|old|first|second|third|last|next|other) one(?P<s>s?)\b", re.I
)
_COUNTS = {word: number for number, word in enumerate(NUMBER_WORDS[:6], 1)}
_NUMBERING = (*ORDINAL_WORDS, "other", "last")


def with_descriptions(message: str, history: History, *, fragment: bool = False) -> str:
    """Return the message with what points back in it said in full, where that is known.

    Of a `fragment`, nouns are left: the question that it goes into says the rest.
    """
    message = _THAT_TIME.sub(lambda match: _that_time(match, history), message)
    message = _ANY.sub(lambda match: _any(match, history), message)
    message = _SUM.sub(lambda match: _sum(match, history), message)
    message = _with_lists(message, history, fragment=fragment)
    message = _THAT_ONE.sub(lambda match: _that_one(match, history), message)
    if not fragment:
        message = _ONE.sub(lambda match: _one(match, history), message)
    return message if fragment else with_nouns(message, history)


def _that_time(match: re.Match[str], history: History) -> str:
    found = lookup.time(history)
    return f"{match[1]} {found.text}" if found and re.search(r"\d|day$", found.text) else match[0]


def _that_one(match: re.Match[str], history: History) -> str:
    found = salience.thing(history, Expected("object"))
    return found.text if found else match.group()


def _any(match: re.Match[str], history: History) -> str:
    """Return "any tanks" for an "any" that ends a question after one about tanks."""
    said = (
        m for m in (history[0] if history else ()) if m.plural and m.kind in ("thing", "person")
    )
    found = next((m for m in said if m.role in ("asked", "other")), None)
    return f"{match.group()} {re.sub(r'^the ', '', found.text)}" if found else match.group()


def _sum(match: re.Match[str], history: History) -> str:
    found = lookup.amount(history)
    return found.text if found else match.group()


def _with_lists(message: str, history: History, *, fragment: bool) -> str:
    def share(match: re.Match[str]) -> str:
        count = _COUNTS.get((match["count"] or "").lower())
        parts = lookup.listed(history, count, next_to=True)
        parts = parts or _pair(history, match["count"])
        if not parts:
            return match.group()
        return f"{match['share'] or match['each']} of {joined([definite(part) for part in parts])}"

    def everyone(match: re.Match[str]) -> str:
        count = _COUNTS.get((match["count"] or match["all"] or "two").lower(), 2)
        parts = lookup.listed(history, count) or _pair(history, match["count"])
        return joined([definite(part) for part in parts]) if parts else match.group()

    clause = clause_of(message)
    subject = clause.subject.lower() if clause and clause.verb else ""

    def nth(match: re.Match[str]) -> str:
        after = message[match.end() :].strip(" ?!.,")
        if after and not match["of"] and not _SAYS.match(after) and match[0].lower() != subject:
            return match.group()
        noun = None if match["of"] or fragment else _numbered(match["nth"].lower(), history)
        if noun:
            return f"the {match['nth']} {noun}"
        parts = lookup.listed(history)
        place = _place(match["nth"].lower(), len(parts))
        if place is None or place >= len(parts):
            return match.group()
        return definite(parts[place])

    def other(match: re.Match[str]) -> str:
        found = _other(history)
        return definite(found) if found else match.group()

    message = _SHARE.sub(share, message)
    message = _ALL.sub(everyone, message)
    message = _NTH.sub(nth, message)
    return _OTHER.sub(other, message)


def _numbered(nth: str, history: History) -> str | None:
    """Return "part" where the latest turns spoke of "the second part" or "the other part"."""
    for said in history[:3]:
        for mention in said:
            words = mention.text.lower().split()
            numbered = words[0] == "the" and words[1:2] and words[1] in _NUMBERING
            if numbered and len(words) > 2 and nth in ORDINAL_WORDS and mention.kind == "thing":
                return mention.head
    return None


def _place(word: str, count: int) -> int | None:
    """Return which of `count` members the word means, counted from 0."""
    if word == "former":
        return 0
    if word in ("latter", "last"):
        return count - 1 if count else None
    return ORDINAL_WORDS.index(word)


def _pair(history: History, count: str | None) -> tuple[str, ...]:
    found = lookup.pair(history) if (count or "two").lower() in ("two", "both") else None
    return found.parts if found else ()


def _other(history: History) -> str | None:
    """Return the one of the latest pair that was not spoken of last."""
    parts = lookup.listed(history, 2)
    said = [mention.text for mentions in history for mention in mentions if not mention.parts]
    for text in said:
        short = text.lower().removeprefix("the ")
        for place, part in enumerate(parts):
            if part.lower().removeprefix("the ") in short or short in part.lower():
                return parts[1 - place]
    return None


def _one(match: re.Match[str], history: History) -> str:
    """Return "the first tram" for "the first one" after a turn that spoke of trams."""
    which = match["which"].lower()
    wanted = {"new": "old", "old": "new"}.get(which)
    event = lookup.event(history) if which in ("next", "last") else None
    if event:
        return f"the {which} {event.head}{match['s']}"
    for said in history:
        for mention in said:
            if wanted and f" {wanted} " in f" {mention.text.lower()} ":
                return f"the {which} {mention.head}{match['s']}"
            counted = (
                mention.plural and not mention.parts and mention.kind not in ("amount", "time")
            )
            if not wanted and counted and mention.head.endswith("s"):
                noun = mention.head if match["s"] else singular(mention.head)
                return f"the {match['which']} {noun}"
    return match.group()
