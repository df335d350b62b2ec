"""Tell an answer from a quiz's list of choices: what is only offered is not said."""

from __future__ import annotations

import re

__all__ = ["is_choice"]

_CHOICE_WORDS = 8
_LINES_BACK = 6
_LETTERED = re.compile(r"(?:^|\s)\(?([A-E])[.):]\s")
_QUESTION_END = re.compile(r"\?[\s\"”’')\d]*$")


def is_choice(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is one of the choices under a quiz's question.

    These stand a line each below a line that ends with a question mark, or in one line after
    letters: "A. Spider B. Ladybug".
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    if len({match[1] for match in _LETTERED.finditer(line)} & set("AB")) == 2:
        return True
    if len(line.split()) > _CHOICE_WORDS:
        return False
    above = [part for part in text[max(0, first - 1_000) : first].split("\n") if part.strip()]
    for part in above[: -_LINES_BACK - 1 : -1]:
        if _QUESTION_END.search(part):
            return True
        if len(part.split()) > _CHOICE_WORDS:
            return False
    return False
