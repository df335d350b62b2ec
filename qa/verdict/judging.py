"""Where one sentence alone means "yes" or "no"."""

from __future__ import annotations

import re

from index.terms import terms
from qa.question_kind import QuestionKind, kind_of
from qa.verdict.asked import asked_of
from qa.verdict.frames import Verdict, frames
from qa.verdict.times import agrees, without_times
from qa.verdict.tokens import respelled, tokens_of

__all__ = ["verdict"]

LONGEST_JUDGED = 1_000  # characters; a longer sentence says nothing plainly

_NEUTRAL = frozenset(terms("say said tell told announce confirm report according"))
_OFFICIAL = re.compile(
    r" (?:ministri|depart|offici|statement|spokes|govern|compani|court|author|agenc|council"
    r"|committe|commiss|organi[sz]|club|airlin|universi|hospit)\w*\|"
)
_ATTRIBUTION = re.compile(
    r"[,;\"](?! ~(?:and|but|who|which|while)\b)"
    r"(?P<source>(?: (?:[~+%]\S+|[^\s|]+\|[CPSGAL]*)){0,10}) (?P<verb>[^\s|]+)\|\w*V\w*"
    r"(?P<behind>[^,;\"]*)"
)
# "Did not call until Monday" is no denial, and a time may belong to another clause.
_NOT_ALL = re.compile(r" ~(?:until|before|because|since|so)\b")
_OTHER_CLAUSE = re.compile(r" ~(?:after|before|when|while|who|which|since|because|until|that)\b")
_PLACE = re.compile(r" ([^\s|]+)\|\w*L")


def verdict(question: str, sentence: str) -> Verdict | None:
    """Return what the sentence alone plainly answers to a yes/no question, None in any doubt.

    It answers where all content words of the question stand in one of its clauses in the same
    roles: subject, verb and what follows in the question's order, or in the passive. Then "no"
    needs a negation of that very verb ("did not", "never", "refused to", "denied"): another fact
    never makes a "no". Modals, conditions, hedges, quotations, claims of others, other numbers,
    months and countries make it None.
    """
    if len(sentence) > LONGEST_JUDGED or kind_of(question) is not QuestionKind.YES_NO:
        return None
    asked = asked_of(question)
    text, times = without_times(respelled(sentence))
    tokens = tokens_of(text).replace(" accord|", " , accord|")
    if asked is None or " ?" in tokens or not agrees(asked.times, times):
        return None
    if asked.times and _OTHER_CLAUSE.search(tokens):
        return None
    found = {
        answer
        for answer, pattern in frames(asked)
        if (match := re.search(pattern, tokens)) and _plainly_told(tokens, match)
        if answer == "yes" or not _NOT_ALL.search(tokens, match.end())
    }
    return found.pop() if len(found) == 1 else None


def _plainly_told(tokens: str, match: re.Match[str]) -> bool:
    """Whether what was matched is the article's own claim, or an office's on its own country."""
    for said in _ATTRIBUTION.finditer(tokens, match.end()):
        source = said["source"] or said["behind"]
        places = set(_PLACE.findall(source))
        if said["verb"] not in _NEUTRAL or not _OFFICIAL.search(source):
            return False
        if not places <= set(_PLACE.findall(tokens[: match.end()])):
            return False
    return True
