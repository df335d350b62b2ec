"""Fit the probability of a claim on questions over a corpus of news, and choose when to answer.

The reader is what it is; what is fitted here are the weights of what `qa.claims` knows about a
claim, by logistic regression (Platt, 1999), and the probability from which on an answer is given.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from index.types import Progress
from qa.claims import FEATURES, features_of, grouped
from qa.evaluation.answers import grade
from qa.evaluation.rag_files import RagQuestion
from qa.pipeline import QAPipeline
from qa.reader.calibration import Calibration
from qa.training.near_miss import NearMisses
from qa.training.situations import Situation, situations_of

__all__ = ["Judged", "fit", "judge"]

CLAIMS = 6  # of each situation, the likeliest by votes
UNANSWERABLE = 0.25  # people mostly ask their own articles what is there
# A name, month or country of which an article doesn't speak is a matter of honesty, not of odds:
# near misses made by exchanging words would give it hardly any weight.
FIXED = {"unmet": -1.5}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """The claims found in one situation: features (claims, features), and which are right.

    `f1` is that of each claim, in [0, 1]; `answerable` says that there is something to answer,
    found or not. An early question is taken for unanswerable, unless a claim is right all the same.
    """

    question: str
    kind: str
    features: Floats
    right: npt.NDArray[np.bool_]
    f1: Floats
    answerable: bool


def judge(
    pipeline: QAPipeline,
    questions: Sequence[RagQuestion],
    near_misses: NearMisses,
    *,
    seed: int = 0,
    progress: Progress | None = None,
) -> Iterator[Judged]:
    """Put every question in its situations and judge the claims that the pipeline finds."""
    for number, item in enumerate(questions):
        rng = random.Random(f"{seed} {item.id}")  # noqa: S311 not a secret
        for situation in situations_of(item, pipeline.index, near_misses, rng):
            judged = _judged(pipeline, situation, item.id)
            if judged:
                yield judged
        if progress:
            progress(number + 1, len(questions), "questions")


def _judged(pipeline: QAPipeline, situation: Situation, question_id: str) -> Judged | None:
    results = pipeline.index.search(
        situation.question,
        top_k=pipeline.top_k,
        until=situation.until,
        documents=situation.documents,
        near=situation.until,
    )
    reading = pipeline.reading(pipeline.index, situation.question, results, situation.until)
    candidates = reading.candidates()
    if not candidates:
        return None
    groups = grouped(candidates)
    features = features_of(groups)
    order = sorted(range(len(groups)), key=lambda place: -features[place]["votes"])[:CLAIMS]
    verdicts = [grade(groups[place][0].quote, situation.answers) for place in order]
    answerable = bool(situation.answers)
    right = np.array([answerable and verdict.right for verdict in verdicts])
    return Judged(
        question_id,
        situation.kind,
        np.array([[features[place][name] for name in FEATURES] for place in order]),
        right,
        np.array([verdict.f1 if answerable else 0.0 for verdict in verdicts]),
        bool(right.any()) if situation.kind == "early" else answerable,
    )


def fit(situations: Sequence[Judged], reading: Calibration) -> Calibration:
    """Return the calibration of these situations and of `reading`, the reader's own.

    First the order, on the answerable situations; then the probability of the claim that this puts
    first, on all of them, where those without an answer weigh UNANSWERABLE of the whole. Questions
    over news are long and full of names, those on which the reader's own is fitted short: the mean
    of both weights is taken, and its slope and intercept fitted once more.
    """
    order = _fit_order([found for found in situations if found.right.any()])
    tops = [(found, int(np.argmax(found.features @ order))) for found in situations]
    features = np.array([found.features[place] for found, place in tops])
    right = np.array([found.right[place] for found, place in tops])
    f1 = np.array([found.f1[place] for found, place in tops])
    empty = np.array([not found.answerable for found in situations])
    shares = _shares(empty)
    news, intercept = _fit_logistic(features, right, shares, FIXED)
    own = np.array([reading.weights.get(name, 0.0) for name in FEATURES])
    mean = (news + own) / 2
    logits = features @ mean + (intercept + reading.intercept) / 2
    (slope,), shift = _fit_logistic(logits[:, None], right, shares)
    likely = expit(slope * logits + shift)
    return Calibration(
        intercept=round(float(slope * (intercept + reading.intercept) / 2 + shift), 4),
        weights=_named(slope * mean),
        order=_named(order),
        threshold=reading.threshold,
        working_probability=_working_probability(likely, f1, empty, shares),
    )


def _fit_logistic(
    features: Floats,
    right: npt.NDArray[np.bool_],
    shares: Floats,
    fixed: Mapping[str, float] | None = None,
    ridge: float = 1.5,
) -> tuple[Floats, float]:
    """Return the weights of a logistic model, the `fixed` ones as they are, and its intercept."""
    from scipy.optimize import minimize

    kept = np.array([(fixed or {}).get(name, np.nan) for name in FEATURES[: features.shape[1]]])
    free = np.isnan(kept)
    offset = features @ np.where(free, 0.0, kept)
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    rows = (features - mean) / spread * free
    signs = np.where(right, 1.0, -1.0)

    def loss(values: Floats) -> tuple[float, Floats]:
        logits = rows @ values[:-1] + values[-1] + offset
        total = shares @ np.logaddexp(0.0, -signs * logits) + ridge * values[:-1] @ values[:-1]
        slopes = shares * (expit(logits) - right)
        return total, np.append(rows.T @ slopes + 2 * ridge * values[:-1], slopes.sum())

    found: Any = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B")
    fitted = found.x[:-1] / spread
    weights: Floats = np.where(free, fitted, kept)
    return weights, float(found.x[-1] - np.where(free, fitted, 0.0) @ mean)


def _fit_order(situations: Sequence[Judged], ridge: float = 0.01) -> Floats:
    """Return the weights under whose softmax the right claims of each situation are likeliest."""
    import torch

    everything = np.concatenate([found.features for found in situations])
    mean, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-9
    rows = [torch.tensor((found.features - mean) / spread) for found in situations]
    goals = [torch.tensor(found.f1) for found in situations]
    weights = torch.zeros(everything.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        chances = [
            (torch.softmax(row @ weights, 0) * goal).sum()
            for row, goal in zip(rows, goals, strict=True)
        ]
        total = -torch.log(torch.stack(chances) + 1e-6).mean() + ridge * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found: Floats = weights.detach().numpy() / spread
    return found


def _shares(empty: npt.NDArray[np.bool_]) -> Floats:
    """Return weights that give the situations without an answer their share of the whole."""
    share = float(empty.mean())
    shares: Floats = np.where(empty, UNANSWERABLE / share, (1 - UNANSWERABLE) / (1 - share))
    return shares


def _working_probability(
    likely: Floats, f1: Floats, empty: npt.NDArray[np.bool_], shares: Floats
) -> float:
    """Return the middle of the probabilities within 0.2 points of the best F1.

    An answerable situation gains the F1 of the answer given, another one 1 when it is withheld.
    """
    points = np.linspace(0.05, 0.95, 181)
    gains = [np.average(np.where(likely >= at, f1, empty), weights=shares) for at in points]
    curve = np.array(gains)
    return round(float(np.median(points[curve >= curve.max() - 0.002])), 4)


def _named(weights: Floats) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(FEATURES, weights, strict=True)}
