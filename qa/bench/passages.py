"""What reading more passages costs, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import partial
from typing import Any

from index.types import Progress
from qa.bench.measuring import timed
from qa.claims import claims_of
from qa.composition import compose
from qa.evaluation.answers import Verdict, best_candidate, grade
from qa.evaluation.rag_files import RagQuestion
from qa.evaluation.statistics import percent, percentiles
from qa.pipeline import QAPipeline
from qa.reading import FIRST, settled, stages
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
    and weighing, both of the passages before, too.

    Args:
        questions: those without answers are passed over.
        counts: of passages, at least 1.
    """
    graded = [question for question in questions if question.answers]
    wanted = sorted({*counts, FIRST, pipeline.top_k})
    rows: dict[str, list[_Row]] = {name: [] for name in (*map(str, wanted), STAGED)}
    for done, question in enumerate(graded):
        found = _read(pipeline, question, wanted, question.date if as_of_question_date else None)
        for count, row in found.items():
            rows[str(count)].append(row)
        rows[STAGED].append(_staged(pipeline, question, found))
        if progress:
            progress(done + 1, len(graded), "questions")
    return {"questions": len(graded), "read": {name: _figures(own) for name, own in rows.items()}}


def _read(
    pipeline: QAPipeline, question: RagQuestion, counts: Sequence[int], as_of: Date | None
) -> dict[int, _Row]:
    words, index = question.question, pipeline.current_index()
    results = pipeline.retrieve(index, words, Scope(as_of, top_k=max(counts)))
    reading = pipeline.reading(index, words, results, as_of)
    rows: dict[int, _Row] = {}
    spent = 0.0
    for count in counts:
        seconds, candidates = timed(partial(reading.candidates, count))
        spent += seconds
        claims = claims_of(candidates, pipeline.calibration)
        answer = compose(words, words, candidates, pipeline.calibration, {}, claims)
        best = best_candidate(answer)
        rows[count] = _Row(
            count,
            1000.0 * spent,
            settled(claims, pipeline.calibration),
            grade(best["answer"] if best else None, question.answers),
        )
    return rows


def _staged(pipeline: QAPipeline, question: RagQuestion, found: dict[int, _Row]) -> _Row:
    """Return the row of where the pipeline would have stopped."""
    upto = stages(question.question, pipeline.top_k)
    return next((found[count] for count in upto if found[count].settled), found[upto[-1]])


def _figures(rows: Sequence[_Row]) -> dict[str, Any]:
    return {
        "passages": sum(row.passages for row in rows) / len(rows) if rows else None,
        "ms": percentiles([row.milliseconds for row in rows]),
        "best_exact": percent(row.verdict.exact for row in rows),
        "best_f1": percent(row.verdict.f1 for row in rows),
        "settled": percent(row.settled for row in rows),
    }
