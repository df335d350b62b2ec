"""Questions that ask for the newest state of things."""

from __future__ import annotations

from qa.when.guards import before
from qa.when.reading import time_expressions
from qa.when.types import TimeExpression
from qa.when.words import compiled

__all__ = ["asks_for_latest"]

_NEWS = compiled(
    r"\b(?:what['’]?s|what is|is there|are there|any|anything|got)(?: (?:the|any|anything))? "
    r"(?:new|news|updates?)\b(?! (?:agency|conference|briefing|channel|york|year|zealand))"
)
_LAST_OF_ALL = compiled(
    r"\blast time\b"
    r"|\bwhen (?:did|was|were|has|have|had)\b[^?.!;]{1,80}? last (?!(?:name|word|night|week|"
    r"weekend|month|year|quarter|season|minute|summer|winter|spring|autumn|fall|decade|century)s?\b)"
    r"|\blast (?:announcement|statement|update|meeting|visit|package|round|attack|report|poll|vote|"
    r"match|game|speech|election)\b"
)
_TODAY = compiled(
    r"\bas of today\b"
    r"|\b(?:is|are|does|do|has|have)\b(?P<between>[^?.!;]{1,80}?) (?:today(?!['’])|still|yet)\b"
)
_TOLD = compiled(
    r"\b(?:sa(?:id|y|ying)|happen(?:ed|ing)?|announc(?:ed|ing)|me(?:t|eting)|going on)\b"
)
_BOUND_BEFORE = compiled(
    r"\b(?:in|during|of|on|at|for|through|the year|['’]s)\s{1,2}(?:early |late |mid-)?$"
)
_BOUND = compiled(r"(?:before|until|till|by|prior to|up to|as of|between|from|through)\b")
_UP_TO_TODAY = compiled(r"\b(?:today|tonight|this|current|past|last \w{1,12} \w{1,12}|so far)\b")
_SO_FAR = compiled(r"\bso far\b")
_CLAUSE = compiled(r"\b(?:that|which|who|since|after)\b")


def asks_for_latest(question: str) -> bool:
    """Whether the question asks for the newest state: "latest", "now", "who is … today?".

    Not where it bounds the time: "the last time … before 2010", "the latest figures for March".
    """
    expressions = time_expressions(question, None)
    cues = [e.start for e in expressions if e.kind == "latest" or _SO_FAR.search(e.text)]
    for pattern in (_NEWS, _LAST_OF_ALL):
        cues += [match.start() for match in pattern.finditer(question)]
    cues += [
        match.start()
        for match in _TODAY.finditer(question)
        if not match["between"] or not _TOLD.search(match["between"])
    ]
    return bool(cues) and not any(_bounds(question, min(cues), e) for e in expressions)


def _bounds(question: str, cue: int, expression: TimeExpression) -> bool:
    """Whether the expression ends what the cue asks for before today."""
    if expression.kind == "latest" or _UP_TO_TODAY.search(expression.text):
        return False
    if cue < expression.start and _CLAUSE.search(question[cue : expression.start]):
        return False  # "the latest on the war that began in 2022"
    if _BOUND.match(expression.text):
        return True
    deictic = expression.kind == "relative" and not expression.text.lower().startswith("since")
    return deictic or _BOUND_BEFORE.search(before(question, expression.start)) is not None
