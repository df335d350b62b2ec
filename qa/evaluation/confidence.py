"""How much a confidence tells: selective prediction, ranking and calibration.

Every function takes the confidences of some answers and whether each is right, in one order.
Figures are shares in [0, 1], not percent, as in the papers; None where there is nothing to average.
All of them but the reliability hold for any score, higher is surer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ReliabilityBin",
    "RiskCoverage",
    "area_under_risk_coverage",
    "auroc",
    "excess_area_under_risk_coverage",
    "expected_calibration_error",
    "reliability",
    "risk_coverage",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """A point for each distinct confidence, the highest first: three float64 arrays of one length.

    Of all answers the share `coverage`, in (0, 1] and rising, has at least `confidence`; of these
    the share `risk`, in [0, 1], is wrong.
    """

    confidence: Floats
    coverage: Floats
    risk: Floats

    def to_dict(self, most: int = 200) -> dict[str, list[float]]:
        """Return lists for JSON, thinned evenly to `most` >= 2 points; the ends always stay."""
        count = len(self.coverage)
        kept = np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))
        return {
            "confidence": self.confidence[kept].tolist(),
            "coverage": self.coverage[kept].tolist(),
            "risk": self.risk[kept].tolist(),
        }


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The answers whose confidence lies in (low, high]; the lowest bin holds 0, too.

    `mean_confidence` and `share_right` lie in [0, 1], and are None in an empty bin.
    """

    low: float
    high: float
    count: int
    mean_confidence: float | None
    share_right: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "low": self.low,
            "high": self.high,
            "count": self.count,
            "mean_confidence": self.mean_confidence,
            "share_right": self.share_right,
        }


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> RiskCoverage:
    """Return the risk at each coverage that a threshold on the confidence can reach.

    Answers of equal confidence enter together: no threshold tells them apart. The curve is that of
    El-Yaniv and Wiener (JMLR 2010), with a confidence as in Geifman and El-Yaniv (NIPS 2017).
    """
    scores, hits = _checked(confidences, right)
    levels, group = np.unique(-scores, return_inverse=True)
    kept = np.cumsum(np.bincount(group, minlength=len(levels)))
    wrong = np.cumsum(np.bincount(group, weights=1.0 - hits, minlength=len(levels)))
    return RiskCoverage(-levels, kept / max(len(scores), 1), wrong / np.maximum(kept, 1))


def area_under_risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return AURC in [0, 1], lower is better: the risk averaged over the answers' own thresholds.

    For each answer, the risk among all answers at least as confident, as defined by Geifman, Uziel
    and El-Yaniv (ICLR 2019). All of a tie therefore count with the risk after the tie, whatever
    their order: one confidence for everything gives the share that is wrong.
    """
    curve = risk_coverage(confidences, right)
    if not len(curve.coverage):
        return None
    return float(np.sum(curve.risk * np.diff(curve.coverage, prepend=0.0)))


def excess_area_under_risk_coverage(
    confidences: Sequence[float], right: Sequence[bool]
) -> float | None:
    """Return E-AURC in [0, 1], lower is better: AURC above the least that these answers allow.

    It is least, and the excess 0, where every right answer is surer than every wrong one. Geifman,
    Uziel and El-Yaniv (ICLR 2019), with the exact least area in place of their approximation.
    """
    area = area_under_risk_coverage(confidences, right)
    if area is None:
        return None
    count, good = len(right), sum(map(bool, right))
    ranks = np.arange(1, count + 1)
    return max(0.0, area - float(np.mean(np.maximum(0, ranks - good) / ranks)))


def auroc(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return how often a right answer is surer than a wrong one, in [0, 1], higher is better.

    0.5 is chance; ties count half. This is the area under the ROC curve (Hanley and McNeil,
    Radiology 1982), from the ranks of Mann and Whitney. None unless there are both.
    """
    scores, hits = _checked(confidences, right)
    good = int(hits.sum())
    bad = len(hits) - good
    if not good or not bad:
        return None
    _, group, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle_ranks = np.cumsum(counts) - (counts - 1) / 2
    above = float(middle_ranks[group][hits > 0].sum()) - good * (good + 1) / 2
    return above / (good * bad)


def reliability(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> list[ReliabilityBin]:
    """Return `bins` bins of equal width over [0, 1], the lowest first; none without answers.

    The bins of Guo et al. (ICML 2017): of well calibrated answers a bin's share that is right is
    its mean confidence.

    Raises:
        ValueError: a confidence outside [0, 1], or no bin.
    """
    scores, hits = _checked(confidences, right)
    if bins < 1:
        raise ValueError(f"{bins} bins: give at least 1")
    if not len(scores):
        return []
    if scores.min() < 0.0 or scores.max() > 1.0:
        raise ValueError(f"a confidence in [{scores.min()}, {scores.max()}]: give some in [0, 1]")
    edges = np.arange(bins + 1) / bins
    member = np.searchsorted(edges[1:-1], scores, side="left")
    counts = np.bincount(member, minlength=bins).tolist()
    surety = np.bincount(member, weights=scores, minlength=bins).tolist()
    good = np.bincount(member, weights=hits, minlength=bins).tolist()
    return [
        ReliabilityBin(
            float(edges[n]),
            float(edges[n + 1]),
            counts[n],
            surety[n] / counts[n] if counts[n] else None,
            good[n] / counts[n] if counts[n] else None,
        )
        for n in range(bins)
    ]


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> float | None:
    """Return ECE in [0, 1], lower is better (Guo et al., ICML 2017).

    How far a bin's mean confidence lies from its share that is right, averaged over the answers.
    """
    gaps = [
        part.count * abs(part.mean_confidence - part.share_right)
        for part in reliability(confidences, right, bins)
        if part.mean_confidence is not None and part.share_right is not None
    ]
    return sum(gaps) / len(confidences) if gaps else None


def _checked(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Floats, Floats]:
    """Return both as float64 of shape (n,), the second of 0 and 1; ValueError for what is not."""
    scores = np.asarray(confidences, dtype=np.float64)
    hits = np.asarray(right, dtype=bool).astype(np.float64)
    if scores.ndim != 1 or scores.shape != hits.shape:
        raise ValueError(f"shapes {scores.shape} and {hits.shape}: give one verdict a confidence")
    if not np.isfinite(scores).all():
        raise ValueError("a confidence is not finite: leave answers without one out")
    return scores, hits
