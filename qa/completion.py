"""Complete spans that cut through a figure, a date or a name, and check that they fit the question.

A reader points at tokens; "29.3 billion" of "USD 29.3 billion" or "Bradley Infantry" of "Bradley
Infantry Fighting Vehicles" is nearly right, and a quote should be right.
"""

from __future__ import annotations

import re

from qa.amounts import amounts, asks_for_quantity
from qa.lexicon import MONTHS, NUMBER_WORDS, WEEKDAYS

__all__ = ["completed", "fits", "trimmed"]

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
_POSSESSIVE = re.compile(r"['’]s?$")
_PAIRS = {"“": "”", "(": ")", "[": "]", "«": "»"}
_EDGE = " \t\n,;:"
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


def trimmed(text: str, start: int, end: int, *, possessive: bool = False) -> tuple[int, int]:
    """Return (start, end) without what no answer begins or ends with.

    Half a pair of quotation marks or brackets goes, or its other half comes in where it is next; so
    do commas and a possessive's ending, unless a `possessive` is asked for. At least one character
    stays.
    """
    while end - start > 1 and text[end - 1] in _EDGE:
        end -= 1
    while end - start > 1 and text[start] in _EDGE:
        start += 1
    match = None if possessive else _POSSESSIVE.search(text, start, end)
    if match and match.start() > start and text[match.start() - 1].isalnum():
        end = match.start()
    return _paired(text, start, end)


def _paired(text: str, start: int, end: int) -> tuple[int, int]:
    """Return (start, end) with both halves of the marks at its edges, or without the one."""
    for opening, closing in (*_PAIRS.items(), ('"', '"')):
        inside = text[start:end]
        lacks_end = inside.count(opening) > inside.count(closing) or (
            opening == closing and inside.count(opening) % 2
        )
        lacks_start = opening != closing and inside.count(closing) > inside.count(opening)
        if lacks_end and text[end : end + 1] == closing:
            end += 1
        elif lacks_start and text[start - 1 : start] == opening and start:
            start -= 1
        elif lacks_end and inside[0] == opening and len(inside) > 1:
            start += 1
        elif (lacks_start or lacks_end) and inside[-1] == closing and len(inside) > 1:
            end -= 1
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
