"""Give a message that is typed all in capitals the letters that it would have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followups.clauses import clause_of
from qa.followups.tagging import is_shouted, tagged
from qa.types import Turn

__all__ = ["recased", "unshouted"]

_REACH = 4  # turns back whose capitals are known
_LONGEST = 4_000  # characters of them
_ACRONYMS = frozenset(("uk", "eu", "un", "nato"))
_SHORT = 6  # characters below which capitals may be an acronym


def unshouted(text: str, message: str) -> str:
    """Return a part of a message in lower case if the message is in capitals ("WHY?")."""
    word = text.isupper() and len(text) < _SHORT and clause_of(text.lower()) is not None
    return text.lower() if word or is_shouted(message) else text


def recased(text: str, turns: Sequence[Turn]) -> str:
    """Return a text in lower case with the capitals that its names have in the turns."""
    said = " ".join(
        f"{turn.standalone_question} {turn.answer.text or ''}" for turn in turns[-_REACH:]
    )
    names = {word.lower: word.text for word in tagged(said[:_LONGEST]) if word.tag == "name"}
    cased = [
        names.get(word) or (word.upper() if word in _ACRONYMS else word)
        for word in re.split(r"(\W+)", text)
    ]
    return re.sub(r"\bthe us\b", "the US", "".join(cased))
