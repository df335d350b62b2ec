"""Noun phrases of a question or an answer, and what kind of thing each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.clauses import clause_of
from qa.followups.tagging import Word, is_plural, tagged

__all__ = ["Phrase", "gender_of", "kind_of", "noun_phrases"]

_UNITS = frozenset(
    "barrels billion cents degrees dollar dollars dozen eur euro euros feet gbp hundred kilometres "
    "km kronor litres meters metres miles million per percent points pound pounds rupee rupees "
    "thousand tonnes tons trillion usd yen".split()
)
_QUALIFIER = re.compile(
    r"^(?:at least|at most|more than|less than|fewer than|about|around|nearly|almost|over|up to|"
    r"some|roughly|approximately) (?=\S)",
    re.IGNORECASE,
)
_MARK = re.compile(r"['’]s$|['’]$")
_IN_PLACE = frozenset(("in", "at", "near", "from", "off", "on"))
_HEADED = frozenset(("det", "poss", "num", "ord", "adj", "adv", "noun", "name", "time"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase at `start:end` of its text.

    `kind` is person, place, organisation, event, time, amount, name (of what is not known),
    pronoun or thing. `head` is its main noun in lower case, `preposition` the word before it, if it
    is one, in lower case. `possessor`: it owns the phrase that goes on after it.
    """

    text: str
    start: int
    end: int
    kind: str
    head: str
    plural: bool
    preposition: str = ""
    possessor: bool = False


def noun_phrases(text: str) -> tuple[Phrase, ...]:
    """Return the noun phrases of `text`, possessors among them, in their order."""
    clause = clause_of(text)
    verb = range(clause.verb_start, clause.verb_start + len(clause.verb)) if clause else range(0)
    found = tagged(text)
    phrases: list[Phrase] = []
    group: list[int] = []
    for place, word in enumerate(found):
        counted = word.lower in w.COUNTED and place and found[place - 1].lower == "how"
        headed = word.tag in _HEADED and word.start not in verb and not counted
        joins = word.lower == "of" and group and _is_named(found, place)
        if group and not joins and (not headed or _begins_anew(found, group, place)):
            phrases += _phrases(text, found, group)
            group = []
        if word.tag == "pron":
            before = found[place - 1].lower if place and found[place - 1].tag == "prep" else ""
            one = Phrase(word.text, word.start, word.end, "pronoun", word.lower, False, before)
            phrases.append(one)
        elif joins or (headed and not (group and _is_past(word) and _has_noun(found, group))):
            group.append(place)
    if group:
        phrases += _phrases(text, found, group)
    return tuple(phrases)


def _is_named(found: Sequence[Word], place: int) -> bool:
    """Whether "of" stands between capitalised words ("Hand of God")."""
    return (
        found[place - 1].tag == "name"
        and not found[place - 1].possessive
        and place + 1 < len(found)
        and found[place + 1].tag == "name"
    )


def _is_past(word: Word) -> bool:
    return "past" in word.forms and "base" not in word.forms


def _is_full_name(words: Sequence[Word]) -> bool:
    """Whether the words are a name of two or more, with nothing before it."""
    return len(words) > 1 and all(word.tag == "name" for word in words)


def _has_noun(found: Sequence[Word], group: Sequence[int]) -> bool:
    return any(found[n].tag in ("noun", "name", "time") for n in group)


def _begins_anew(found: Sequence[Word], group: Sequence[int], place: int) -> bool:
    """Whether the word at `place` cannot go on with the noun phrase of `group`."""
    word, last = found[place], found[place - 1]
    if place - 1 != group[-1]:
        return True
    has_noun = _has_noun(found, group)
    if last.possessive or not has_noun:
        return False
    if word.tag in ("det", "poss", "adv") or _is_past(word):
        return True
    if word.lower in w.ROLES and word.text.islower() and _is_full_name([found[n] for n in group]):
        return True
    if word.tag == "time" and last.tag not in ("time", "det", "num", "adj", "ord"):
        return True
    if last.tag == "time" and word.tag in ("noun", "name"):
        return all(found[n].tag in ("time", "num", "ord", "adv") for n in group)
    listed = word.tag in ("num", "ord") or word.lower in w.ADJECTIVES
    return listed and last.tag in ("noun", "name") and word.tag in ("num", "ord", "adj")


def _phrases(text: str, found: Sequence[Word], group: Sequence[int]) -> list[Phrase]:
    """Return the phrase of a group of words, after the possessors that it begins with."""
    places = list(group)
    while places and found[places[-1]].tag in ("adv", "det") and len(places) > 1:
        places.pop()
    while len(places) > 1 and found[places[0]].tag == "adv":
        if found[places[1]].tag == "time":
            break
        places.pop(0)
    if not any(found[n].tag in ("noun", "name", "time", "num", "ord") for n in places):
        return []
    words = [found[n] for n in places]
    before = found[places[0] - 1] if places[0] else None
    preposition = before.lower if before and before.tag == "prep" else ""
    phrases = []
    for count, word in enumerate(words, 1):
        if word.possessive and count < len(words):
            phrases.append(_phrase(text, words[:count], "", possessor=True))
    return [*phrases, _phrase(text, words, preposition)]


def _phrase(
    text: str, words: Sequence[Word], preposition: str, *, possessor: bool = False
) -> Phrase:
    start, end = words[0].start, words[-1].end
    written = re.sub(r"['’]s$|(?<=s)['’]$", "", text[start:end])
    head = re.sub(r"['’]s$|['’]$", "", words[-1].lower)
    return Phrase(
        written,
        start,
        start + len(written),
        kind_of(written, words, preposition),
        head,
        is_plural(head) and words[-1].tag != "name",
        preposition,
        possessor,
    )


def kind_of(text: str, words: Sequence[Word] | None = None, preposition: str = "") -> str:
    """Return the kind of a noun phrase, as `Phrase` lists them, from its words alone.

    `words` are those of `text`, if they are known; the preposition is the one before it.
    """
    words = _core(tagged(_QUALIFIER.sub("", text))) if words is None else words
    owner = max((n for n, word in enumerate(words[:-1]) if word.possessive), default=-1)
    words = words[owner + 1 :]
    content = [word for word in words if word.tag not in ("det", "poss", "adv", "mark")]
    if content and content[-1].tag == "name":
        of = next((n for n, word in enumerate(content) if n and word.lower == "of"), len(content))
        content = content[:of]
    if not content:
        return "thing"
    kind = _kind_of_figure(text, content) or _kind_of_name(content, words)
    if kind:
        return kind
    if content[-1].tag == "name":
        acronym = content[0].text.isupper() and len(content[0].text) > 1
        known = content[0].lower in w.PLACES
        placed = preposition in _IN_PLACE
        return "place" if placed else "organisation" if acronym and not known else "name"
    return "name" if len(words) == 1 and owner < 0 and _is_bare_unknown(words[0]) else "thing"


def _core(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words before the first preposition, unless it stands in a name, or "called"."""
    for place, word in enumerate(words):
        if place and (word.tag == "prep" or word.lower in ("called", "named")):
            within = place + 1 < len(words) and words[place - 1].tag == words[place + 1].tag
            return words if within and words[place - 1].tag == "name" else words[:place]
    return words


def _kind_of_figure(text: str, content: Sequence[Word]) -> str:
    """Return time or amount, or ""."""
    first, last = content[0], content[-1]
    head = _MARK.sub("", last.lower)
    dated = last.tag in ("num", "ord") and first.tag == "time"
    if last.tag == "time" or dated or (last.tag == "ord" and head[0].isdigit()):
        return "time"
    counted = all(word.tag == "num" or word.lower in _UNITS for word in content)
    price = first.text[0].isdigit() and "$" in text
    return "amount" if counted or price or head in _UNITS or "/" in head else ""


def _kind_of_name(content: Sequence[Word], words: Sequence[Word]) -> str:
    """Return the kind that the words of a phrase are known for, or ""; names of no kind too."""
    head, named = _MARK.sub("", content[-1].lower), content[-1].tag == "name"
    bare = " ".join(word.lower for word in content)
    if bare in w.PLACES or (named and f"the {bare}" in w.PLACES):
        return "place"
    if named and any(word.lower in w.TITLES and word.tag != "adj" for word in content[:-1]):
        return "person"
    common = [word.lower for word in content[:-1] if word.tag == "noun" and word.text.islower()]
    if named and common:  # "the series Nordlicht" is a series
        head = common[-1]
        named = head in w.ROLES | w.ORGANISATIONS | w.EVENTS | w.GENERIC_PLACES
    if head in w.ORGANISATIONS:
        return "organisation"
    if head in w.EVENTS:
        return "event"
    by_article = len(content) == 1 and words[0].tag in ("det", "poss")
    first_name = content[0].lower in w.FEMALE_NAMES | w.MALE_NAMES
    if first_name and named and not by_article:
        return "person"
    if head in w.ROLES or (is_plural(head) and head.removesuffix("s") in w.ROLES):
        return "person"
    if head in w.GENERIC_PLACES:
        return "place"
    return "thing" if common and content[-1].tag == "name" else ""


def _is_bare_unknown(word: Word) -> bool:
    """Whether a word in lower case may be a name: a singular that has no article."""
    return (
        word.tag == "noun"
        and not is_plural(word.lower)
        and not word.forms
        and word.lower not in w.MASS_NOUNS
        and not word.lower.endswith(("tion", "ment", "ness", "ism", "ship"))
    )


def gender_of(text: str) -> str:
    """Return "f" or "m" where a first name, a title or a role tells it, else ""."""
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if word in w.FEMALE_ROLES or word in w.FEMALE_NAMES:
            return "f"
        if word in w.MALE_ROLES or word in w.MALE_NAMES:
            return "m"
    return "f" if re.search(r"(?:ova|skaya|skaia|eva)$", text) else ""
