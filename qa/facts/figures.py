"""Read a short answer as a figure: money, a percentage, a duration, an ordinal or a count."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from index.terms import terms
from qa.facts.nouns import counted, rate
from qa.facts.numbers import Number, read_number, read_ordinal
from qa.facts.qualifiers import leading, trailing
from qa.facts.shares import read_share
from qa.facts.types import Fact, Figure, Kind
from qa.facts.units import (
    CURRENCY_AFTER,
    CURRENCY_BEFORE,
    TIME_UNIT,
    base_duration,
    currency,
    currency_before,
    time_unit,
)
from qa.lexicon import MONTHS

__all__ = ["read_figure"]

_ARTICLE = re.compile(r"(?:an?|the|its|his|her|their) ")
_LINK = re.compile(r"(?:%| ?percent| ?per cent)?( to | and | or | - |-)")
_PERCENT = re.compile(r"[ -]?(?:(%|(?:percent|per cent|pct)(?![^\W_]))|percentage[ -]points?)")
_AGE = re.compile(r"(?:aged?) ")
_MAGNITUDE = re.compile(r"magnitude[ -]")
_DEGREES = re.compile(r" ?(?:°|degrees? ?)(celsius|fahrenheit|c|f)(?![^\W_])")
_PART_OF_UNIT = re.compile(r"(half (?:of )?(?:an? )?|an? )(?=[smhdwfyc])")
_FURTHER_UNIT = re.compile(r"(?:,| and|, and)? ")
_AND_A_HALF = re.compile(r" and a half(?![^\W_])")
_GOES_ON = re.compile(
    r"[-:/][0-9]|(?:,|,? and|,? or| to) ?[0-9]|,? and foremost| (?:"
    + "|".join(MONTHS)
    + r")(?![^\W_])"
)
_ERA = re.compile(r"\b(?:bce?|ce|ad)\b")
_SUPERLATIVE = re.compile(r"-(?:\w+est|most|least)(?![^\W_])")
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}(?=[ -])")
_PLURAL = re.compile(
    r"(?:[ -][\w'-]+)*?[ -](?:\w+[^s\W]s|people|men|women|children|troops)(?![^\W_])"
)
_OLD = re.compile(r"[ -]old\b|\bof age\b")
_MEASURE_ATTACHED = re.compile(
    r"(?:km/h|[ck]ms?|mm|kgs?|lbs?|ft|[mg]w|[mk]ph|mg|ml|[gt]b|hp)(?![^\W_])"
)


LONGEST = 14  # words; what is longer tells more than a figure


class _Reading(NamedTuple):
    kind: Kind
    figure: Figure
    unit: str
    rest: frozenset[str]
    qualifier: str = ""


class _Span(NamedTuple):
    """A number or range: its figure, where it ends, its currency, and whether it is surely one."""

    figure: Figure
    end: int
    code: str
    clear: bool


def read_figure(text: str) -> Fact | None:
    """Read a tidy text that begins with a figure; None where it begins with none.

    Before the figure only words may stand that qualify it ("more than", "an estimated") or lead to
    it ("a total of", "for").
    """
    if len(text.split()) > LONGEST:
        return None
    low = text.lower()
    qualifier, at, between = leading(low)
    article = _ARTICLE.match(low, at)
    for start in (at, article.end()) if article else (at,):
        found = (
            _ordinal(low, start)
            or _share(low, start)
            or _named(low, start)
            or _plain(low, start, between=between)
        )
        if found:
            said = qualifier or found.qualifier
            return Fact(found.kind, found.figure, said, found.unit, text, found.rest)
    return None


def _single(value: Decimal) -> Figure:
    return Figure(value, value)


def _ordinal(low: str, at: int) -> _Reading | None:
    ordinal = read_ordinal(low, at)
    if ordinal is None or _ERA.search(low) or _GOES_ON.match(low, ordinal.end):
        return None
    if low.startswith("-", ordinal.end) and not _SUPERLATIVE.match(low, ordinal.end):
        return None  # "first-degree", "nineteenth-century"
    unit, rest = counted(low[ordinal.end :].replace("-", " ", 1))
    return _Reading(Kind.ORDINAL, _single(Decimal(ordinal.value)), unit, rest)


def _share(low: str, at: int) -> _Reading | None:
    share = read_share(low, at)
    if share is None:
        return None
    return _Reading(Kind.PERCENT, _single(share.percent), "%", _terms(low[share.end :]))


def _named(low: str, at: int) -> _Reading | None:
    """Read "aged 34", "magnitude 7.8", "an hour", "half a year"."""
    named = _AGE.match(low, at) or _MAGNITUDE.match(low, at)
    if named:
        number = read_number(low, named.end())
        if number is None:
            return None
        rest = _terms(low[number.end :])
        if named[0].startswith("age"):
            return _Reading(Kind.DURATION, _single(number.value), "year", rest)
        return _Reading(Kind.QUANTITY, _single(number.value), "magnitud", rest)
    part = _PART_OF_UNIT.match(low, at)
    unit = TIME_UNIT.match(low, part.end()) if part else None
    if part is None or unit is None or (unit[1] == "second" and unit.end() < len(low)):
        return None
    amount = Decimal("0.5") if part[0].startswith("half") else Decimal(1)
    return _duration(low, _single(amount), unit)


def _plain(low: str, at: int, *, between: bool) -> _Reading | None:
    span = _span(low, at, between=between)
    if span is None:
        return None
    figure, (qualifier, end) = span.figure, trailing(low, span.end)
    found = _money(low, figure, end, span.code) or _measured(low, figure, end)
    if found is None:
        unit, rest = counted(low[end:])
        if not _may_be_counted(low, at, end, clear=span.clear or bool(unit)):
            return None
        found = _Reading(Kind.QUANTITY, figure, unit, rest)
    return found._replace(qualifier=qualifier)


def _may_be_counted(low: str, at: int, end: int, *, clear: bool) -> bool:
    """Whether what stands around the figure leaves it one.

    Not in "3-2", "5G", "one of them", "2, 10", "500 BC", "2014 season".
    """
    following = low[end : end + 1]
    if following.isalnum():
        return _MEASURE_ATTACHED.match(low, end) is not None
    if _YEAR.match(low, at) and (_ARTICLE.search(low[:at]) or not _PLURAL.match(low, end)):
        return False
    if _ERA.search(low) or _GOES_ON.match(low, end) or low.startswith("one of ", at):
        return False
    return clear


def _span(low: str, at: int, *, between: bool) -> _Span | None:
    sign = CURRENCY_BEFORE.match(low, at)
    first = read_number(low, sign.end() if sign else at)
    if first is None:
        return None
    code = currency_before(sign) if sign else ""
    value = -first.value if sign and sign[1] else first.value
    link = _LINK.match(low, first.end)
    if link and (between or link[1] != " and "):
        again = CURRENCY_BEFORE.match(low, link.end())
        second = read_number(low, again.end() if again else link.end())
        if second:
            start = _at_scale(value, first, second)
            if start < second.value:
                clear = bool(code or second.scale or link[1] in (" to ", " and ", " or "))
                return _Span(Figure(start, second.value), second.end, code, clear)
    return _Span(_single(value), first.end, code, clear=True)


def _at_scale(value: Decimal, first: Number, second: Number) -> Decimal:
    """Return the range's first end: the "10" of "10 to 15 million" is ten million."""
    if second.scale and not first.scale and value.scaleb(second.scale) < second.value:
        return value.scaleb(second.scale)
    return value


def _money(low: str, figure: Figure, end: int, code: str) -> _Reading | None:
    factor = Decimal(1)
    if not code:
        after = CURRENCY_AFTER.match(low, end)
        if after is None or (after[2] == "pounds" and low.startswith(" of ", after.end())):
            return None
        code, factor = currency(after)
        end = after.end()
    per, end = rate(low, end)
    if factor != 1:
        figure = Figure(figure.low * factor, figure.high * factor)
    return _Reading(Kind.MONEY, figure, code + per, _terms(low[end:]) - {"worth"})


def _measured(low: str, figure: Figure, end: int) -> _Reading | None:
    percent = _PERCENT.match(low, end)
    if percent:
        unit = "%" if percent[1] else "point"
        return _Reading(Kind.PERCENT, figure, unit, _terms(low[percent.end() :]))
    degrees = _DEGREES.match(low, end)
    if degrees:
        unit = {"c": "celsius", "f": "fahrenheit"}.get(degrees[1], degrees[1])
        return _Reading(Kind.QUANTITY, figure, unit, _terms(low[degrees.end() :]))
    unit_match = TIME_UNIT.match(low, end + (low[end : end + 1] in (" ", "-")))
    return _duration(low, figure, unit_match) if unit_match else None


def _duration(low: str, figure: Figure, match: re.Match[str]) -> _Reading:
    """Read the rest of a duration: "1 hour 20 minutes" are 80 minutes."""
    unit, end = time_unit(match), match.end()
    half = _AND_A_HALF.match(low, end)
    if half and figure.low == figure.high:
        figure, end = _single(figure.low + Decimal("0.5")), half.end()
    while further := _FURTHER_UNIT.match(low, end):
        number = read_number(low, further.end())
        smaller = TIME_UNIT.match(low, number.end + 1) if number else None
        if number is None or smaller is None or low[number.end] not in " -":
            break
        name = time_unit(smaller)
        scale, base = base_duration(Decimal(1), name)
        whole, other = base_duration(figure.low, unit)
        if base != other or figure.low != figure.high:
            break
        figure, unit, end = _single(whole / scale + number.value), name, smaller.end()
    per, end = rate(low, end)
    return _Reading(Kind.DURATION, figure, unit + per, _terms(_OLD.sub(" ", low[end:])))


def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text))
