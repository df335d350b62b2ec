"""The kinds of questions, and the form in which each is best answered."""

from __future__ import annotations

from enum import Enum
from typing import Literal

__all__ = ["QuestionKind", "answer_form"]


class QuestionKind(Enum):
    """What is asked for; `answer_form` says in what form it is best given."""

    AMOUNT = "amount"  # a figure: a sum, a number, a measure, a length of time
    WHO = "who"
    WHERE = "where"
    WHEN = "when"
    WHICH_WHAT = "which_what"  # one noun or name
    LIST = "list"
    YES_NO = "yes_no"
    CHOICE = "choice"  # the question offers its answers
    WHY = "why"
    HOW = "how"
    SAYING = "saying"  # somebody's words or view
    DESCRIBE = "describe"
    COMPARE = "compare"


def answer_form(kind: QuestionKind) -> Literal["span", "sentence", "sentences"]:
    """Return the form that answers a question of this kind.

    "span" is a figure, a name or several of them; "sentence" one sentence that settles the
    question; "sentences" an excerpt of one to a few.
    """
    if kind is QuestionKind.YES_NO:
        return "sentence"
    told = (
        QuestionKind.WHY,
        QuestionKind.HOW,
        QuestionKind.SAYING,
        QuestionKind.DESCRIBE,
        QuestionKind.COMPARE,
    )
    return "sentences" if kind in told else "span"
