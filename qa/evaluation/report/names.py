"""What the figures are called, and what they mean to someone who steers by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["TILES", "Direction", "Figure", "direction", "figure", "label"]

Direction = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`unit` follows the number; "%" is for shares of 0–100, nothing for those of 0–1."""

    label: str
    meaning: str
    unit: str = "%"
    better: Direction = "higher"


TILES = {
    "reader": ("f1", "exact", "HasAns_f1", "NoAns_f1", "HasAns_f1_no_null", "best_f1",
               "questions_per_second"),
    "retrieval": ("nDCG@10", "RR@10", "AP", "R@1", "R@5", "R@10", "R@20", "R@100"),
    "rag": ("right", "answered", "answered_right", "f1", "citation_precision",
            "gold_citation_recall", "ece", "auroc"),
    "chat": ("right", "dialogues_right", "answerable_right", "unanswerable_right",
             "standalone_right", "source_precision", "ece", "auroc"),
}  # fmt: skip

_FIGURES = {
    "f1": Figure("F1", "Words shared with the right answer. Withheld rightly counts in full."),
    "exact": Figure("Exact", "Word for word a right answer, or rightly withheld."),
    "contains": Figure("Contains", "A right answer stands in the one given."),
    "right": Figure("Right", "Answered rightly, or rightly withheld."),
    "answered": Figure("Answered", "The others were withheld.", better="neither"),
    "answered_right": Figure("Right when it answers", "Of the answers given."),
    "best_right": Figure("Right if forced", "Had it always answered."),
    "HasAns_f1": Figure("F1, answerable", "Where there is an answer. Withheld counts as wrong."),
    "NoAns_f1": Figure("Rightly withheld", "Of the questions that have no answer."),
    "HasAns_f1_no_null": Figure("F1 if forced", "Where there is an answer, never withheld."),
    "best_f1": Figure("F1 at best", "With the threshold chosen on these very questions: a bound."),
    "questions_per_second": Figure("Questions a second", "Read on this machine.", ""),
    "threshold": Figure("Threshold", "Answers below this score are withheld.", "", "neither"),
    "citation_precision": Figure("Citations right", "To the character, and of the right article."),
    "citation_recall": Figure("Answers cited", "Parts of answers under which a right citation is."),
    "gold_citation_recall": Figure("Answered with proof", "Of all that have an answer and source."),
    "ece": Figure("Calibration error", "How far its confidence is off. 0 is best.", "", "lower"),
    "auroc": Figure("AUROC", "How well its confidence tells right from wrong. 1 is best.", ""),
    "aurc": Figure("AURC", "The share that is wrong, over all thresholds.", "", "lower"),
    "excess_aurc": Figure("Excess AURC", "AURC above the least possible.", "", "lower"),
    "dialogues_right": Figure("Dialogues right", "With every turn right."),
    "answerable_right": Figure("Right where answerable", "Of the turns that have an answer."),
    "unanswerable_right": Figure("Rightly withheld", "Of the turns that have no answer."),
    "standalone_right": Figure("Understood", "Turns whose question was made out of the context."),
    "source_precision": Figure("Sources right", "Citations that are of an expected article."),
    "nDCG@10": Figure("nDCG@10", "How high the right articles stand among the first ten."),
    "RR@10": Figure("MRR@10", "One by the rank of the first right article, if within ten."),
    "AP": Figure("MAP", "The precision at each right article, averaged."),
    **{
        f"R@{k}": Figure(f"Recall@{k}", f"Right articles that are among the first {k}.")
        for k in (1, 5, 10, 20, 100)
    },
}
_NAMES = {
    "by_first_word": "By first word",
    "by_question_words": "By length in words",
    "bm25": "BM25",
    "p50_ms": "Median, ms",
    "p95_ms": "95th percentile, ms",
}
_CAPITALS = {"bm25": "BM25", "f1": "F1", "ms": "ms"}
_LOW = re.compile(r"(?:_|\b)(?:ms|seconds|risk|wrong|wrongly|false|error|errors)(?:_|\b)")


def figure(name: str) -> Figure | None:
    """Return what is known of a figure."""
    return _FIGURES.get(name)


def label(name: str) -> str:
    """Return a key of the metrics as words, in plain text."""
    known = figure(name)
    if known:
        return known.label
    if name in _NAMES:
        return _NAMES[name]
    words = [_CAPITALS.get(word, word) for word in name.split("_") if word]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def direction(name: str) -> Direction:
    """Tell which values of a figure are better; an unknown one goes by its name."""
    known = figure(name)
    if known:
        return known.better
    if "thresh" in name:
        return "neither"
    return "lower" if _LOW.search(name.lower()) else "higher"
