"""What figures count: currencies, units of time and of measure, and counted nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from index.terms import CURRENCIES, UNITS, terms

__all__ = [
    "CURRENCY_AFTER",
    "CURRENCY_BEFORE",
    "PEOPLE",
    "PERSONS",
    "TIME_UNIT",
    "base_duration",
    "currency",
    "currency_before",
    "noun_unit",
    "time_unit",
]

_SIGNS = {
    **{sign: name.strip() for sign, name in CURRENCIES.items()},
    "us$": "usd", "a$": "aud", "au$": "aud", "c$": "cad", "ca$": "cad", "hk$": "hkd", "s$": "sgd",
    "nz$": "nzd", "r$": "brl", "rs": "inr", "rs.": "inr", "₽": "rub", "₴": "uah", "₩": "krw",
    "₺": "try", "₪": "ils", "₦": "ngn",
}  # fmt: skip
_CODES = (
    "usd", "eur", "gbp", "jpy", "inr", "chf", "aud", "cad", "nzd", "hkd", "sgd", "cny", "rub",
    "uah", "krw", "sek", "nok", "dkk", "pln", "brl", "zar", "mxn", "ils", "ngn",
)  # fmt: skip
_NAMES = {
    **UNITS,
    **{code: code for code in _CODES},
    "pound": "gbp", "sterling": "gbp", "yen": "jpy", "rupee": "inr", "rupees": "inr",
    "franc": "chf", "francs": "chf", "yuan": "cny", "renminbi": "cny", "ruble": "rub",
    "rubles": "rub", "rouble": "rub", "roubles": "rub", "hryvnia": "uah", "hryvnias": "uah",
    "won": "krw", "kronor": "sek", "kroner": "nok", "zloty": "pln", "zlotys": "pln", "rand": "zar",
    "pesos": "mxn", "shekels": "ils", "naira": "ngn", "lira": "try", "reais": "brl",
}  # fmt: skip
_HUNDREDTHS = {"cent": "usd", "cents": "usd", "penny": "gbp", "pence": "gbp"}
_DOLLARS = {
    "australian": "aud", "canadian": "cad", "hong kong": "hkd", "singapore": "sgd",
    "new zealand": "nzd",
}  # fmt: skip


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


CURRENCY_BEFORE = re.compile(
    rf"(-?)({_longest_first(_SIGNS)}|(?:{_longest_first(_CODES)})(?![^\W\d_])) ?"
)
CURRENCY_AFTER = re.compile(
    r"[ -]?(?:(?:us|u\.s\.|american|british|swiss|japanese|chinese|russian|indian|"
    rf"({_longest_first(_DOLLARS)})) )?({_longest_first((*_NAMES, *_HUNDREDTHS))}|[$€£¥₹₽₴₩])"
    r"(?![^\W_])"
)

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800,
            "fortnight": 1209600}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_TIME_SHORT = {
    "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "hr": "hour",
    "hrs": "hour", "yr": "year", "yrs": "year", "centuries": "century",
}  # fmt: skip
TIME_UNIT = re.compile(
    r"(second|minute|hour|day|week|fortnight|month|year|decade|century|centuries|secs?|mins?|hrs?"
    r"|yrs?)s?(?:'s?)?(?![^\W_])"
)
_PERSON_NOUNS = """
    civilians passengers soldiers troops workers employees staff migrants refugees students pupils
    children women men girls boys residents protesters demonstrators prisoners hostages patients
    victims survivors officers fighters militants voters members citizens inhabitants tourists
    visitors fans spectators journalists casualties fatalities deaths dead injured wounded killed
    missing lives others villagers evacuees americans ukrainians russians palestinians israelis
"""
_SINGULAR = {
    "persons": "people", "person": "people", "individuals": "people", "individual": "people",
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "ft": "foot",
    "lives": "life", "pounds": "pound", "km": "kilometer", "kms": "kilometer", "cm": "centimeter",
    "mm": "millimeter", "kg": "kilogram", "kgs": "kilogram", "kilo": "kilogram",
    "kilos": "kilogram", "lb": "pound", "lbs": "pound", "mw": "megawatt", "gw": "gigawatt",
    "mph": "mile/hour", "kph": "kilometer/hour", "km/h": "kilometer/hour", "h": "hour",
    "s": "second",
    "troops": "soldier", "deaths": "fatality", "dead": "fatality", "fatalities": "fatality",
}  # fmt: skip
_METRE = re.compile(r"(metre|litre)(s?)$")


def currency_before(match: re.Match[str]) -> str:
    """Return the code of what CURRENCY_BEFORE found."""
    return _SIGNS.get(match[2], match[2])


def currency(match: re.Match[str]) -> tuple[str, Decimal]:
    """Return the code of what CURRENCY_AFTER found, and the factor to it: 0.01 for cents."""
    word = match[2]
    if word in _HUNDREDTHS:
        return _HUNDREDTHS[word], Decimal("0.01")
    if match[1] and word.startswith("dollar"):
        return _DOLLARS[match[1]], Decimal(1)
    return _NAMES.get(word) or _SIGNS[word], Decimal(1)


def time_unit(match: re.Match[str]) -> str:
    """Return the singular of what TIME_UNIT found."""
    return _TIME_SHORT.get(match[1], match[1])


def base_duration(amount: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a duration in seconds, or in months where days would not be exact."""
    if unit in _SECONDS:
        return amount * _SECONDS[unit], "second"
    return amount * _MONTHS[unit], "month"


def noun_unit(noun: str) -> str:
    """Return the normal form of a counted noun in lower case; "" where it is no word to count."""
    noun = _SINGULAR.get(noun, noun)
    if "/" in noun:
        return "/".join(map(noun_unit, noun.split("/")))
    found = terms(_METRE.sub(lambda match: match[1][:-2] + "er" + match[2], noun))
    return found[-1] if found else ""


PEOPLE = noun_unit("people")
PERSONS = frozenset(noun_unit(noun) for noun in (*_PERSON_NOUNS.split(), "people"))
