"""Tell an answer from an echo: what the question says itself is no answer to it."""

from __future__ import annotations

import re

from index.terms import terms

__all__ = ["echoes"]

# "Was it Paris or Rome?", "Is he in Rome?": here the question does hold its answer.
_OFFERS = re.compile(
    r"\bor\b|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"\b(?:who|what)(?: (?:is|was|are|were)|['’]s)\b", re.IGNORECASE)
_LAST_NAME = re.compile(r"\b([A-Z][\w-]+)\W*$")


def echoes(question: str, quote: str) -> bool:
    """Whether the quote says nothing but words of the question, or names someone of whom it asks.

    "Who did Dmytro Kuleba speak with?" is not answered by "Foreign Minister Dmytro Kuleba"; "Who is
    Kuleba?" may be.
    """
    if _OFFERS.search(question):
        return False
    said = set(terms(quote))
    if said and said <= set(terms(question)):
        return True
    name = _LAST_NAME.search(quote)
    if name is None or len(said) < 2 or _WHO_IS.search(question):
        return False
    asked = question[question.find(" ") + 1 :]
    return name[1] in asked and bool(re.search(rf"\b{re.escape(name[1])}\b(?!['’])", asked))
