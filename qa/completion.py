"""Complete spans that cut through a figure, a date or a name, and check that they fit the question.

A reader points at tokens; "29.3 billion" of "USD 29.3 billion" or "Bradley Infantry" of "Bradley
Infantry Fighting Vehicles" is nearly right, and a quote should be right.
"""

from __future__ import annotations

import re

from qa.amounts import amounts, asks_for_quantity
from qa.lexicon import MONTHS, NUMBER_WORDS, WEEKDAYS

__all__ = ["completed", "fits"]

_MONTH = "(?:" + "|".join(MONTHS) + ")"
_DATE = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    rf"(?:,? \d{{4}})?|{_MONTH},? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d,.]*\d(?:[\s-](?:hundred|thousand|million|billion|trillion)\b)?|\d+")
_CAPITALISED_AFTER = re.compile(r"(?:[ -][A-Z][\w'’-]*)+")
_NUMBER = re.compile(
    r"\d|\b(?:" + "|".join(NUMBER_WORDS) + r"|half|dozens|hundreds|thousands)\b", re.I
)
_TIME = re.compile(
    r"\d|\b(?:"
    + "|".join((*MONTHS, *WEEKDAYS))
    + r"|ago|second|minute|hour|day|night|morning|evening|week|weekend|month|year|decade|century|"
    r"spring|summer|autumn|fall|winter|today|tomorrow|yesterday|now|soon|later|earlier|since|until|"
    r"before|after|during|when)",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\b(?:when|(?:what|which) (?:date|day|month|year|time))\b", re.IGNORECASE)
_WHO = re.compile(r"\b(?:who|whom)\b", re.IGNORECASE)


def completed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return (start, end) widened to the whole of every sum, date, figure or name that it cuts.

    A name is completed to the right only: what stands before it is mostly a title.
    """
    left, right = max(0, start - 40), min(len(text), end + 60)
    window = text[left:right]
    wholes = [*amounts(window), *(m.span() for p in (_DATE, _FIGURE) for m in p.finditer(window))]
    for first, last in wholes:
        first, last = first + left, last + left
        if first < end and start < last:
            start, end = min(start, first), max(end, last)
    last_word = text[start:end].split()[-1:]
    if last_word and last_word[0][0].isupper():
        match = _CAPITALISED_AFTER.match(text, end)
        if match:
            end = match.end()
    return start, end


def fits(question: str, quote: str) -> bool:
    """Whether the quote is of the kind that the question asks for, as far as its words tell."""
    if asks_for_quantity(question):
        return bool(_NUMBER.search(_DATE.sub("", quote)))
    if _WHEN.search(question):
        return bool(_TIME.search(quote))
    if _WHO.search(question):
        return bool(re.search(r"[^\W\d_]", _DATE.sub("", quote)))
    return True
