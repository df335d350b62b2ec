"""Read the part of a day or period that a date names: "early", "morning", "2 p.m."."""

from __future__ import annotations

import re

__all__ = ["is_clock", "split_part"]

_EARLY = re.compile(
    r"(?:the )?(?:(early|mid|late)[ -](?:in |on )?|(beginning|start|middle|end) of )(?:the )?"
)
_NAMED = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_DAYPART_BEFORE = re.compile(r"(?:the )?(morning|afternoon|evening|night) of (?:the )?")
_DAYPART_AFTER = re.compile(r" (morning|afternoon|evening|night)$")
_CLOCK = (
    r"(?:(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>[ap])\.?m(?![^\W_])\.?"
    r"|(?P<hour24>2[0-3]|1[3-9]|0[0-9]):(?P<minute24>[0-5][0-9])(?!:?[0-9])|(?P<word>noon|midnight))"
    r"(?: \(?(?:local time|gmt|utc|[ecmp][sd]?t|bst|cest|cet|eest|eet|eastern(?: time)?)\)?)?"
)
_CLOCK_BEFORE = re.compile(rf"(?:at )?{_CLOCK}(?:,? (?:on )?|$)")
_CLOCK_AFTER = re.compile(rf",? (?:at )?{_CLOCK}$")
_IS_CLOCK = re.compile(r"\d\d:\d\d")


def split_part(low: str) -> tuple[str, str]:
    """Return a date in lower case without the part that it names, and that part ("" for none).

    The part is as in DateValue. Zones of a time of day are passed over: "2 p.m. GMT" is "14:00".
    "1:45" may be of the morning or not, and is no part.
    """
    clock = _CLOCK_BEFORE.match(low) or _CLOCK_AFTER.search(low)
    if clock:
        return low[: clock.start()] + low[clock.end() :], _clock(clock)
    before = _EARLY.match(low)
    if before:
        return low[before.end() :], before[1] or _NAMED[before[2]]
    daypart = _DAYPART_BEFORE.match(low) or _DAYPART_AFTER.search(low)
    if daypart:
        return low[: daypart.start()] + low[daypart.end() :], daypart[1]
    return low, ""


def is_clock(part: str) -> bool:
    """Whether a part is a time of day as "14:30"."""
    return _IS_CLOCK.fullmatch(part) is not None


def _clock(match: re.Match[str]) -> str:
    if match["word"]:
        return "12:00" if match["word"] == "noon" else "00:00"
    if match["hour"]:
        hour = int(match["hour"]) % 12 + (12 if match["half"] == "p" else 0)
        return f"{hour:02}:{match['minute'] or '00'}"
    return f"{int(match['hour24']):02}:{match['minute24']}"
