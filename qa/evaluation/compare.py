"""Compares two runs over the same questions: what changed, and whether by more than chance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.errors import EvaluationError
from qa.evaluation.predictions import read_predictions
from qa.evaluation.statistics import Difference, paired_bootstrap, paired_permutation_test

__all__ = ["Change", "Comparison", "Figure", "Run", "compare", "other_data", "read_run"]

_GRADES = ("exact", "f1", "contains", "right")
_DATA = ("dataset", "corpus")


@dataclass(frozen=True, slots=True)
class Run:
    """What an evaluation left in its folder; `metrics` is empty while it is not finished."""

    folder: Path
    metrics: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of one figure before and after, in percent, over `questions` pairs.

    `difference` is after less before, in percentage points, with its interval at 95 %; `p` is that
    of the paired permutation test.
    """

    name: str
    questions: int
    before: float
    after: float
    difference: Difference
    p: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "questions": self.questions,
            "before": self.before,
            "after": self.after,
            "difference": self.difference.value,
            "interval": [self.difference.low, self.difference.high],
            "excludes_zero": self.difference.excludes_zero,
            "p": self.p,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer, or the verdict on it, is another; None is an answer withheld."""

    id: str
    question: str
    before: str | None
    after: str | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "question": self.question,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both have, in the order of the first.

    `gained` are right after and were not before, `lost` the other way round, `changed` have another
    answer, right or wrong. The questions in `only_before` and `only_after` are counted alone.
    """

    questions: int
    only_before: int
    only_after: int
    figures: tuple[Figure, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    changed: tuple[Change, ...]

    def to_dict(self, limit: int | None = None) -> dict[str, Any]:
        """Return counts and figures for JSON, and of each list the first `limit` questions."""
        lists = {"gained": self.gained, "lost": self.lost, "changed": self.changed}
        return {
            "questions": self.questions,
            "only_before": self.only_before,
            "only_after": self.only_after,
            **{name: len(changes) for name, changes in lists.items()},
            "figures": {figure.name: figure.to_dict() for figure in self.figures},
            "listed": {
                name: [change.to_dict() for change in changes[:limit]]
                for name, changes in lists.items()
            },
        }


def read_run(folder: Path) -> Run:
    """Read the rows of a run and, if it was finished, its metrics.

    Raises:
        EvaluationError: names the file that is missing or not in its layout.
    """
    rows = read_predictions(folder)
    path = folder / "metrics.json"
    try:
        metrics = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        metrics = {}
    except (OSError, ValueError) as error:
        raise EvaluationError(f"cannot read {path}: {error}; make the run again") from error
    if not isinstance(metrics, dict):
        raise EvaluationError(f"{path} holds no JSON object: make the run again")
    return Run(folder, metrics, rows)


def other_data(before: Run, after: Run) -> list[str]:
    """Return which of "dataset" and "corpus" are not known to be the same in both.

    Raises:
        EvaluationError: the runs are of different parts.
    """
    parts = [run.metrics.get("part") for run in (before, after)]
    if all(parts) and parts[0] != parts[1]:
        raise EvaluationError(
            f"{before.folder} evaluates {parts[0]}, {after.folder} {parts[1]}: compare two runs of "
            "the same part"
        )
    found = []
    for name in _DATA:
        old, new = (_digest(run.metrics.get(name)) for run in (before, after))
        if old != new or (old is None and name == "dataset"):
            found.append(name)
    return found


def compare(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    *,
    resamples: int = 10_000,
    seed: int = 0,
) -> Comparison:
    """Pair the rows of two runs by `id` and compare their verdicts.

    The figures are `exact`, `f1`, `contains` and `right` of the verdicts; where these have none of
    them, those of each system in them: `{"bm25": {"nDCG@10": 0.4}}` is "bm25 nDCG@10". A pair
    counts for a figure when both have it as a number. Without `right` nothing is gained or lost.

    Args:
        before: rows of predictions, no id twice; `after` likewise.
        resamples: for the intervals and for p.

    Raises:
        EvaluationError: the runs share no question, or no figure.
    """
    by_id = {row["id"]: row for row in after}
    pairs = [(row, by_id[row["id"]]) for row in before if row["id"] in by_id]
    if not pairs:
        raise EvaluationError(
            f"none of {len(before)} and {len(after)} questions is in both runs: compare two runs "
            "over the same questions"
        )
    grades = [(_grades(old), _grades(new)) for old, new in pairs]
    figures = _figures(grades, resamples, seed)
    if not figures:
        raise EvaluationError(
            "the runs share no figure in their verdicts: compare two runs of the same part"
        )
    changes = [_change(old, new) for old, new in pairs]
    turns = [_turn(old, new) for old, new in grades]
    return Comparison(
        questions=len(pairs),
        only_before=len(before) - len(pairs),
        only_after=len(after) - len(pairs),
        figures=figures,
        gained=tuple(change for change, turn in zip(changes, turns, strict=True) if turn > 0),
        lost=tuple(change for change, turn in zip(changes, turns, strict=True) if turn < 0),
        changed=tuple(change for change in changes if change.before != change.after),
    )


def _figures(
    grades: Sequence[tuple[Mapping[str, float], Mapping[str, float]]], resamples: int, seed: int
) -> tuple[Figure, ...]:
    names = dict.fromkeys(name for old, _ in grades for name in old)
    figures = []
    for name in names:
        both = [(old[name], new[name]) for old, new in grades if name in old and name in new]
        if not both:
            continue
        old, new = ([100.0 * value for value in side] for side in zip(*both, strict=True))
        figures.append(
            Figure(
                name,
                len(both),
                sum(old) / len(old),
                sum(new) / len(new),
                paired_bootstrap(old, new, resamples=resamples, seed=seed),
                paired_permutation_test(old, new, resamples=resamples, seed=seed),
            )
        )
    return tuple(figures)


def _grades(row: Mapping[str, Any]) -> dict[str, float]:
    verdict = row.get("verdict") or {}
    if any(name in verdict for name in _GRADES):
        named = [(name, verdict.get(name)) for name in _GRADES]
    else:
        named = [
            (f"{system} {name}", value)
            for system, values in verdict.items()
            if isinstance(values, Mapping)
            for name, value in values.items()
        ]
    return {name: float(value) for name, value in named if isinstance(value, int | float)}


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    return Change(old["id"], old.get("question", ""), old.get("answer"), new.get("answer"))


def _turn(old: Mapping[str, float], new: Mapping[str, float]) -> float:
    return new["right"] - old["right"] if "right" in old and "right" in new else 0.0


def _digest(noted: Any) -> Any:
    return noted.get("sha256") if isinstance(noted, Mapping) else None
