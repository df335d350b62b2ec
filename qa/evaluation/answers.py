"""Grades one answer, given or withheld, against the gold answers of its question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.squad import exact_match, normalize_answer, token_f1
from qa.types import Answer

__all__ = ["RIGHT_F1", "Verdict", "best_candidate", "grade", "holds"]

RIGHT_F1 = 0.5  # the rule by which the confidence is fitted


@dataclass(frozen=True, slots=True)
class Verdict:
    """How good an answer is; higher is better throughout.

    `exact` and `contains` are 0 or 1, `f1` lies in [0, 1]. `exact` implies `contains` and `right`.
    """

    exact: int
    f1: float
    contains: int
    right: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "exact": self.exact,
            "f1": self.f1,
            "contains": self.contains,
            "right": self.right,
        }


def grade(answer: str | None, gold: Sequence[str]) -> Verdict:
    """Return the verdict on `answer`; None is an answer withheld.

    Without gold answers the question must be withheld: None is right in every respect, any text
    wrong. With them None is wrong in every respect, and a text counts by its best gold answer:
    `exact` and `f1` by the rules of SQuAD (Rajpurkar et al., EMNLP 2016), `contains` where a gold
    answer stands in it (see `holds`), `right` where `f1` is at least `RIGHT_F1`.

    Gold answers that normalise to nothing are dropped beside others, as in SQuAD's script; where
    all of them do, only an answer that does so, too, is right.
    """
    if answer is None or not gold:
        right = answer is None and not gold
        return Verdict(int(right), float(right), int(right), right)
    usable = [text for text in gold if normalize_answer(text)] or [""]
    exact = int(any(exact_match(answer, text) for text in usable))
    f1 = max(token_f1(answer, text) for text in usable)
    contains = exact or int(any(holds(answer, text) for text in usable))
    return Verdict(exact, f1, contains, f1 >= RIGHT_F1)


def holds(text: str, part: str) -> bool:
    """Whether `part` stands in `text` as whole tokens, both normalised as in SQuAD.

    A part that normalises to nothing stands nowhere.
    """
    wanted = normalize_answer(part)
    return bool(wanted) and f" {wanted} " in f" {normalize_answer(text)} "


def best_candidate(answer: Answer) -> dict[str, Any] | None:
    """Return `{"answer", "confidence"}` of the best candidate, good enough to be given or not."""
    if answer.text is not None:
        return {"answer": answer.text, "confidence": answer.confidence}
    if not answer.alternatives:
        return None
    return {"answer": answer.alternatives[0].text, "confidence": answer.confidence}
