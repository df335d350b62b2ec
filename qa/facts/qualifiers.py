"""Words around a figure that say how exact it is."""

from __future__ import annotations

import re

__all__ = ["OPPOSITE", "QUALIFIERS", "leading", "trailing"]

# Every way to put it, and what it comes to; "" for words that change nothing.
QUALIFIERS = {
    phrase: qualifier
    for qualifier, phrases in {
        "more than": "more than|over|above|upwards of|greater than|in excess of|exceeding"
        "|just over|slightly more than|a little over|a little more than|well over|larger than",
        "at least": "at least|no fewer than|no less than|not less than|a minimum of|minimum of",
        "less than": "less than|fewer than|under|below|just under",
        "up to": "up to|upto|at most|as much as|as many as|no more than|not more than|a maximum of",
        "nearly": "nearly|almost|close to",
        "about": "about|around|roughly|approximately|some|an estimated|estimated|circa|ca.|c.",
        "": "only|just|exactly|precisely|a total of|a record|another|an additional|additional|all"
        "|all of|for|of|at|by|to|with|in|on|worth|between|from",
    }.items()
    for phrase in phrases.split("|")
}
_LOWER, _UPPER = ("more than", "at least"), ("less than", "up to", "nearly")
OPPOSITE = frozenset((a, b) for a in _LOWER for b in _UPPER) | frozenset(
    (b, a) for a in _LOWER for b in _UPPER
)

_LEADING = re.compile(
    "(" + "|".join(re.escape(p) for p in sorted(QUALIFIERS, key=len, reverse=True)) + ") "
)
_AFTER = {
    "+": "at least", "plus": "at least", "or more": "at least", "at least": "at least",
    "or so": "about", "or fewer": "up to", "or less": "up to", "at most": "up to",
}  # fmt: skip
_TRAILING = re.compile(
    "[ -]?("
    + "|".join(re.escape(p) for p in sorted(_AFTER, key=len, reverse=True))
    + r")(?![^\W_])"
)


def leading(low: str) -> tuple[str, int, bool]:
    """Read the words before a figure, in lower case.

    Returns the qualifier (the first of several), where the figure begins, and whether the words
    announce a range as "between" does.
    """
    qualifier, at, between = "", 0, False
    while match := _LEADING.match(low, at):
        qualifier = qualifier or QUALIFIERS[match[1]]
        between = between or match[1] == "between"
        at = match.end()
    return qualifier, at, between


def trailing(low: str, at: int) -> tuple[str, int]:
    """Read the qualifier that begins at `low[at]` ("50+", "50 or more"); "" where none does."""
    match = _TRAILING.match(low, at)
    return (_AFTER[match[1]], match.end()) if match else ("", at)
