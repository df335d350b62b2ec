"""Evaluates a reader alone: every question of a SQuAD file against its own context."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.types import Progress
from qa.evaluation.answers import grade
from qa.evaluation.predictions import Predictions
from qa.evaluation.squad import (
    exact_match,
    question_scores,
    squad_metrics,
    token_f1,
    totals,
)
from qa.evaluation.squad_file import SquadQuestion
from qa.types import BatchReader, Reader, Span

__all__ = [
    "ReaderEvaluation",
    "evaluate_reader",
    "working_threshold",
]

_CHUNK = 512  # questions between two writings of rows; large enough to batch by length
_LENGTHS = ((1, 5), (6, 8), (9, 11), (12, 15), (16, None))
_FIRST_WORDS = frozenset(
    {"what", "who", "whom", "whose", "when", "where", "which", "why", "how", "in", "is", "did"}
)


@dataclass(frozen=True, slots=True)
class ReaderEvaluation:
    """Figures in percent, and a row for each question; both ready for JSON."""

    metrics: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


def working_threshold(reader: Reader, threshold: float | None = None) -> float:
    """Return `threshold`; for None the reader's own, or 0.0: span and null are equally likely."""
    return float(getattr(reader, "threshold", 0.0)) if threshold is None else threshold


def evaluate_reader(
    reader: Reader,
    questions: Sequence[SquadQuestion],
    *,
    threshold: float | None = None,
    predictions: Predictions | None = None,
    progress: Progress | None = None,
) -> ReaderEvaluation:
    """Run `reader` over `questions` and grade its best span for each.

    Args:
        reader: read through `read_questions` if it has that method, else through `read`.
        threshold: on `Span.score`; a span below it counts as an abstention. None takes
            `working_threshold`.
        predictions: the rows; a question that has one is not read again. None keeps new ones in
            memory.
        progress: called with (questions done, all questions, "questions").

    The figures are made from the rows alone, but for `questions_per_second`: of the questions that
    were read now, None where there were none.
    """
    working = working_threshold(reader, threshold)
    kept = Predictions(None, {}) if predictions is None else predictions
    speed = _read_missing(reader, questions, working, kept, progress)
    rows = kept.rows(question.id for question in questions)
    metrics = {"part": "reader", **_metrics(questions, rows, working)}
    return ReaderEvaluation(metrics | {"questions_per_second": speed}, rows)


def _read_missing(
    reader: Reader,
    questions: Sequence[SquadQuestion],
    threshold: float,
    predictions: Predictions,
    progress: Progress | None,
) -> float | None:
    """Append the rows that are missing; return how many questions were read in a second."""
    missing = [question for question in questions if question.id not in predictions]
    seconds = 0.0
    for first in range(0, len(missing), _CHUNK):
        chunk = missing[first : first + _CHUNK]
        started = time.perf_counter()
        found = _read(reader, chunk)
        seconds += time.perf_counter() - started
        for question, spans in zip(chunk, found, strict=True):
            best = max(spans, key=lambda span: span.score, default=None)
            predictions.append(_row(question, best, threshold))
        if progress:
            done = len(questions) - len(missing) + first + len(chunk)
            progress(done, len(questions), "questions")
    return len(missing) / seconds if seconds else None


def _metrics(
    questions: Sequence[SquadQuestion], rows: Sequence[Mapping[str, Any]], threshold: float
) -> dict[str, Any]:
    gold = {question.id: question.answers for question in questions}
    predictions = {row["id"]: row["best"]["answer"] if row["best"] else "" for row in rows}
    null_scores = {row["id"]: math.inf if row["score"] is None else -row["score"] for row in rows}
    metrics: dict[str, Any] = dict(squad_metrics(gold, predictions, null_scores, -threshold))
    metrics["threshold"] = threshold
    exact = {row["id"]: row["verdict"]["exact"] for row in rows}
    f1 = {row["id"]: row["verdict"]["f1"] for row in rows}
    metrics["by_first_word"] = _by_bucket(questions, _first_words(questions), exact, f1)
    lengths = {question.id: _length_bucket(question.question) for question in questions}
    metrics["by_question_words"] = _by_bucket(questions, lengths, exact, f1)
    return metrics


def _read(reader: Reader, questions: Sequence[SquadQuestion]) -> list[list[Span]]:
    if isinstance(reader, BatchReader):
        return reader.read_questions([(item.question, item.context) for item in questions])
    return [reader.read(item.question, [(item.id, item.context)]) for item in questions]


def _first_words(questions: Sequence[SquadQuestion]) -> dict[str, str]:
    def first(question: str) -> str:
        words = question.lower().split()
        word = words[0].strip("?,.'\"") if words else ""
        if word == "how" and words[1:2] in (["many"], ["much"]):
            return f"how {words[1]}"
        return word if word in _FIRST_WORDS else "other"

    return {question.id: first(question.question) for question in questions}


def _length_bucket(question: str) -> str:
    count = len(question.split())
    for low, high in _LENGTHS:
        if high is None:
            return f"{low}+"
        if count <= high:
            return f"{low}-{high}"
    raise AssertionError("the last bucket has no upper bound")


def _by_bucket(
    questions: Sequence[SquadQuestion],
    buckets: Mapping[str, str],
    exact: Mapping[str, float],
    f1: Mapping[str, float],
) -> dict[str, dict[str, float | None]]:
    """Return `totals` at the working threshold for each bucket, the fullest first."""
    members: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        members[buckets[question.id]].append(question.id)
    return {
        name: totals({key: exact[key] for key in ids}, {key: f1[key] for key in ids})
        for name, ids in sorted(members.items(), key=lambda item: -len(item[1]))
    }


def _row(question: SquadQuestion, span: Span | None, threshold: float) -> dict[str, Any]:
    """Return the question's row; `start`, `end` and `score` are those of the best span.

    No confidence: a reader's calibration is for what a whole index is asked.
    """
    answer = span.text if span and span.score >= threshold else None
    return {
        "id": question.id,
        "question": question.question,
        "standalone_question": question.question,
        "answer": answer,
        "confidence": None,
        "citations": [],
        "ranked": {},
        "gold": {"answers": list(question.answers), "sources": []},
        "verdict": _verdict(question, answer),
        "best": {"answer": span.text, "confidence": None} if span else None,
        "timings_ms": {},
        "score": span.score if span else None,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }


def _verdict(question: SquadQuestion, answer: str | None) -> dict[str, Any]:
    """Return the verdict with `exact` and `f1` by SQuAD's script.

    That script takes an answer of nothing but articles or punctuation for one withheld.
    """
    verdict = grade(answer, question.answers).to_dict()
    if answer is not None:
        gold, given = {question.id: question.answers}, {question.id: answer}
        verdict["exact"] = int(question_scores(gold, given, exact_match)[question.id])
        verdict["f1"] = question_scores(gold, given, token_f1)[question.id]
    return verdict
