"""A yes/no question as an auxiliary and content words in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.lexicon import COUNTRIES, DEMONYMS, SAME_PLACE
from qa.question_kind import core
from qa.verdict.times import is_relative, without_times
from qa.verdict.tokens import respelled, stem_of, tokens_of

__all__ = ["DETERMINER", "Asked", "Term", "asked_of"]

MOST_TERMS = 12  # more make no plain clause
DETERMINER = r"~(?:a|an|the|its|his|her|their|our)"  # in tokens

_LIGHT = re.compile(r"\b(?:ever|any|really|actually|already|yet|so|also)\b")
_GROUPS = {
    **dict.fromkeys(("did", "has", "have", "had"), "did"),
    **dict.fromkeys(("does", "do"), "does"),
    **dict.fromkeys(("is", "are"), "is"),
    **dict.fromkeys(("was", "were"), "was"),
    "will": "will",
    "can": "can",
}
_PREPOSITIONS = frozenset(
    "of in on at to from for by with about near against between among under over into through"
    " across during within toward towards via per amid around behind after before".split()
)
_DEMONYM_OF = {
    stem_of(country): stem_of(demonym)
    for country in (*COUNTRIES, "unitedstates", "unitedkingdom")
    for demonym in (*SAME_PLACE.get(country, ()), "american", "british")
    if demonym in DEMONYMS and (country[:2] + demonym[:2]) in ("unam", "unbr", country[:2] * 2)
}


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question.

    `stem` is a pattern of its stem, `attribute` one of what may stand for it before another of the
    question's words ("Ukraine's minister" is "the Ukrainian minister", but a Ukrainian is not
    Ukraine), `prepositions` those before it as tokens, `ing` whether it ends so.
    """

    stem: str
    attribute: str
    prepositions: str
    ing: bool

    def after(self, prepositions: str) -> Term:
        """Return the term with other prepositions before it."""
        return replace(self, prepositions=prepositions)


@dataclass(frozen=True, slots=True)
class Asked:
    """`group` is the auxiliary that stands for all that ask the same; see `frames`."""

    group: str
    items: tuple[Term, ...]
    times: frozenset[str]


def asked_of(question: str) -> Asked | None:
    """Return what a yes/no question asks.

    None where it is more than a plain clause: negated, hedged, with pronouns, a clause inside or a
    time that depends on when it is asked.
    """
    text = re.sub(r"\bus\b", "US", _LIGHT.sub("", core(question)))
    text, times = without_times(respelled(text))
    words = tokens_of(text).split()
    if is_relative(times) or any(word[0] in '!?%+,;"' for word in words):
        return None
    group = _group(words)
    items: list[Term] = []
    prepositions = ""
    for word in words:
        if word[0] != "~":
            stem, flags = word.split("|")
            attribute = rf"(?:{re.escape(stem)}|{_DEMONYM_OF.get(stem, re.escape(stem))})"
            items.append(Term(re.escape(stem), attribute, prepositions, "G" in flags))
            prepositions = ""
        elif word[1:] in _PREPOSITIONS:
            prepositions += f" {word}"
        elif not re.fullmatch(DETERMINER, word):
            return None
    return None if prepositions or len(items) > MOST_TERMS else Asked(group, tuple(items), times)


def _group(words: list[str]) -> str:
    """Take the auxiliaries out of the words and return their group; a statement has "did"."""
    auxiliary = next((word for word in words if word[0] == "~" and word[1:] in _GROUPS), None)
    group = "did"
    if auxiliary:
        words.remove(auxiliary)
        group = _GROUPS[auxiliary[1:]]
    for active, form, passive in (("did", "~been", "was"), ("will", "~be", "will be")):
        if group == active and form in words:
            words.remove(form)
            return passive
    return group
