"""Where the words end that say what a question asks: "how many people", "by whom"."""

from __future__ import annotations

from collections.abc import Sequence

from qa.followups import words as w
from qa.followups.tagging import Word, is_plural

__all__ = ["BEFORE_PREPOSITIONS", "end_of_asked"]

BEFORE_PREPOSITIONS = frozenset(("because", "according", "due", "thanks", "owing", "out"))
_REACH = 8  # words that may lead up to the question word


def end_of_asked(found: Sequence[Word]) -> int | None:
    """Return the number of words that say what is asked: 0 in a question for yes or no."""
    if found[0].tag == "aux":
        return 0
    first = next((n for n, word in enumerate(found[:_REACH]) if word.lower in w.WH_WORDS), None)
    if first is None or (first and not _leads_up(found[:first])):
        return None
    noun = found[first].lower in ("who", "whom", "what", "when", "where", "why")
    plural = False
    for place in range(first + 1, len(found)):
        word = found[place]
        before = found[place - 1].lower
        if word.tag == "aux":
            return place
        counted = before in w.COUNTED and _is_verb_of_many(found, place)
        counts = found[first].lower == "how"
        wanted = {"past", "base" if plural else "past" if counts else "third"}
        some_of = found[first + 1].lower == "of"  # "which of them pays", "how many of them pay"
        finite = word.forms & (wanted | {"base", "third"} if some_of else wanted)
        if found[place + 1 : place + 2] and found[place + 1].tag == "aux":
            finite = frozenset()
        if counted or (finite and noun and found[place - 1].tag not in ("det", "poss", "adj")):
            return place
        if word.tag in ("noun", "name", "time", "num", "pron") or before in w.COUNTED:
            noun = True
            plural = is_plural(word.lower) or (plural and word.tag == "num")
    return len(found)


def _is_verb_of_many(found: Sequence[Word], place: int) -> bool:
    """Whether a verb follows "how many" without a noun: "how many died", "how many live here"."""
    word, rest = found[place], found[place + 1 :]
    if "base" not in word.forms:
        return "past" in word.forms
    alone = not rest or rest[0].tag in ("prep", "adv")
    many = found[place - 1].lower == "many"
    return many and alone and not any(other.tag == "aux" for other in rest)


def _leads_up(before: Sequence[Word]) -> bool:
    """Whether the words before a question word belong to what is asked: "by", "because of"."""
    opens = before[0].tag == "prep" or before[0].lower in BEFORE_PREPOSITIONS
    return opens and before[-1].tag == "prep" and not any(word.tag == "mark" for word in before)
