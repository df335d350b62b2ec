"""Choose a reader's working point and calibrate its scores, on held-out training data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.types import Document
from qa.evaluation.squad import token_f1
from qa.evidence import unsupported
from qa.reader import SpanReader
from qa.reader.calibration import Calibration
from qa.training.rows import Row

__all__ = ["HeldOut", "calibrate", "read_held_out"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a reader did on held-out rows, one value a row.

    `score` is the best span's, `f1` its token F1 against the nearest answer in [0, 1] (0 where
    there is none), `unsupported` the demands of the question that the context does not meet, and
    `weight` makes unanswerable rows half of the whole: real traffic has many of them.
    """

    score: Floats
    f1: Floats
    answerable: npt.NDArray[np.bool_]
    unsupported: Floats

    @property
    def weight(self) -> Floats:
        share = float(self.answerable.mean())
        weights: Floats = np.where(self.answerable, 0.5 / share, 0.5 / (1 - share))
        return weights

    def f1_at(self, threshold: float) -> float:
        """Return the F1 in [0, 1] of answering from this score on, half the rows unanswerable."""
        answered = self.score >= threshold
        gained = np.where(self.answerable, self.f1 * answered, ~answered)
        return float(np.average(gained, weights=self.weight))


def read_held_out(reader: SpanReader, rows: Sequence[Row]) -> HeldOut:
    """Read every row of `rows`, each against its own context."""
    found = reader.read_questions([(row.question, row.context) for row in rows])
    scores, f1s, lacking = [], [], []
    for row, spans in zip(rows, found, strict=True):
        text = spans[0].text if spans else ""
        scores.append(spans[0].score if spans else -20.0)
        f1s.append(max((token_f1(text, answer) for answer in row.answer_texts), default=0.0))
        document = Document("", None, row.context, None, "")
        lacking.append(len(unsupported(row.question, row.context, document)))
    return HeldOut(
        np.array(scores),
        np.array(f1s),
        np.array([bool(row.answers) for row in rows]),
        np.array(lacking, dtype=np.float64),
    )


def calibrate(held_out: HeldOut) -> Calibration:
    """Fit Platt scaling with the unsupported demands as a second feature, and the threshold.

    The threshold is the middle of the scores within 0.1 points of the best F1, where the curve is
    flat: the very maximum is an accident of few rows.
    """
    from sklearn.linear_model import LogisticRegression

    right = held_out.answerable & (held_out.f1 >= 0.5)
    features = np.stack([held_out.score, held_out.unsupported], axis=1)
    fitted: Any = LogisticRegression(C=100.0)
    fitted.fit(features, right, sample_weight=held_out.weight)
    slope, missing = (float(value) for value in fitted.coef_[0])
    thresholds = np.quantile(held_out.score, np.linspace(0.02, 0.98, 193))
    curve = np.array([held_out.f1_at(threshold) for threshold in thresholds])
    good = thresholds[curve >= curve.max() - 0.001]
    return Calibration(
        slope=round(slope, 4),
        intercept=round(float(fitted.intercept_[0]), 4),
        missing=round(max(0.0, -missing), 4),
        threshold=round(float(np.median(good)), 4),
    )
