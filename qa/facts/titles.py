"""Read a short answer as a name or a list of names, and take the titles off."""

from __future__ import annotations

import re

from index.terms import STOP_WORDS
from qa.facts.names import folded
from qa.facts.numbers import NUMBER_WORD
from qa.facts.roles import FUNCTION_WORDS, HEADS, IMPERSONAL, ROLE_WORDS, STRICT_HEADS
from qa.lexicon import DEMONYMS, MONTHS, ORDINAL_WORDS

__all__ = ["begins_name", "is_role", "read_names"]

_MEMBERS = re.compile(r"\s*[,;]\s*(?:and |or )?|\s+(?:and|or|in)\s+")
_WORD = re.compile(r"[^\s/-]+")
_BRACKETS = re.compile(r"\([^()]*(?:\)|$)")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_PARTICLES = FUNCTION_WORDS | frozenset("van von der den di da dos du bin al ibn el y e".split())
_SUFFIXES = frozenset("jr sr inc corp corporation co ltd llc plc ag gmbh nv".split())
_NUMBERED = re.compile(
    rf"(?:the )?(?P<number>{NUMBER_WORD}|{'|'.join(ORDINAL_WORDS)}|(?:1[5-9]|20)[0-9]{{2}})"
    r"[ -](?P<next>[^\W\d_][\w-]*)",
    re.IGNORECASE,
)
_LONGEST_NAME = 8  # words; what is longer is a heading or a sentence


def read_names(text: str) -> tuple[tuple[str, ...], frozenset[str]] | None:
    """Return the names that a tidy text consists of, in their order, and the words of titles.

    A name is lower case, without accents, articles and titles: "US President Joe Biden" gives
    "joe biden" and {us, president}. A title alone is a name. What follows a name after a comma as
    a title or an age is taken for one. None where the text has words that are no names.
    """
    names: list[str] = []
    titles: set[str] = set()
    for member in _MEMBERS.split(_BRACKETS.sub("", text)):
        words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(member)]
        words = [word for word in words if folded(word)]
        if not words:
            continue
        if names and _is_aside(words):
            titles.update(_content(words))
            continue
        if not _looks_like_name(words):
            return None
        title, name = _without_title(words)
        kept = [word for word in _content(name) if word not in _SUFFIXES] or _content(name)
        if not kept:
            return None
        titles.update(_content(title))
        names.append(" ".join(_initials_joined(kept)))
    return (tuple(names), frozenset(titles)) if names else None


def begins_name(text: str) -> bool:
    """Whether a number begins a name: "Four Seasons", "2023 Oscars", but not "Four Americans"."""
    match = _NUMBERED.match(text)
    if match is None or match["number"][0].islower() or not match["next"][0].isupper():
        return False
    following = match["next"].lower()
    return following not in MONTHS and following.removesuffix("s") not in DEMONYMS


def is_role(name: str) -> bool:
    """Whether a name is an office without the person: "president", "secretary state"."""
    words = name.split()
    return all(word in ROLE_WORDS for word in words) and bool(HEADS.intersection(words))


def _content(words: list[str]) -> list[str]:
    return [word for word in map(folded, words) if word not in FUNCTION_WORDS]


def _initials_joined(words: list[str]) -> list[str]:
    """Return "j. d. vance" as "jd vance": two initials in a row are written together, too."""
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        joined += [run, word] if run else [word]
        run = ""
    return [*joined, run] if run else joined


def _is_aside(words: list[str]) -> bool:
    low = [folded(word) for word in words]
    age = len(low) == 1 and low[0].isdigit()
    return age or (all(word in ROLE_WORDS for word in low) and bool(HEADS.intersection(low)))


def _looks_like_name(words: list[str]) -> bool:
    if len(words) > _LONGEST_NAME or all(map(_is_common, words)):
        return False
    named = False
    for word in words:
        if word != word.lower():
            named = True
        elif not (folded(word) in ROLE_WORDS or folded(word) in _PARTICLES or word.isdigit()):
            return False
    return named


def _is_common(word: str) -> bool:
    """Whether a capital says only that a sentence begins: "They", but not "WHO"."""
    common = word.lower() in STOP_WORDS or word.lower() in ("yes", "no", "not", "nobody", "nothing")
    return common and (len(word) == 1 or not word.isupper())


def _without_title(words: list[str]) -> tuple[list[str], list[str]]:
    """Split words into a title and the name behind it; the name is never empty."""
    low = [folded(word) for word in words]
    if low[-1] in IMPERSONAL:
        return [], words
    run = next((n for n, word in enumerate(low) if word not in ROLE_WORDS), len(low))
    if run < len(low) and HEADS.intersection(low[:run]) and low[run - 1] not in FUNCTION_WORDS:
        return words[:run], words[run:]
    first = next((n for n, word in enumerate(low) if word in STRICT_HEADS), len(low))
    name = next((n for n in range(first, len(low)) if low[n] not in ROLE_WORDS), len(low))
    short = name < len(low) < name + 5 and not ROLE_WORDS.intersection(low[name:])
    return (
        (words[:name], words[name:])
        if short and low[name - 1] not in FUNCTION_WORDS
        else ([], words)
    )
