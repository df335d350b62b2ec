"""Tell a year from a plain figure: "2000 soldiers", "Resolution 1701", "at 1900 GMT".

Every guard looks at some dozens of characters around its place, so that a text is read in linear
time.
"""

from __future__ import annotations

import re

from qa.when.words import MONTH, compiled, folded

__all__ = ["after", "before", "counts_things", "is_year"]

_WINDOW = 60
_WORD = re.compile(r"\s{1,2}([^\W\d_][\w’'-]{0,30})")
_UNIT = compiled(
    r"(?:\s?(?:°|%)|[\s-]?(?:percent|per cent|km|kgs?|cm|mm|m|mph|kph|hp|miles?|feet|foot|ft|"
    r"yards?|acres?|hectares?|tons?|tonnes?|lit(?:er|re)s?|met(?:er|re)s?|barrels?|degrees|gmt|utc|hours|"
    r"hrs|bst|es?t|edt|cest?|ist|local time|usd|eur|dollars?|euros?|pounds?|rupees?|yen|yuan|"
    r"ro?ubles?|hundred|thousand|million|billion|trillion|bc|bce|calories|points|votes|"
    r"or (?:more|so|fewer)|more|additional|extra|others?|further|fewer|different|square|cubic|"
    r"times|a (?:day|week|month|year)|per|each|of (?:them|his|her|its|their|these|those))\b)"
)
_PEOPLE = frozenset("people men women children police troops cattle personnel staff".split())
# Plurals that a year stands before ("the 2022 midterms"); all others are counted.
_EVENTS = frozenset(
    "attacks awards bombings bonds budgets campaigns candidates caucuses championships clashes "
    "contests crises earnings elections events figures finalists finals fires floods games goals "
    "groups hearings honorees hopefuls inductees killings levels lockdowns massacres metrics "
    "midterms models negotiations nominees olympics plans playoffs policies polls prices primaries "
    "priorities profits protests quarterfinals races raids rates results revenues riots rules "
    "sales sanctions seasons semifinals sessions shootings standards storms strikes talks targets "
    "taxes terms trends trials uprisings wars wildfires".split()
)
_NO_PLURALS = frozenset(
    "always begins brings comes does ends feels has looks makes marks means news perhaps plus "
    "promises remains sees seems shows starts takes thanks this towards unless versus was "
    "whereas".split()
)
_YEAR_BEFORE = compiled(
    r"(?:\b(?:in|since|by|until|till|of|from|to|after|before|during|through|throughout|between|year|"
    rf"early|mid|late|circa|summer|winter|spring|autumn|fall|and|or|the|its|their|his|her|our)[\s-]|"
    rf"{MONTH}(?: )?,?\s|['’]s |\b\d{4}\s?[-–]\s?)$"
)
_OWNED = compiled(r"(?:\b(?:the|its|their|his|her|our)|['’]s)\s$")
_DIRECT = compiled(r"\b(?:in|since|by|until|of|from)\s$")
_COUNTED_BEFORE = compiled(
    r"(?:\b(?:nos?|number|resolution|article|section|chapter|room|flight|route|highway|page|"
    r"(?:total|force|crowd|group|sum|maximum|minimum|price|cost|convoy|population|number|figure|"
    r"toll|capacity|speed|height|depth|range|distance|record) of|hundred|usd|eur|gbp|rs|hb|sb|"
    r"windows|boeing)\s|(?:\bno\.|#|[$€£¥₹])\s?)$"
)
_ROSE_FROM = compiled(
    r"\b(?:rose|grew|rises|grows|increased?|fell|falls|dropped|drops|jumped|climbed|raised|cut|"
    r"went|up|down|declined|reduced)(?: [a-z]{1,12}){0,2} from\s(?:\d{1,2}00 to\s)?$"
)
_SURELY_BEFORE = compiled(r"\b(?:in|since|of|by|until|early|late|during)\s$")
_PAIR = re.compile(r"\s?(?:and|to|or|[-–])\s?(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d,])")
_JOINED = re.compile(
    r"\w|-(?!(?:era|vintage|style|model|built)\b)[^\W\d]|[.:,/]\d|[-–]\d(?!\d{3}(?!\d))"
)
_YEAR_JOINED = re.compile(r"\s?[-–]\s?\d{4}(?!\d)")
_ADDRESS = re.compile(
    r"\s(?:[NSEW]{1,2}\.?\s|(?:[A-Z][\w.-]{0,20}\s){1,3}(?:St|Street|Ave|Avenue|Road|Rd|Drive|Dr|"
    r"Boulevard|Blvd|Lane|Highway|Hwy|Parkway|Pkwy|Court|Plaza|Pike)\b)"
)
_STUCK = re.compile(r"[\w.,$€£¥#:/–-]$")
_STUCK_WELL = re.compile(r"(?:(?<!\d)\d{4}[-–]|\b(?:mid|early|late|pre|post)-)$", re.IGNORECASE)


def before(text: str, start: int, width: int = _WINDOW) -> str:
    """Return the characters that stand before a place."""
    return text[max(0, start - width) : start]


def after(text: str, end: int, width: int = _WINDOW) -> str:
    """Return the characters that stand after a place."""
    return text[end : end + width]


def counts_things(right: str, *, round_figure: bool = False) -> bool:
    """Whether what follows a figure is a unit or a plural that it counts: "km", " soldiers".

    After a round figure an adjective may stand before the plural ("2000 Russian soldiers").
    """
    if _UNIT.match(right):
        return True
    word = _WORD.match(right)
    if word is None:
        return False
    if _is_counted(word[1], names=round_figure):
        return True
    following = _WORD.match(right, word.end()) if round_figure and len(word[1]) > 3 else None
    return following is not None and _is_counted(following[1], names=True)


def _is_counted(word: str, *, names: bool) -> bool:
    if word[0].isupper() and not names:
        return False  # "the 2022 Masters"
    word = folded(word)
    if word in _PEOPLE:
        return True
    plural = len(word) > 3 and word.endswith("s") and not re.search(r"(?:ss|us|is|['’]s)$", word)
    return plural and word not in _EVENTS and word not in _NO_PLURALS


def is_year(text: str, start: int, end: int) -> bool:
    """Whether the figure of four digits there is a year and no quantity, number or time of day.

    A plural right after it makes it a quantity, unless "in", "since", "by", "until", "of" or
    "from" stands right before it; a round figure ("2000") needs such a word or an article.
    """
    left, right = before(text, start), after(text, end)
    if _STUCK.search(left) and not _STUCK_WELL.search(left):
        return False
    if _JOINED.match(right) or _COUNTED_BEFORE.search(left) or _ROSE_FROM.search(left):
        return False
    pair = None if _SURELY_BEFORE.search(left) else _PAIR.match(right)
    if pair and counts_things(right[pair.end() :]):
        return False
    if _ADDRESS.match(right) and not _DIRECT.search(left):
        return False
    round_figure = text[start + 2 : start + 4] == "00"
    if round_figure and not (_YEAR_BEFORE.search(left) or _YEAR_JOINED.match(right)):
        return False
    if counts_things(right, round_figure=round_figure):
        named = not round_figure and _OWNED.search(left) is not None and not _UNIT.match(right)
        return named or _DIRECT.search(left) is not None
    return True
