"""Texts to the terms that BM25 counts.

How a newspaper writes a thing and how a reader types it meet in the terms: `$350m`, `USD 350
million` and `350 million dollars` share theirs, `U.S.` and `US` are one, `Kuleba's` is Kuleba,
`Müller` is Muller. "us" is not a stop word: typed in lower case it still means the country.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

__all__ = ["terms"]

_STOP_WORDS = """
    a an and are as at be been but by did do does for from had has have he her his how i if in
    into is it its me my of on or our she so such that the their them then there these they this to
    was we were what when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
CURRENCIES = {"$": " usd ", "€": " eur ", "£": " gbp ", "¥": " jpy ", "₹": " inr "}
MAGNITUDES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "bn": "billion",
    "b": "billion",
    "tn": "trillion",
}
UNITS = {"dollar": "usd", "dollars": "usd", "euro": "eur", "euros": "eur", "pounds": "gbp"}

SHORT = 100  # characters: questions and quotes, whose terms are asked for again and again

_local = threading.local()  # a stemmer must not be shared between threads

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"['’]s\b")
_AMOUNT = re.compile(r"(?<![^\W_])(\d+(?:\.\d+)?)(k|mn?|bn?|tn)\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_COMBINING = re.compile("[\u0300-\u036f]")


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order: lower-cased, stemmed, without stop words."""
    return list(_remembered(text) if len(text) <= SHORT else _terms(text))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[str, ...]:
    return tuple(_terms(text))


def _terms(text: str) -> list[str]:
    text = _POSSESSIVE.sub("", text.casefold())
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    text = _ACRONYM.sub(lambda match: match[0].replace(".", "") + " ", text)
    text = _THOUSANDS.sub("", text.replace("us$", "$"))
    for sign, name in CURRENCIES.items():
        text = text.replace(sign, name)
    text = _AMOUNT.sub(lambda match: f"{match[1]} {MAGNITUDES[match[2]]}", text)
    words = [UNITS.get(word, word) for word in _WORD.findall(text) if word not in STOP_WORDS]
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    stemmed: list[str] = _local.stemmer.stemWords(words)
    return stemmed
