"""What the metrics hold for the charts, in the units of the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Bin", "RiskCoverage", "find_bins", "find_recall", "find_risk_coverage", "find_stages"]


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """Points of the curve in percent, the coverage rising; `working` is one (coverage, risk)."""

    points: tuple[tuple[float, float], ...]
    working: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers with a confidence from `low` to `high`; all shares in percent.

    `confidence` is their mean, `right` the share of right ones; both None where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


def find_risk_coverage(metrics: Mapping[str, Any]) -> RiskCoverage | None:
    """Return the curve; None where there is none, or no point on it."""
    curve = metrics.get("risk_coverage") or {}
    pairs = list(zip(curve.get("coverage", ()), curve.get("risk", ()), strict=True))
    if not pairs:
        return None
    factor = _factor([coverage for coverage, _ in pairs])
    points = tuple((factor * coverage, factor * risk) for coverage, risk in sorted(pairs))
    working = metrics.get("working_point") or {}
    at = (working.get("coverage"), working.get("risk"))
    if at[0] is None or at[1] is None:
        return RiskCoverage(points, None)
    return RiskCoverage(points, (factor * at[0], factor * at[1]))


def find_bins(metrics: Mapping[str, Any]) -> list[Bin]:
    """Return the bins of the reliability diagram, the lowest first; none where all are empty."""
    rows: Sequence[Mapping[str, Any]] = metrics.get("reliability") or ()
    if not any(row["count"] for row in rows):
        return []
    factor = _factor([row["high"] for row in rows])
    return [
        Bin(
            factor * row["low"],
            factor * row["high"],
            row["count"],
            _times(factor, row.get("confidence", row.get("mean_confidence"))),
            _times(factor, row.get("right", row.get("share_right"))),
        )
        for row in sorted(rows, key=lambda row: float(row["low"]))
    ]


def find_stages(metrics: Mapping[str, Any], name: str) -> dict[str, dict[str, float]]:
    """Return the stages of a part of the metrics, with those of their figures that are known."""
    stages = metrics.get(name) or {}
    known = {
        stage: {key: value for key, value in row.items() if value is not None}
        for stage, row in stages.items()
    }
    return {stage: row for stage, row in known.items() if row}


def find_recall(metrics: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return the recall of each stage by k, in percent; for want of it that of each system."""
    stages = find_stages(metrics, "recall_at_k")
    if stages:
        return stages
    systems = find_stages(metrics, "systems")
    found = {
        system: {name[2:]: value for name, value in row.items() if name.startswith("R@")}
        for system, row in systems.items()
    }
    return {system: row for system, row in found.items() if row}


def _factor(values: Sequence[float]) -> float:
    """Return what makes percent of an axis that reaches its end: 1 or 100."""
    return 1.0 if max(values) > 1.0 else 100.0


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value
