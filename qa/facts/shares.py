"""Read shares as percentages: "half", "two-thirds", "three in ten"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from qa.facts.numbers import read_number

__all__ = ["Share", "read_share"]

_WORDS = re.compile(
    r"(?:(?:an? |one[ -])(third|quarter|fifth)(?= of |$)|(?:an? |one[ -])?(half)(?= of | the |$))"
    r"(?! of an? (?:hundred|thousand|million|billion|trillion))"
    r"|(two|three|four)[ -](third|quarter|fifth)s(?![^\W_])"
)
_OF_SO_MANY = re.compile(r" (?:in|out of)(?: every)? ")
_WHOLES = (3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100, 1000)  # others are years or counts: "34 in 2023"
_DENOMINATORS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5}
_NUMERATORS = {"two": 2, "three": 3, "four": 4}


class Share(NamedTuple):
    """A share in percent, above 0 and below 100, to two decimals, and where it ends in the text."""

    percent: Decimal
    end: int


def read_share(low: str, at: int = 0) -> Share | None:
    """Read the share that begins at `low[at]`, in lower case; None where none does."""
    words = _WORDS.match(low, at)
    if words:
        whole = Decimal(_DENOMINATORS[words[1] or words[2] or words[4]])
        part, end = Decimal(_NUMERATORS.get(words[3], 1)), words.end()
    else:
        first = read_number(low, at)
        link = _OF_SO_MANY.match(low, first.end) if first else None
        second = read_number(low, link.end()) if link else None
        if first is None or second is None or second.value not in _WHOLES:
            return None
        part, whole, end = first.value, second.value, second.end
    if not 0 < part < whole:
        return None
    percent = round(100 * part / whole, 2)
    if percent == percent.to_integral_value():
        percent = Decimal(int(percent))
    return Share(percent, end)
