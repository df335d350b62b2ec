"""Tell a month, a weekday or a season from what is written alike.

"They march", "it may", "Theresa May", "Good Friday", "the fall of Kabul", "a spring".
"""

from __future__ import annotations

import re

from qa.when.guards import after, before, counts_things
from qa.when.words import compiled, folded

__all__ = ["is_day", "is_month", "is_quarter", "is_season", "is_weekday"]

_MONTH_BEFORE = compiled(
    r"\b(?:in|of|since|until|till|by|during|for|from|through|throughout|before|after|between|early|"
    r"late|mid|earlier|later|both|around|beginning|end|month)[\s-]$"
)
_SURE_BEFORE = compiled(r"\b(?:in|since|until|till|during|early|late|mid)[\s-]$")
_MONTHS_JOINED = compiled(
    r"(?:\b(?:in|of|from|between|since|during|for) (?:march|may)|\b(?:january|february|april|june|"
    r"july|august|september|october|november|december))(?: \d{4})?,?"
    r"(?: (?:to|and|or|through|until|till)\s|\s?[-–/]\s?)$"
)
_DETERMINER = re.compile(r"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Aa]|[Oo]ur|[Hh]er|[Hh]is)|['’]s)\s$")
_NOUN = re.compile(
    r"\s(?!(?:on|of|for|to|against|in|from|through|and|was|is|will|by|at|with|has|had|or|that|who)"
    r"\b)[a-z]"
)
_NAMED_MAY = re.compile(
    r"\b(?!(?:In|By|Last|Next|This|Early|Late|Mid|Since|Until|From|And|Of|For|During|After|Before"
    r"|On|The|May)\b)[A-Z][\w’'-]{0,30}\.? May\b(?! \d)"
)
_GIVEN_NAME = re.compile(r"\s[A-Z][a-z]")
_VERB_AFTER = re.compile(r"\s(?:was|saw|is|brought|marks|marked|has|had|ended|began)\b")
_SENTENCE_START = re.compile(r"(?:^|[.!?\n][\s\"“]{0,3})$")
_AUGUST_BODY = compiled(r" (?:body|company|institution|assembly|gathering|house|group|presence)\b")
_MESSAGE_END = re.compile(r"\s{0,2}(?:[?.!,;:)]|$)")
_DAY_BEFORE = compiled(
    r"\b(?:on|since|until|till|by|of|from|to|before|after|the|between|and|around|for|dated|early|"
    r"late)\s$"
)
_MAY_DO = compiled(
    r" (?:be|have|not|also|well|still|never|soon|need|get|go|seem|want|already|die|face)\b"
)

_NAMED_DAY = compiled(
    r"\b(?:black|bloody|good|easter|ash|palm|super|cyber|giving|taco|man|holy|maundy|whit|sheffield|"
    r"every|each|casual|freaky|small business|mail on)\s$"
)
_TITLE_AFTER = re.compile(
    r"\s(?:Times|Mirror|Telegraph|Express|Post|Mail|Herald|Morning Herald|Addams|Night Live|"
    r"Morning|Night Football|Sun)\b|\s[Tt]he 13th"
)

_SEASON_BEFORE = compiled(
    r"\b(?:(?:in|during|over|by|since|until|before|after) the|by|since|until)\s{1,2}$"
)
_NO_SEASON = compiled(
    r" (?:training|rolls?|onions?|water|break|camps?|schools?|olympics|paralympics|games|sports|"
    r"house|palace|wear|clothes|solstice|equinox|semester|term)\b|[\w-]"
)
_NO_FALL = compiled(r" (?:from|to|into|short|apart|behind|back|down|off|out|under|victim|ill)\b")
_SPORTS = compiled(
    r"\b(?:touchdowns?|quarterbacks?|halftime|rebounds|free throws?|yards?|nba|nfl|wnba|game|"
    r"fourth-quarter|turnovers|three-pointers?|lead)\b"
)
_FISCAL_BEFORE = compiled(r"\b(?:fiscal|financial)[\s-]$")
_FISCAL_AFTER = compiled(
    r" of (?:the )?(?:fiscal|fy|financial|game|match|season|race|century|final|\w{1,12} century|"
    r"its|their|\d{1,2}(?:st|nd|rd|th))\b|\s?finals?\b"
)


def is_day(text: str, start: int, end: int, month: str) -> bool:
    """Whether a figure and a month's name without a year are a day: "April 12", no "10 may die".

    `text[start:end]` holds both, `month` is the name as it stands there.
    """
    left, right = before(text, start), after(text, end)
    figure_last = text[end - 1].isdigit()
    if figure_last:
        # Months have "in", days have "on": "in May 12 people died".
        unlike = month.islower() and folded(month) in ("march", "may")
        in_month = re.search(r"\b[Ii]n\s$", left) is not None
        return not ((unlike or in_month) and counts_things(right))
    if not month.islower() or folded(month) not in ("march", "may"):
        return True
    return bool(_DAY_BEFORE.search(left)) and not _MAY_DO.match(right)


def is_month(text: str, start: int, end: int, which: str | None, *, dated: bool) -> bool:
    """Whether the month's name there is one, and no verb and nobody's name.

    `dated` says that a year stands after it; `which` is the "last", "this" or "next" before it.
    """
    word = text[start:end]
    name = folded(word).rstrip(".")
    left, right = before(text, start), after(text, end)
    if dated:
        return True
    if which and name in ("march", "may") and not word.istitle():
        # "This may help"; "the last march".
        return bool(_MESSAGE_END.match(right)) or (which != "this" and "the " not in left[-10:])
    led = which is not None or _MONTH_BEFORE.search(left) is not None
    if name == "may" and _NAMED_MAY.search(before(text, start, 300) + word + after(text, end, 300)):
        return which is not None or _SURE_BEFORE.search(left) is not None
    if name == "may" and which is None and right.startswith(("'", "’")):
        return False
    if name in ("march", "may"):
        return led or bool(_MONTHS_JOINED.search(left)) or _is_capital(word, left, right)
    if len(name) < 4 or name == "sept":
        named = _GIVEN_NAME.match(right) and not (which or _SURE_BEFORE.search(left))
        return led and not named and not right.startswith(("'", "’"))
    if word == "august":
        return not _AUGUST_BODY.match(right) and led
    given = name in ("april", "june", "august") and word.istitle() and _GIVEN_NAME.match(right)
    return led or not given


def _is_capital(word: str, left: str, right: str) -> bool:
    """Whether "March" or "May" stands as a month does: "the March vote", "its May report"."""
    if not word.istitle():
        return False
    if _DETERMINER.search(left):
        return bool(_NOUN.match(right))
    if word == "May":
        return False
    first = _SENTENCE_START.search(left) is not None
    return right.startswith(("'s", "’s")) or (first and bool(_VERB_AFTER.match(right)))


def is_weekday(text: str, start: int, end: int) -> bool:
    """Whether the weekday there is one day, and no feast, newspaper or habit ("every Monday")."""
    return not (_NAMED_DAY.search(before(text, start)) or _TITLE_AFTER.match(after(text, end)))


def is_season(text: str, start: int, end: int, which: str | None, *, dated: bool) -> bool:
    """Whether the season there is one in particular; arguments as for `is_month`.

    Without a year or a word like "last" it needs a preposition: "in the spring", not "a spring
    offensive".
    """
    if dated:
        return True
    right = after(text, end)
    fall = folded(text[start:end]) == "fall"
    if _NO_SEASON.match(right) or (fall and which in (None, "this") and _NO_FALL.match(right)):
        return False
    if which is not None:
        return True
    led = _SEASON_BEFORE.search(before(text, start)) is not None
    return led and re.match(r"\s{1,2}of\b", right) is None


def is_quarter(text: str, start: int, end: int, *, dated: bool) -> bool:
    """Whether the quarter there is one of a calendar year, not of a game or a fiscal year.

    `dated` says that a year stands after it.
    """
    left, right = before(text, start, 120), after(text, end, 120)
    if _FISCAL_BEFORE.search(left) or _FISCAL_AFTER.match(right):
        return False
    return dated or not (_SPORTS.search(left) or _SPORTS.search(right))
