"""Choose what a pronoun stands for: every phrase spoken of is weighed, and the best one taken.

Recency, the part that a phrase plays in its question, its kind and how often it came up count, as
in Lappin and Leass, "An Algorithm for Pronominal Anaphora Resolution" (1994); so does what the verb
of the message can be said of. The weights were set by hand on the even half of
`tests/dialogues/followups.jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from qa.followups import words as w
from qa.followups.lookup import History, pair
from qa.followups.mention import Mention

__all__ = ["Expected", "group", "person", "thing"]

_NEVER = -99.0
_PER_TURN = 2.2  # lost for every turn back
_PER_TURN_PERSON = 2.7
_PER_TOPIC = 0.4  # won for every other turn that speaks of the same, up to three
_PROPER = 1.0
_SAME_GENDER = 1.0
_LEAST = 2.4
_VAGUE = frozenset(
    "agenda amount cost job kind lot name number price question reason record size success sum "
    "thing time value way".split()
)
_STATE = frozenset("government police army court jury parliament congress senate cabinet".split())
_NEAR = ("at", "near", "outside", "inside")
_DEFINITE = ("the ", "his ", "her ", "their ", "its ", "this ", "that ")
_THING_ROLES = {
    "answer": 3.0, "subject": 2.0, "same": 1.5, "other": 1.0, "owner": 0.0, "asked": -1.0,
    "location": 0.0,
}  # fmt: skip
_PERSON_ROLES = {
    "answer": 4.0, "subject": 2.5, "item": 2.5, "owner": 2.0, "other": 1.5, "same": 0.5,
    "asked": -0.5, "description": -3.0,
}  # fmt: skip
_GROUP_ROLES = {
    "answer": 3.0, "subject": 2.5, "other": 1.5, "owner": 1.3, "asked": 1.2, "same": 1.0,
}  # fmt: skip
# How well each kind fits what a verb expects, for "it".
_FITS = {
    "any": {"thing": 1.5, "event": 1.5, "organisation": 1.0, "name": 1.5, "place": 0.5},
    "object": {"thing": 2.0, "event": 2.0, "organisation": 0.5, "name": 0.8, "place": -2.0},
    "agent": {"thing": -1.0, "event": -2.0, "organisation": 3.0, "name": 2.0, "place": 2.5},
    "measure": {"thing": 2.0, "event": 2.0, "organisation": 0.0, "name": 1.3, "place": 0.5},
    "event": {"thing": 0.0, "event": 4.0, "organisation": -1.0, "name": 0.0, "place": -3.0},
    "place": {"thing": -1.0, "event": -2.0, "organisation": 0.0, "name": 3.0, "place": 4.0},
    "group": {"thing": -1.0, "event": -2.0, "organisation": 3.0, "name": 1.0, "place": -3.0},
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the message makes of the pronoun.

    `frame` is a key of the kinds that fit: any (subject of some verb), object, agent, measure,
    event, place or group. `of_several`: it stands after "of". `human`: only people do that.
    """

    frame: str = "any"
    of_several: bool = False
    human: bool = False


def _best(
    history: History, weigh: Callable[[Mention], float], least: float, per_turn: float
) -> Mention | None:
    counts: dict[str, int] = {}
    for said in history:
        for text in {mention.text.lower() for mention in said}:
            counts[text] = counts.get(text, 0) + 1
    best, top = None, _NEVER
    for back, said in enumerate(history):
        for mention in said:
            often = min(3, counts[mention.text.lower()] - 1)
            base = weigh(mention)
            score = base - per_turn * back + _PER_TOPIC * often
            if base >= least and score > top:
                best, top = mention, score
    return best


def thing(history: History, expected: Expected) -> Mention | None:
    """Return what "it" may stand for, None where nothing is likely enough."""
    fits = _FITS[expected.frame]

    def weigh(mention: Mention) -> float:
        if mention.plural or mention.kind not in fits or mention.role not in _THING_ROLES:
            return _NEVER
        if mention.role in ("answer", "location") and _is_quality(mention):
            return _NEVER
        if expected.frame == "group" and mention.head in _STATE:
            return _NEVER
        score = _THING_ROLES[mention.role] + fits[mention.kind]
        score += (
            0.5 * mention.text.lower().startswith("the ") * (mention.kind in ("thing", "event"))
        )
        score -= 3.0 * (mention.head in _VAGUE)
        score -= 4.0 * (mention.kind == "thing" and mention.preposition in _NEAR)
        score += 0.7 * (bool(mention.noun) and mention.kind != "organisation")
        loose = expected.frame in ("object", "measure")
        return score - 2.0 * (mention.head in w.MASS_NOUNS and not loose)

    return _best(history, weigh, _LEAST, _PER_TURN)


def _is_quality(mention: Mention) -> bool:
    """Whether an answer is an adjective and names nothing."""
    return mention.text.islower() and " " not in mention.text


def person(history: History, gender: str, taken: Collection[str] = ()) -> Mention | None:
    """Return whom "he" (gender "m") or "she" ("f") may stand for; none of those `taken`."""

    def weigh(mention: Mention) -> float:
        proper = mention.text[:1].isupper()
        known = mention.kind == "person" or (mention.kind == "name" and mention.role != "answer")
        if mention.plural or not known or mention.role not in _PERSON_ROLES:
            return _NEVER
        if mention.text in taken:
            return _NEVER
        titled = mention.text.lower().startswith("the ")
        if mention.gender not in ("", gender) or (
            mention.kind == "name" and (titled or not proper)
        ):
            return _NEVER
        if mention.head in mention.text.split() and not mention.text.startswith(_DEFINITE):
            return _NEVER  # "president of the board" says what someone is
        score = _PERSON_ROLES[mention.role] + (1.5 if mention.kind == "person" else 0.8)
        return score + _PROPER * proper + _SAME_GENDER * (mention.gender == gender)

    return _best(history, weigh, -20.0, _PER_TURN_PERSON)


def group(history: History, expected: Expected) -> Mention | None:
    """Return what "they" may stand for: several, or an organisation, or a country."""

    def weigh(mention: Mention) -> float:
        if mention.role not in _GROUP_ROLES or mention.kind in ("amount", "time"):
            return _NEVER
        score = _GROUP_ROLES[mention.role]
        if mention.plural:
            people = mention.kind in ("person", "organisation") or bool(mention.parts)
            return score + (1.5 if people else 1.0 - 2.0 * expected.human) + expected.of_several
        if expected.of_several or mention.role == "asked":
            return _NEVER
        score -= 2.0 * (expected.frame == "measure")
        if mention.kind == "organisation":
            return score + 0.8 * expected.human - 1.5 * (mention.role != "answer")
        if mention.kind == "person":
            club = mention.role == "answer" and " " not in mention.text and not mention.gender
            return score - 0.5 if club and mention.text[:1].isupper() else _NEVER
        if mention.kind == "place" and mention.preposition not in ("in", "at"):
            return score - 1.0
        named = mention.kind == "name" and mention.text[:1].isupper()
        return score - 0.7 if named and mention.role in ("answer", "subject") else _NEVER

    pairs = [pair([said]) or pair(history[n : n + 2]) for n, said in enumerate(history)]
    with_pairs = [
        (found, *said) if found else said for found, said in zip(pairs, history, strict=True)
    ]
    return _best(with_pairs, weigh, -20.0, _PER_TURN)
