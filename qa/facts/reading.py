"""Read a short answer as a fact."""

from __future__ import annotations

import re
from datetime import date as Date
from functools import lru_cache

from index.terms import terms
from qa.facts.dates import read_date
from qa.facts.figures import read_figure
from qa.facts.titles import begins_name, read_names
from qa.facts.types import Fact, Kind

__all__ = ["fact"]

LONGEST = 160  # characters; what is longer is told in sentences and stays a text

_QUOTES = re.compile(r"[\"“”„«»]|(?<!\w)['‘’]|(?<!s)['’](?!\w)")
_DASH = re.compile(" ?--+ ?|[‐‑‒–—−]")
_FRACTION = re.compile("([0-9]*)([½¼¾])")
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_EDGES = " \t\n,;:!?…()[]"


@lru_cache(maxsize=2048)
def fact(text: str, published: Date | None = None) -> Fact:
    """Return the normal form of a short answer; never raises.

    `published` is the publish date of the article that says it. Without one, "Thursday" or "April
    12" stay open, see DateValue. `Fact.text` is the text as it was given.
    """
    if len(text) <= LONGEST:
        plain = _tidy(text)
        found = read_date(plain, published)
        if found is None and not begins_name(plain):
            found = read_figure(plain)
        if found:
            return Fact(found.kind, found.value, found.qualifier, found.unit, text, found.detail)
        names = read_names(plain)
        if names:
            return Fact(Kind.NAME, names[0], "", "", text, names[1])
    words = terms(text) or text.casefold().split()
    return Fact(Kind.TEXT, tuple(words), "", "", text)


def _tidy(text: str) -> str:
    """Return the text without quotes and outer punctuation, its spaces single, its dashes "-"."""
    text = _DASH.sub("-", _QUOTES.sub("", text)).replace("’", "'")
    text = _FRACTION.sub(lambda match: (match[1] or "0") + _FRACTIONS[match[2]], text)
    return " ".join(text.strip(_EDGES).split()).removesuffix(".").strip(_EDGES)
