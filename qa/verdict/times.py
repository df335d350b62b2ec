"""Take the times out of a sentence: they may stand anywhere in it."""

from __future__ import annotations

import re

from qa.lexicon import MONTHS, WEEKDAYS

__all__ = ["agrees", "is_relative", "without_times"]

_DAY_OR_MONTH = "|".join((*WEEKDAYS, *(m for m in MONTHS if m not in ("may", "march"))))
_TIME = re.compile(
    rf"(?:\b(?:on|in|by|late|early|earlier|last|this|next|the) )*\b(?:(?:\d{{1,2}} )?"
    rf"(?:{_DAY_OR_MONTH}|(?<=in )(?:may|march)|(?:may|march)(?= \d))\b(?: \d{{1,2}}\b)?"
    r"(?:,? (?:19|20)\d\d\b)?|(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)|yesterday|today|tomorrow"
    r"|tonight|weeks?|months?|years?|weekend|morning|evening|night)\b(?!'s)",
    re.IGNORECASE,
)
_TIME_LINKS = frozenset("on in by late early earlier last this next the".split())
_RELATIVE = frozenset(
    "yesterday today tomorrow tonight week weeks month months year years weekend morning evening"
    " night".split()
)


def without_times(text: str) -> tuple[str, frozenset[str]]:
    """Return the text without its times, and their words in lower case."""
    times = {word.lower() for match in _TIME.finditer(text) for word in match[0].split()}
    text = re.sub(r",\s*,", " ", _TIME.sub(" ", text)).lstrip(" ,")
    return text, frozenset(time.strip(",") for time in times if time not in _TIME_LINKS)


def is_relative(times: frozenset[str]) -> bool:
    """Whether some of the times depends on the day on which it is said ("last week")."""
    return bool(times & _RELATIVE)


def agrees(wanted: frozenset[str], times: frozenset[str]) -> bool:
    """Whether all wanted times are there, and no others of their kinds."""
    kinds = {_kind(time) for time in wanted}
    return wanted <= times and all(time in wanted for time in times if _kind(time) in kinds)


def _kind(time: str) -> str:
    if time.isdigit():
        return "year" if len(time) == 4 else "day"
    return "weekday" if time in WEEKDAYS else "month" if time in MONTHS else "relative"
