"""Read numbers as newspapers write them, in digits, words or both."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from index.terms import MAGNITUDES
from qa.lexicon import ORDINAL_WORDS

__all__ = ["NUMBER_WORD", "Number", "Ordinal", "read_number", "read_ordinal"]

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_EXPONENTS = {
    "hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12,
}  # fmt: skip
_LETTERS = {**MAGNITUDES, "mln": "million", "bln": "billion", "trn": "trillion"}
_ORDINALS = {
    **{word: value for value, word in enumerate(ORDINAL_WORDS, start=1)},
    **{
        word: value
        for value, word in enumerate(
            "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
            "nineteenth".split(),
            start=11,
        )
    },
    **{word.removesuffix("y") + "ieth": value for word, value in _TENS.items()},
    "hundredth": 100,
}

_WORD = "(?:" + "|".join((*_SMALL, *_TENS, *_EXPONENTS, "dozen")) + r")(?![^\W_])"
NUMBER_WORD = "(?:" + "|".join((*_SMALL, *_TENS)) + ")"
_WORDS = re.compile(rf"(?:an?[ -])?{_WORD}(?:[ -](?:and[ -])?{_WORD})*")
_DIGITS = re.compile(
    r"(?P<sign>-)?(?:(?P<comma>[0-9]{1,3}(?:,[0-9]{2})*(?:,[0-9]{3})+(?:\.[0-9]{1,12})?)"
    r"|(?P<space>[0-9]{1,3}(?: [0-9]{3})+)|(?P<dot>[0-9]{1,3}(?:\.[0-9]{3}){2,})"
    r"|(?P<plain>[0-9]{1,24}(?:\.[0-9]{1,12})?))(?![0-9]|[.,:/][0-9])"
)
_SCALE = re.compile(
    r"[ -]?(hundred|thousand|lakh|million|crore|billion|trillion|dozen)s?(?![^\W_])"
)
_SCALE_LETTERS = re.compile(r"(?: ?(mn|mln|bn|bln|tn|trn)|(k|m|b))(?![^\W_])")
_AND_A_HALF = re.compile(r"[ -](?:and[ -]an?[ -](half|quarter)|(1/2|1/4|3/4))(?![^\W_])")
_PART_OF = re.compile(
    r"(?:an? )?(half|quarter|three quarters)[ -](?:of )?(?:an? )?"
    r"(?=(?:hundred|thousand|lakh|million|crore|billion|trillion|dozen)(?![^\W_]))"
)
_PARTS = {
    "half": "0.5", "quarter": "0.25", "three quarters": "0.75",
    "1/2": "0.5", "1/4": "0.25", "3/4": "0.75",
}  # fmt: skip
_ORDINAL_DIGITS = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(?:st|nd|rd|th)(?![^\W_])")
_ORDINAL_WORD = re.compile(
    rf"(?:({'|'.join(_TENS)})[ -])?({'|'.join(_ORDINALS)})(?![^\W_])",
)


class Number(NamedTuple):
    """A number, where it ends in the text, and the power of ten of its last scale word (or 0)."""

    value: Decimal
    end: int
    scale: int


class Ordinal(NamedTuple):
    """A place in an order, from 1, and where it ends in the text."""

    value: int
    end: int


def read_number(text: str, at: int = 0) -> Number | None:
    """Read the number that begins at `text[at]`; `text` must be lower case, its spaces single.

    "1,500", "1.5 million", "5k", "two and a half", "half a million", "thirty-four", "a dozen".
    "m" right after the digits is million. None where no number begins, or "12:30" or "9/11".
    """
    part = _PART_OF.match(text, at)
    if part:
        return _scaled(text, Decimal(_PARTS[part[1]]), part.end())
    digits = _DIGITS.match(text, at)
    if digits:
        name = str(digits.lastgroup)
        plain = digits[name].replace(",", "").replace(" ", "")
        value = Decimal(plain.replace(".", "") if name == "dot" else plain)
        return _with_half(text, -value if digits["sign"] else value, digits.end(), 0)
    words = _WORDS.match(text, at)
    if words is None:
        return None
    split = words[0].replace("-", " ").split()
    spoken = _spoken(split)
    return None if spoken is None else _with_half(text, spoken, words.end(), _scale_of(split))


def read_ordinal(text: str, at: int = 0) -> Ordinal | None:
    """Read the ordinal that begins at `text[at]`, in lower case: "3rd", "third", "twenty-first"."""
    digits = _ORDINAL_DIGITS.match(text, at)
    if digits:
        return Ordinal(int(digits[1].replace(",", "")), digits.end())
    word = _ORDINAL_WORD.match(text, at)
    if word is None:
        return None
    value = _ORDINALS[word[2]]
    if word[1]:
        if value > 9:
            return None
        value += _TENS[word[1]]
    return Ordinal(value, word.end())


def _with_half(text: str, value: Decimal, end: int, scale: int) -> Number:
    half = _AND_A_HALF.match(text, end)
    if half:
        value, end = value + Decimal(_PARTS[half[1] or half[2]]), half.end()
    number = _scaled(text, value, end)
    return number if number.scale else Number(value, end, scale)


def _scaled(text: str, value: Decimal, end: int) -> Number:
    scale = 0
    letters = _SCALE_LETTERS.match(text, end)
    if letters:
        scale = _EXPONENTS[_LETTERS[letters[1] or letters[2]]]
        return Number(value.scaleb(scale), letters.end(), scale)
    while (word := _SCALE.match(text, end)) and scale < 100:
        exponent = _EXPONENTS.get(word[1], 0)
        value = value.scaleb(exponent) if exponent else value * 12
        scale, end = scale + exponent, word.end()
    return Number(value, end, scale)


def _scale_of(words: list[str]) -> int:
    return _EXPONENTS.get(words[-1], 0)


def _spoken(words: list[str]) -> Decimal | None:
    """Return the value of number words, or None where they make no number ("two three")."""
    if words[0] in _EXPONENTS or words[0] == "dozen":
        return None
    words = ["one", *words[1:]] if words[0] in ("a", "an") else words
    if len(words) > 1 and "zero" in words:
        return None
    total, current, ceiling = Decimal(0), 0, 99
    for word in words:
        if word == "and":
            continue
        if word in _SMALL or word in _TENS:
            value = _SMALL[word] if word in _SMALL else _TENS[word]
            joins = current % 100 == 0 or (current % 100 >= 20 and current % 10 == 0 and value < 10)
            if not joins:
                return None
            current += value
        elif word == "dozen":
            current *= 12
        elif word == "hundred":
            current *= 100
        elif current == 0 or _EXPONENTS[word] >= ceiling:
            return None
        else:
            ceiling = _EXPONENTS[word]
            total, current = total + Decimal(current).scaleb(ceiling), 0
    return total + current if current else total
