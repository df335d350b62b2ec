"""Ask directly what a message asks indirectly: "when he was killed" after "can you tell me"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups import words as w
from qa.followups.tagging import Word, tagged
from qa.followups.verbs import base_form

__all__ = ["direct"]

_NOUNS_TOO = frozenset(("how", "which", "what", "whose"))
_WHETHER = re.compile(r"(?:if|whether)\s+", re.IGNORECASE)


def direct(question: str) -> str:
    """Return an indirect question in the order of a direct one; as it is where it is direct.

    "Where the crash happened" becomes "Where did the crash happen", "whether he resigned" "Did he
    resign".
    """
    core = question.strip().rstrip("?!. ")
    whether = _WHETHER.match(core)
    if whether:
        core = core[whether.end() :]
    found = tagged(core)
    start = 0 if whether else _end_of_asked(found)
    if start is None or start >= len(found) or found[start].tag in ("aux", "prep", "adv"):
        return question
    verb = _finite(found, start)
    if verb is None or verb == start:
        return question
    asked = core[: found[start - 1].end] if start else ""
    subject = core[found[start].start : found[verb - 1].end]
    word, rest = found[verb], core[found[verb].end :]
    parts: tuple[str, ...] = (asked, word.text, subject, rest.strip())
    if word.tag != "aux":
        do = "did" if "past" in word.forms else "does" if "third" in word.forms else "do"
        parts = (asked, do, subject, base_form(word.lower), rest.strip())
    text = " ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}?"


def _end_of_asked(found: Sequence[Word]) -> int | None:
    """Return where what is asked ends and a subject begins, None where it is the subject itself."""
    place = 1 if found and found[0].tag == "prep" else 0
    if len(found) <= place or found[place].tag != "wh":
        return None
    word = found[place].lower
    place += 1
    if word not in _NOUNS_TOO:
        return place
    nouns = 0
    while place < len(found):
        tag = found[place].tag
        counted = found[place].lower in w.COUNTED
        if tag in ("name", "pron", "poss", "aux") or (tag == "det" and not counted):
            return place if word in ("how", "what") or nouns else None
        if nouns and found[place].forms & {"past", "third"}:
            return None
        if tag not in ("noun", "adj", "adv", "det", "time"):
            return None
        nouns += tag in ("noun", "time")
        place += 1
    return None


def _finite(found: Sequence[Word], start: int) -> int | None:
    """Return the place of the finite verb or auxiliary after the subject that begins at `start`."""
    for place in range(start + 1, len(found)):
        word, before = found[place], found[place - 1]
        if word.tag == "aux":
            return place
        if word.forms & {"past", "third"} and before.tag not in ("det", "poss", "adj", "prep"):
            return place
        if before.tag == "pron" and "base" in word.forms:
            return place
    return None
