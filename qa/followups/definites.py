"""Say in full what a noun with an article points back to: "the company", "this bridge"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import lookup, salience
from qa.followups import words as w
from qa.followups.answers import joined
from qa.followups.lookup import History
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.salience import Expected
from qa.followups.tagging import is_plural, tagged

__all__ = ["with_nouns"]

_WHO_IS = r"(?:who|what)(?: is| was|['’]?s) "
_OF_PLACE = frozenset("president premier king queen mayor capital chancellor governor".split())
_OF_THING = frozenset(
    "director author composer captain founder producer architect publisher".split()
)
_BRIDGED = frozenset("winner loser champion turnout victims survivors organisers".split())
_KINDS = w.ORGANISATIONS - frozenset(
    "academy army cabinet commission congress council court embassy government hospital house jury "
    "kremlin media ministry museum opposition parliament pentagon police senate treasury".split()
)


def with_nouns(message: str, history: History) -> str:
    """Return the message with the nouns that point back said in full, where that is known.

    Those it leaves say all they mean, or are names, or go on ("the bank of Italy").
    """
    phrases = noun_phrases(message)
    names = [p.text for p in phrases if p.kind in ("person", "name", "organisation", "place")]
    for phrase in reversed(phrases):
        found = _in_full(message, phrase, history, names)
        if found and found.lower() != phrase.text.lower():
            message = message[: phrase.start] + found + message[phrase.end :]
    return message


def _whole(noun: str, after: str, history: History) -> str | None:
    """Return "the director of Dahomey" for "the director" that a question asks for."""
    if after.strip(" ?!."):
        return None
    found = None
    if noun in _OF_PLACE:
        found = lookup.town(history)
    elif noun in _OF_THING:
        found = salience.thing(history[:2], Expected("object"))
    return f"the {noun} of {found.text}" if found else None


def _in_full(message: str, phrase: Phrase, history: History, names: Sequence[str]) -> str | None:
    """Return what "the company" or the like stands for, or None where it says all it means."""
    words = [word.lower for word in tagged(phrase.text)]
    pointing = words[:1] in (["the"], ["this"], ["that"], ["these"], ["those"])
    if not pointing or len(words) != 2 or phrase.possessor:
        return None
    noun = words[1]
    if words[0] == "the" and re.fullmatch(_WHO_IS, message[: phrase.start], re.IGNORECASE):
        whole = _whole(noun, message[phrase.end :], history)
        if whole:
            return whole
    after = message[phrase.end :].lower().lstrip()
    if after.startswith(("of ", "that ", "who ", "which ")) or noun in w.TIMES:
        return None
    if noun in ("countries", "cities", "parties", "states", "companies") and words[0] != "the":
        return joined(lookup.listed(history)) or None
    if noun in _BRIDGED:
        event = lookup.event(history)
        return f"{phrase.text} of {event.text}" if event else None
    found = lookup.named(history, noun)
    if found and found.text.lower() not in (name.lower() for name in names):
        return found.text if is_plural(noun) == found.plural else None
    if noun in _KINDS and not is_plural(noun):
        kind = lookup.of_kind(history, noun, names)
        return kind.text if kind and not kind.plural else None
    return None
