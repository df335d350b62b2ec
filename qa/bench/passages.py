"""What reading more passages costs, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import partial
from typing import Any

from index.types import Progress
from qa.bench.measuring import timed
from qa.candidates import Candidate
from qa.claims import Claim, claims_of
from qa.composition import compose
from qa.evaluation.answers import Verdict, best_candidate, grade
from qa.evaluation.rag_files import RagQuestion
from qa.evaluation.statistics import percent, percentiles
from qa.pipeline import QAPipeline
from qa.reading import FIRST, Reading, settled, stages
from qa.scope import Scope

__all__ = ["COUNTS", "STAGED", "measure_passages"]

COUNTS = (1, 2, 3, 4, 6, 8, 10, 12)
STAGED = "in stages"


@dataclass(frozen=True, slots=True)
class _Row:
    """A question after so many passages: what reading them took, and the answer they give."""

    passages: int
    milliseconds: float
    settled: bool
    verdict: Verdict


def measure_passages(
    pipeline: QAPipeline,
    questions: Sequence[RagQuestion],
    *,
    counts: Sequence[int] = COUNTS,
    as_of_question_date: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Answer each question from its best 1, 2, … passages; return grades and milliseconds of each.

    `STAGED` is what the pipeline does: no more passages than settle the question. Grades are
    those of the best candidate, also where it would be withheld; milliseconds are those of reading
    and weighing.

    Args:
        questions: those without answers are passed over.
        counts: of passages, at least 1.
    """
    graded = [question for question in questions if question.answers]
    wanted = sorted({*counts, FIRST, pipeline.top_k})
    rows: dict[str, list[_Row]] = {}
    for done, question in enumerate(graded):
        found = _read(pipeline, question, wanted, question.date if as_of_question_date else None)
        for name, row in found.items():
            rows.setdefault(name, []).append(row)
        if progress:
            progress(done + 1, len(graded), "questions")
    return {"questions": len(graded), "read": {name: _figures(own) for name, own in rows.items()}}


def _read(
    pipeline: QAPipeline, question: RagQuestion, counts: Sequence[int], as_of: Date | None
) -> dict[str, _Row]:
    index = pipeline.current_index()
    results = pipeline.retrieve(index, question.question, Scope(as_of, top_k=max(counts)))
    ways = {str(count): [count] for count in counts}
    ways[STAGED] = stages(question.question, min(pipeline.top_k, len(results)))
    rows: dict[str, _Row] = {}
    for name, upto in ways.items():
        reading = pipeline.reading(index, question.question, results, as_of)
        rows[name] = _row(pipeline, reading, question, upto)
    return rows


def _row(
    pipeline: QAPipeline, reading: Reading, question: RagQuestion, upto: Sequence[int]
) -> _Row:
    """Read so many passages, and so many more until the question is settled."""
    words, spent = question.question, 0.0
    for count in upto:
        seconds, (candidates, claims) = timed(partial(_claims, pipeline, reading, count))
        spent += seconds
        if sure := settled(claims, pipeline.calibration):
            break
    answer = compose(words, words, candidates, pipeline.calibration, {}, claims)
    best = best_candidate(answer)
    verdict = grade(best["answer"] if best else None, question.answers)
    return _Row(count, 1000.0 * spent, sure, verdict)


def _claims(
    pipeline: QAPipeline, reading: Reading, count: int
) -> tuple[list[Candidate], list[Claim]]:
    candidates = reading.candidates(count)
    return candidates, claims_of(candidates, pipeline.calibration)


def _figures(rows: Sequence[_Row]) -> dict[str, Any]:
    return {
        "passages": sum(row.passages for row in rows) / len(rows) if rows else None,
        "ms": percentiles([row.milliseconds for row in rows]),
        "best_exact": percent(row.verdict.exact for row in rows),
        "best_f1": percent(row.verdict.f1 for row in rows),
        "settled": percent(row.settled for row in rows),
    }
