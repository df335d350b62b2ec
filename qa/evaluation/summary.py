"""From rows of predictions to figures: what every evaluation of answers reports alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa.evaluation.citations import (
    AnswerCitations,
    CitationGrade,
    citation_metrics,
    is_quoted,
)
from qa.evaluation.confidence import (
    area_under_risk_coverage,
    auroc,
    excess_area_under_risk_coverage,
    expected_calibration_error,
    reliability,
    risk_coverage,
)
from qa.evaluation.statistics import percent, percentiles

__all__ = [
    "answer_metrics",
    "cited_metrics",
    "confidence_metrics",
    "recall_metrics",
    "stage_metrics",
]

Row = Mapping[str, Any]

RECALL_AT = (1, 5, 10, 20, 50)


def answer_metrics(rows: Sequence[Row]) -> dict[str, float | int | None]:
    """Return how good the answers are, in percent of the questions unless it says otherwise.

    - `exact`, `f1`, `contains`, `right`: an answer withheld counts as `grade` has it.
    - `best_exact` … `best_right`: had the best candidate always been the answer.
    - `answered`: questions answered; `answered_right`: of these, the right ones.
    """
    answered = [row for row in rows if row["answer"] is not None]
    metrics: dict[str, float | int | None] = {"total": len(rows)}
    for name in ("exact", "f1", "contains", "right"):
        metrics[name] = percent(row["verdict"][name] for row in rows)
    for name in ("exact", "f1", "contains", "right"):
        metrics[f"best_{name}"] = percent(row["verdict"]["best"][name] for row in rows)
    metrics["answered"] = percent(row["answer"] is not None for row in rows)
    metrics["answered_right"] = percent(row["verdict"]["right"] for row in answered)
    return metrics


def cited_metrics(rows: Sequence[Row]) -> dict[str, float | int | None]:
    """Return the figures of `qa.evaluation.citations` over rows that were graded with it.

    `answers_not_quoted` counts the answers with a character in them that no citation quotes.
    """
    return {
        **citation_metrics([_cited(row["verdict"]["cited"]) for row in rows]),
        "answers_not_quoted": sum(not is_quoted(row) for row in rows),
    }


def confidence_metrics(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what the confidence of the best candidates is worth, over rows that have one.

    `working_point` is where the answers given lie on the curve: their share of all, and the share
    of them that is wrong. Shares lie in [0, 1].
    """
    rows = [row for row in rows if row["best"] is not None]
    confidences = [float(row["best"]["confidence"]) for row in rows]
    right = [bool(row["verdict"]["best"]["right"]) for row in rows]
    answered = [row for row in rows if row["answer"] is not None]
    wrong = sum(not row["verdict"]["right"] for row in answered)
    return {
        "aurc": area_under_risk_coverage(confidences, right),
        "excess_aurc": excess_area_under_risk_coverage(confidences, right),
        "auroc": auroc(confidences, right),
        "ece": expected_calibration_error(confidences, right),
        "risk_coverage": risk_coverage(confidences, right).to_dict(),
        "working_point": {
            "coverage": len(answered) / len(rows) if rows else None,
            "risk": wrong / len(answered) if answered else None,
        },
        "reliability": [part.to_dict() for part in reliability(confidences, right)],
    }


def recall_metrics(rows: Sequence[Row]) -> dict[str, dict[str, float | None]]:
    """Return, for each stage and depth, the percent of questions with a gold article so early.

    Questions without a gold article in the corpus have no say.
    """
    ranks = [row["verdict"]["gold_rank"] for row in rows if row["verdict"]["gold_rank"]]
    stages = list(dict.fromkeys(stage for rank in ranks for stage in rank))
    return {
        stage: {
            str(depth): percent(
                rank.get(stage) is not None and rank[stage] <= depth for rank in ranks
            )
            for depth in RECALL_AT
        }
        for stage in stages
    }


def stage_metrics(rows: Sequence[Row]) -> dict[str, dict[str, float | None]]:
    """Return the median and the 95th percentile of each stage, in milliseconds."""
    stages = list(dict.fromkeys(stage for row in rows for stage in row["timings_ms"]))
    return {
        stage: percentiles([row["timings_ms"][stage] for row in rows if stage in row["timings_ms"]])
        for stage in stages
    }


def _cited(graded: Mapping[str, Any]) -> AnswerCitations:
    grades = [
        CitationGrade(**{name: value for name, value in grade.items() if name != "right"})
        for grade in graded["citations"]
    ]
    return AnswerCitations(
        tuple(grades), graded["parts"], graded["parts_quoted"], graded["expected"]
    )
