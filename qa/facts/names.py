"""Compare names as newspapers write them: with titles, in other spellings, in part or in full."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from qa.facts.roles import HEADS, IMPERSONAL
from qa.lexicon import SAME_PLACE

__all__ = ["conflicting", "extends", "folded", "matching", "same_name"]

_COMBINING = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d"})
_NICKNAMES = {
    nickname: names.split()[0]
    for names in (
        "joseph joe", "antony anthony tony", "william bill will", "robert bob rob", "james jim",
        "michael mike mick", "thomas tom", "daniel dan", "david dave", "richard rick dick",
        "charles chuck charlie", "edward ed ted", "benjamin ben", "samuel sam",
        "steven stephen steve",
        "kenneth ken", "matthew matt", "timothy tim", "alexander alex", "nicholas nick",
        "christopher chris", "katherine catherine kate", "elizabeth liz", "patrick pat",
        "gregory greg", "jeffrey jeff geoffrey", "lawrence larry", "peter pete", "donald don",
        "philip phil", "andrew andy", "bernard bernie", "susan sue", "deborah debbie",
        "volodymyr volodimir",
    )
    for nickname in names.split()
}  # fmt: skip
# Family names that stand first: "Xi" is Xi Jinping.
_FAMILY_FIRST = frozenset(
    "xi kim li wang zhang yoon moon chen liu mao deng nguyen han tsai".split()
)
_REGNAL = frozenset("ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii".split())
# What SAME_PLACE has besides a country's own names and its people's: they speak for the country
# but are no answer to "which country".
_NOT_THE_COUNTRY = frozenset(
    """
    washington biden england english london kiev kyiv moscow kremlin korean seoul pyongyang paris
    berlin madrid beijing tokyo warsaw ankara athens copenhagen helsinki stockholm oslo dublin
    manila lisbon kabul islamabad baghdad
    """.split()
) | {"the hague"}
_ALIASES = {
    alias: names[0]
    for names in (
        ("united states", "united states of america", "usa", "us"),
        ("united kingdom", "great britain"),
        ("european union", "eu"), ("united nations", "un"), ("kyiv", "kiev"),
        ("kharkiv", "kharkov"), ("odesa", "odessa"), ("czechia", "czech republic"),
        ("turkey", "turkiye"), ("netherlands", "holland"), ("myanmar", "burma"),
    )
    for alias in names
}  # fmt: skip


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """Return a word in lower case, without accents, apostrophes and full stops."""
    lowered = word.casefold().translate(_LETTERS)
    if not lowered.isascii():
        lowered = _COMBINING.sub("", unicodedata.normalize("NFKD", lowered))
    return re.sub("['’.`]", "", lowered)


@lru_cache(maxsize=8192)
def same_name(left: str, right: str) -> bool:
    """Whether two names, as `Fact.value` holds them, can be of one person, place or body.

    "blinken" can be "antony blinken", so this is no equivalence: "joe biden" and "hunter biden"
    differ, and both can be "biden". Different spellings count as one when they differ in doubled
    letters and in i, y, ii, iy alone.
    """
    if _key(left) == _key(right) or _place(left) == _place(right):
        return True
    ours, theirs = left.split(), right.split()
    if _spells(left, theirs) or _spells(right, ours):
        return True
    if _is_personal(ours) and _is_personal(theirs):
        return _same_person(ours, theirs)
    return sorted(map(_skeleton, ours)) == sorted(map(_skeleton, theirs))


def extends(left: str, right: str) -> bool:
    """Whether the left name is the right one with more words, or with a word for an initial."""
    if not same_name(left, right) or _key(left) == _key(right) or _place(left) == _place(right):
        return False
    ours, theirs = left.split(), right.split()
    if len(ours) != len(theirs):
        return len(ours) > len(theirs)
    return _initials(theirs) > _initials(ours)


def matching(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether each of the names is the same as one of the others."""
    return all(any(same_name(name, other) for other in others) for name in names)


def conflicting(left: str, right: str) -> bool:
    """Whether two names must be of different persons, places or bodies, as far as they tell.

    Names that share a word, or its first letters, don't, save for two persons of one family name;
    nor does a country with its capital.
    """
    ours, theirs = left.split(), right.split()
    if same_name(left, right) or SAME_PLACE.get(left, left) == SAME_PLACE.get(right, right):
        return False
    if not {_root(word) for word in ours} & {_root(word) for word in theirs}:
        return True
    both = _is_personal(ours) and _is_personal(theirs) and min(len(ours), len(theirs)) > 1
    return both and _same_word(_family(ours), _family(theirs))


def _family(words: list[str]) -> str:
    return words[-2] if words[-1] in _REGNAL else words[-1]


def _root(word: str) -> str:
    return _skeleton(word)[:5]


def _same_person(ours: list[str], theirs: list[str]) -> bool:
    short, long = sorted((ours, theirs), key=len)
    if long[-1] in _REGNAL:  # "Charles III" is Charles, and not Charles II
        return short in (long, long[:-1])
    if len(short) == 1:
        family = long[0] if long[0] in _FAMILY_FIRST else long[-1]
        return 1 not in (len(short[0]), len(family)) and _same_word(short[0], family)
    begins = all(map(_same_word, short, long))
    if begins and len(short) < len(long):
        return True
    given = iter(long[:-1])
    return _skeleton(short[-1]) == _skeleton(long[-1]) and all(
        any(_same_word(word, other) for other in given) for word in short[:-1]
    )


def _same_word(left: str, right: str) -> bool:
    if 1 in (len(left), len(right)):
        return left[0] == right[0]
    known = _NICKNAMES.get(left, left) == _NICKNAMES.get(right, right)
    return known or _skeleton(left) == _skeleton(right)


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    """Return what spellings of a word share; short words have but one."""
    if len(word) < 5:
        return word
    return "".join(letter for letter, _ in groupby(word.replace("y", "i").replace("ks", "x")))


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return "".join(map(_skeleton, name.split()))


@lru_cache(maxsize=4096)
def _place(name: str) -> str:
    name = _ALIASES.get(name, name)
    group = SAME_PLACE.get(name)
    return name if group is None or name in _NOT_THE_COUNTRY else group[0].removeprefix("the ")


def _spells(letters: str, words: list[str]) -> bool:
    """Whether letters are the initials of at least three words."""
    return len(words) > 2 and letters == "".join(word[0] for word in words)


def _initials(words: list[str]) -> int:
    return sum(len(word) == 1 for word in words)


def _is_personal(words: list[str]) -> bool:
    return _is_person(" ".join(words))


@lru_cache(maxsize=4096)
def _is_person(name: str) -> bool:
    words = name.split()
    return (
        0 < len(words) < 6
        and (name not in SAME_PLACE or name == "biden")  # who is there for his country
        and name not in _ALIASES
        and not HEADS.intersection(words[:-1])  # an office: "leader hamas"
        and all(word.isalpha() and word not in IMPERSONAL for word in words)
    )
