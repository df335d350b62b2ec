"""Evaluates a reader alone: every question of a SQuAD file against its own context."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from qa.evaluation.squad import (
    apply_null_threshold,
    exact_match,
    question_scores,
    squad_metrics,
    token_f1,
    totals,
)
from qa.evaluation.squad_file import SquadQuestion
from qa.types import Reader, Span

__all__ = ["BatchReader", "ReaderEvaluation", "evaluate_reader", "sample_questions"]

Progress = Callable[[int, int, str], None]

_CHUNK = 512  # questions between two reports of progress; large enough to batch by length
_LENGTHS = ((1, 5), (6, 8), (9, 11), (12, 15), (16, None))
_FIRST_WORDS = frozenset(
    {"what", "who", "whom", "whose", "when", "where", "which", "why", "how", "in", "is", "did"}
)


@runtime_checkable
class BatchReader(Protocol):
    """A reader that takes many questions at once, each with its own passage."""

    def read_questions(self, pairs: Sequence[tuple[str, str]]) -> list[list[Span]]:
        """Return for each `(question, context)` what `read` would, in the order given."""


@dataclass(frozen=True, slots=True)
class ReaderEvaluation:
    """Figures in percent, and a row for each question; both ready for JSON."""

    metrics: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


def sample_questions(
    questions: Sequence[SquadQuestion], limit: int | None, seed: int
) -> list[SquadQuestion]:
    """Return `limit` questions drawn with `seed`, in their old order; all of them for None.

    Drawn and not cut off at the front, where all of them would come from a single article.
    """
    if limit is None or limit >= len(questions):
        return list(questions)
    drawn = random.Random(seed).sample(range(len(questions)), limit)  # noqa: S311 not a secret
    return [questions[number] for number in sorted(drawn)]


def evaluate_reader(
    reader: Reader,
    questions: Sequence[SquadQuestion],
    *,
    threshold: float | None = None,
    progress: Progress | None = None,
) -> ReaderEvaluation:
    """Run `reader` over `questions` and grade its best span for each.

    Args:
        reader: read through `read_questions` if it has that method, else through `read`.
        threshold: on `Span.score`; a span below it counts as an abstention. None takes the
            reader's own `threshold`, or 0.0, where the span and "no answer" are equally likely.
        progress: called with (questions done, all questions, "questions").
    """
    working = float(getattr(reader, "threshold", 0.0)) if threshold is None else threshold
    started = time.perf_counter()
    spans = dict(_best_spans(reader, questions, progress))
    seconds = time.perf_counter() - started
    gold = {question.id: question.answers for question in questions}
    predictions = {key: span.text if span else "" for key, span in spans.items()}
    null_scores = {key: -span.score if span else math.inf for key, span in spans.items()}
    metrics: dict[str, Any] = dict(squad_metrics(gold, predictions, null_scores, -working))
    metrics["threshold"] = working
    metrics["questions_per_second"] = len(questions) / seconds if seconds else None

    raw_exact = question_scores(gold, predictions, exact_match)
    raw_f1 = question_scores(gold, predictions, token_f1)
    exact = apply_null_threshold(raw_exact, null_scores, gold, -working)
    f1 = apply_null_threshold(raw_f1, null_scores, gold, -working)
    metrics["by_first_word"] = _by_bucket(questions, _first_words(questions), exact, f1)
    lengths = {question.id: _length_bucket(question.question) for question in questions}
    metrics["by_question_words"] = _by_bucket(questions, lengths, exact, f1)
    rows = [
        _row(question, spans[question.id], working, exact[question.id], f1[question.id])
        for question in questions
    ]
    return ReaderEvaluation(metrics, rows)


def _best_spans(
    reader: Reader, questions: Sequence[SquadQuestion], progress: Progress | None
) -> Iterable[tuple[str, Span | None]]:
    for first in range(0, len(questions), _CHUNK):
        chunk = questions[first : first + _CHUNK]
        for question, spans in zip(chunk, _read(reader, chunk), strict=True):
            yield question.id, max(spans, key=lambda span: span.score, default=None)
        if progress:
            progress(min(first + _CHUNK, len(questions)), len(questions), "questions")


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


def _row(
    question: SquadQuestion, span: Span | None, threshold: float, exact: float, f1: float
) -> dict[str, Any]:
    answered = span is not None and span.score >= threshold
    return {
        "id": question.id,
        "question": question.question,
        "answer": span.text if span and answered else None,
        "best_span": span.text if span else None,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "score": span.score if span else None,
        "gold": list(question.answers),
        "exact": exact,
        "f1": f1,
    }
