"""The words and pieces of pattern that time expressions are made of."""

from __future__ import annotations

import re

from qa.lexicon import MONTHS, WEEKDAYS

__all__ = [
    "COUNT",
    "MONTH",
    "MONTH_NUMBERS",
    "ORDINAL",
    "ORDINAL_NUMBERS",
    "UNIT",
    "WEEKDAY",
    "WEEKDAY_NUMBERS",
    "WHICH",
    "YEAR",
    "compiled",
    "count_of",
    "folded",
    "which_of",
]

_SHORT_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
)
_SHORT_WEEKDAYS = "mon tue tues wed thu thur thurs fri sat sun".split()
_COUNTS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()

MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | {
    name: [month[:3] for month in MONTHS].index(name[:3]) + 1 for name in _SHORT_MONTHS
}
WEEKDAY_NUMBERS = {name: number for number, name in enumerate(WEEKDAYS)} | {
    name: [day[:3] for day in WEEKDAYS].index(name[:3]) for name in _SHORT_WEEKDAYS
}
ORDINAL_NUMBERS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "last": -1, "final": -1,
}  # fmt: skip

MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:sept|{'|'.join(m for m in _SHORT_MONTHS)})\b\.?)"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})\b"
ORDINAL = rf"(?:{'|'.join(ORDINAL_NUMBERS)})"
UNIT = r"(?:hour|day|week|weekend|month|quarter|year|decade|century)"
COUNT = (
    rf"(?:(?<![\d.,])\d{{1,4}}|\b(?:{'|'.join(_COUNTS)}|an?|a couple of|a few|several|many|some"
    r"|few|couple of|dozens of|a dozen))"
)

YEAR = r"(?:1[5-9]\d\d|20\d\d|2100)"
"""The digits of a year that is read as one, 1500 to 2100."""

WHICH = r"(?P<which>last|this past|past|this coming|coming|this|next)"

# What matches "i", "s" and "k" without regard to case, but is no small letter of those.
_ODD_LETTERS = str.maketrans({"ı": "i", "İ": "i", "ſ": "s", "\u212a": "k"})


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile without regard to case; a space of the pattern is one or two of any white space."""
    return re.compile(pattern.replace(" ", r"\s{1,2}"), re.IGNORECASE)


def folded(words: str) -> str:
    """Return matched words as the tables have them: small letters, one space between."""
    return " ".join(words.translate(_ODD_LETTERS).lower().split())


def which_of(words: str) -> str:
    """Return "last", "this" or "next" for what `WHICH` matched."""
    word = folded(words)
    if word in ("this past", "past"):
        return "last"
    return "next" if word in ("this coming", "coming") else word


def count_of(words: str) -> int | None:
    """Return the number that `COUNT` matched; None where it is vague ("a few")."""
    word = folded(words)
    if word.isdecimal():
        return int(word)
    if word in ("a", "an"):
        return 1
    if word in ("a couple of", "couple of"):
        return 2
    if word == "a dozen":
        return 12
    return _COUNTS.index(word) + 1 if word in _COUNTS else None
