"""What "there", "then" and "that" point to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import lookup, salience
from qa.followups import words as w
from qa.followups.framing import has_participle
from qa.followups.lookup import History
from qa.followups.salience import Expected
from qa.followups.tagging import Word
from qa.followups.verbs import base_form

__all__ = ["stands_alone", "that_meant", "then_meant", "there_meant"]

_BE = re.compile(r"\b(?:is|are|was|were|be|been|'s|’s)$", re.IGNORECASE)
_DATED = re.compile(
    r"(?:in|on|at|last|this|next|yesterday|today|\w+ (?:ago|later))\b", re.IGNORECASE
)
_DAY = re.compile(r"\b\d{1,2}(?!\d)|day\b")
_MOVES = frozenset("come deport flee fly go move return send travel".split())
_PAYING = frozenset("pay spend give raise get receive earn owe cover provide donate".split())


def there_meant(message: str, words: Sequence[Word], place: int, history: History) -> str | None:
    """Return what to say for the "there" at `place`: "in Paris"; None where it says no place."""
    if _BE.search(message[: words[place].start].rstrip()) and words[0].lower != "who":
        return None  # "how many are there"
    after = words[place + 1 : place + 2]
    if after and (after[0].tag == "aux" or after[0].lower == "be"):
        return None
    if place and words[place - 1].lower in ("up", "out", "down"):
        return None
    found = lookup.place(history)
    before = words[place - 1].lower if place else ""
    if before == "in":
        found = salience.thing(history, Expected("object")) or found
    if found is None or before in w.PREPOSITIONS:
        return found.text if found else None
    moved = any(base_form(other.lower) in _MOVES for other in words[:place] if other.forms)
    preposition = "to" if moved else found.preposition or ("in" if found.kind == "place" else "at")
    if preposition not in ("to", "in", "at", "on", "near", "off", "outside"):
        preposition = "in"
    return f"{preposition} {found.text}"


def then_meant(words: Sequence[Word], place: int, history: History) -> str | None:
    """Return what to say for the "then" at `place`: "on 6 May"."""
    found = lookup.time(history)
    if found is None:
        return None
    after_preposition = words[place - 1].lower in ("since", "by", "until", "before", "from")
    if after_preposition or _DATED.match(found.text):
        return found.text
    return f"{'on' if _DAY.search(found.text) else 'in'} {found.text}"


def stands_alone(words: Sequence[Word], place: int) -> bool:
    """Whether the "that" or "those" at `place` is no conjunction and no article."""
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None or after.tag == "mark" or _is_passive(words, place):
        return True
    before = words[place - 1] if place else None
    if before is not None and before.lower in ("of", "than"):
        return after.tag in ("aux", "prep")
    begins = before is None or before.tag == "aux"
    return begins and after.tag in ("det", "prep", "aux", "adv", "adj") and after.lower != "one"


def _is_passive(words: Sequence[Word], place: int) -> bool:
    """Whether "that" is what something is done to: "when was that launched"."""
    return place > 0 and words[place - 1].lower in w.BE and has_participle(words, place)


def that_meant(words: Sequence[Word], place: int, history: History) -> str | None:
    """Return what "that" stands for: a sum that was the answer, or a place that is asked after."""
    if not history:
        return None
    answer = next((m for m in history[0] if m.role in ("answer", "location")), None)
    first = words[0].lower
    if first in ("who", "whom"):
        return None
    if _is_passive(words, place):
        found = salience.thing(history[:1], Expected("measure"))
        return found.text if found else None
    if answer is None:
        measured = first == "how" and words[1].lower not in w.COUNTED
        things = (m.text for m in history[0] if m.kind == "thing" and m.role == "other")
        return next(things, None) if measured else None
    before = words[place - 1] if place else None
    if before and before.tag == "prep" and before.lower not in ("of", "than"):
        return None
    if before and before.forms and base_form(before.lower) not in _PAYING:
        return None
    wanted = ("place", "name", "organisation") if first == "where" else ("amount",)
    return answer.text if answer.kind in wanted else None
