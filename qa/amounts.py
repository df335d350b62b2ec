"""Find amounts of money and other figures in text, and the parts of a list that belong together."""

from __future__ import annotations

import re

__all__ = ["QUALIFIER", "amounts", "asks_for_money", "asks_for_quantity", "joined_by_list"]

_SCALE = r"(?:hundred|thousand|million|billion|trillion|mn|bn|tn|m|k)"
_FIGURE = r"\d[\d,]*(?:\.\d+)?"
_CURRENCY = r"(?:USD|US\$|A\$|C\$|EUR|GBP|JPY|CHF|INR|Rs\.?|\$|€|£|¥|₹)"
_MONEY = re.compile(
    rf"{_CURRENCY}\s?{_FIGURE}(?:[\s-]?{_SCALE}\b)?"
    rf"|\b{_FIGURE}(?:[\s-]{_SCALE})?[\s-](?:dollars?|euros?|pounds?|yen|rupees?|cents?)\b",
    re.IGNORECASE,
)
QUALIFIER = re.compile(
    r"\b(?:up ?to|more than|less than|fewer than|at least|at most|as much as|as many as|nearly|"
    r"almost|about|around|roughly|approximately|some|over|under|an estimated)\s+(?:a |an |the )?$",
    re.IGNORECASE,
)
_LIST_LINK = re.compile(
    r"^(?:\s*,)?\s*(?:[^.;:!?]{0,60}?[\s,])?(?:and|as well as|plus|or)\b[^.;:!?]{0,25}$",
    re.IGNORECASE,
)
_BARE_LINK = re.compile(
    r"^\s*(?:,|and|or|as well as|plus|&|,\s*(?:and|or|as well as))\s*(?:the\s+)?$"
)


def asks_for_money(question: str) -> bool:
    """Whether a sum of money would answer."""
    lowered = question.lower()
    return bool(
        re.search(r"\bhow much (?!time|longer|of the time)", lowered)
        or re.search(r"\b(?:what|which) (?:is the |was the )?(?:sum|amount|value|price)", lowered)
        or re.search(r"\bhow (?:many|big a) (?:dollars|euros|pounds|sum)\b", lowered)
    )


def asks_for_quantity(question: str) -> bool:
    """Whether a figure would answer."""
    return asks_for_money(question) or bool(re.search(r"\bhow many\b", question.lower()))


def amounts(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) characters of the sums of money in `text`, in order."""
    return [match.span() for match in _MONEY.finditer(text)]


def joined_by_list(gap: str, *, bare: bool = False) -> bool:
    """Whether the text between two parts makes them members of one list or sum.

    A `bare` gap holds the link alone; otherwise a few words may stand around it, within a sentence.
    """
    return bool((_BARE_LINK if bare else _LIST_LINK).match(gap))
