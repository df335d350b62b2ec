"""Choose a reader's working points and calibrate its confidence, on held-out training data.

The reader's own threshold is chosen with every question shown its own context. What the product
does is another thing: it reads several passages and answers with the best span of all. So the
confidence is fitted on that: each held-out question over its context and others that BM25 ranks
high, and each answerable one again without its context, as if no article said it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.types import Document
from qa.evaluation.squad import token_f1
from qa.evidence import weigh
from qa.reader import SpanReader
from qa.reader.calibration import Calibration
from qa.training.mixture import Neighbours
from qa.training.rows import Row
from qa.types import Span

__all__ = ["HeldOut", "calibrate", "read_held_out"]

OTHERS = 4  # passages beside a question's own
# Unanswerable questions: a half in SQuAD 2.0; people ask their own articles what mostly is there.
SHARE_ALONE = 0.5
SHARE_IN_USE = 0.25

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The best span of each of n questions: score, token F1 against the nearest answer in [0, 1] (0
    where there is none), features of shape (n, 3), and whether there is an answer.

    `unanswerable_share` is what the questions without an answer weigh in the whole.
    """

    features: Floats
    f1: Floats
    answerable: npt.NDArray[np.bool_]
    unanswerable_share: float

    @property
    def score(self) -> Floats:
        return self.features[:, 0]

    @property
    def weight(self) -> Floats:
        """Weights that give unanswerable questions their share of the whole."""
        found = float(self.answerable.mean())
        empty = self.unanswerable_share
        weights: Floats = np.where(self.answerable, (1 - empty) / found, empty / (1 - found))
        return weights

    def f1_at(self, threshold: float, of: Floats | None = None) -> float:
        """Return the F1 in [0, 1] of answering from this value on; `of` defaults to the score."""
        answered = (self.score if of is None else of) >= threshold
        gained = np.where(self.answerable, self.f1 * answered, ~answered)
        return float(np.average(gained, weights=self.weight))


def read_held_out(reader: SpanReader, rows: Sequence[Row]) -> tuple[HeldOut, HeldOut]:
    """Return what the reader does with each row's own context, and with several passages."""
    neighbours = Neighbours(rows)
    ranked = neighbours.rank([row.question for row in rows])
    others = [
        [context for context in neighbours.lacking(row, numbers) if context != row.context][:OTHERS]
        for row, numbers in zip(rows, ranked, strict=True)
    ]
    pairs = [
        (row.question, context)
        for row, more in zip(rows, others, strict=True)
        for context in (row.context, *more)
    ]
    spans = iter(reader.read_questions(pairs))
    alone: list[tuple[list[float], float, bool]] = []
    several: list[tuple[list[float], float, bool]] = []
    for row, more in zip(rows, others, strict=True):
        own = _entry(row, row.context, next(spans))
        rest = [_entry(row, context, next(spans)) for context in more]
        alone.append(own)
        several.append(max([own, *rest], key=lambda entry: entry[0][0]))
        if row.answers and rest:
            features, _, _ = max(rest, key=lambda entry: entry[0][0])
            several.append((features, 0.0, False))
    return _held_out(alone, SHARE_ALONE), _held_out(several, SHARE_IN_USE)


def _entry(row: Row, context: str, spans: Sequence[Span]) -> tuple[list[float], float, bool]:
    """Return features and F1 of the best span, and whether the row has an answer."""
    span = spans[0]
    evidence = weigh(
        row.question, context, span.start, span.end, Document("", None, context, None, "")
    )
    features = [span.score, float(evidence.met), evidence.overlap]
    f1 = max((token_f1(span.text, answer) for answer in row.answer_texts), default=0.0)
    return features, f1, bool(row.answers)


def _held_out(entries: Sequence[tuple[list[float], float, bool]], share: float) -> HeldOut:
    features, f1, answerable = zip(*entries, strict=True)
    return HeldOut(np.array(features), np.array(f1), np.array(answerable), share)


def calibrate(alone: HeldOut, several: HeldOut) -> Calibration:
    """Fit the confidence on `several`, the reader's own threshold on `alone`.

    The weights of unmet demands and of what is amiss are not fitted: the rows are paragraphs cut
    out of their articles, so a name that is missing there says nothing.
    """
    from sklearn.linear_model import LogisticRegression

    fitted: Any = LogisticRegression(C=100.0)
    right = several.answerable & (several.f1 >= 0.5)
    fitted.fit(several.features, right, sample_weight=several.weight)
    probability: Floats = fitted.predict_proba(several.features)[:, 1]
    score, met, overlap = (round(float(value), 4) for value in fitted.coef_[0])
    return Calibration(
        intercept=round(float(fitted.intercept_[0]), 4),
        weights={"score": score, "met": met, "overlap": overlap, "unmet": -2.0, "amiss": -2.0},
        threshold=_best_threshold(alone, alone.score),
        working_probability=_best_threshold(several, probability),
    )


def _best_threshold(held_out: HeldOut, values: Floats) -> float:
    """Return the middle of the thresholds within 0.1 points of the best F1.

    The curve is flat there, and its very maximum an accident of few rows.
    """
    thresholds = np.quantile(values, np.linspace(0.02, 0.98, 193))
    curve = np.array([held_out.f1_at(threshold, values) for threshold in thresholds])
    return round(float(np.median(thresholds[curve >= curve.max() - 0.001])), 4)
