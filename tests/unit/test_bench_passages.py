"""What each number of passages is worth, and where the pipeline would have stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import pytest

from index.types import Document, Passage, SearchResult
from qa.bench.passages import STAGED, measure_passages
from qa.evaluation.rag_files import RagQuestion
from qa.reader.calibration import Calibration
from qa.reading import FIRST, Reading
from qa.types import Span

pytestmark = pytest.mark.unit


class Pipeline:
    """Finds ten passages; the one that is `right` says 350, each other its own number."""

    calibration = Calibration(-1.0, weights={"score": 1.0}, working_probability=0.3)
    top_k = 10
    vocabulary: ClassVar[dict[str, int]] = {}
    name = "fake"

    def __init__(self, right: int, best: float) -> None:
        self.right, self.best = right, best
        self.days: list[date | None] = []

    def current_index(self) -> None:
        return None

    def retrieve(self, index: None, question: str, scope: Any) -> list[SearchResult]:
        self.days.append(scope.as_of)
        return [
            SearchResult(Passage(f"{place}:0", str(place), 0, len(text), text), 1.0)
            for place, text in enumerate(self.texts()[: scope.top_k])
        ]

    def texts(self) -> list[str]:
        numbers = [350 if place == self.right else place * 1000 + 7 for place in range(12)]
        return [f"Norway announced {number} boats." for number in numbers]

    def reading(
        self, index: None, question: str, results: Sequence[SearchResult], as_of: date | None
    ) -> Reading:
        documents = {
            str(place): Document(str(place), None, text, None, f"{place}.txt")
            for place, text in enumerate(self.texts())
        }
        return Reading(self, question, results, documents, as_of)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        spans = []
        for key, text in passages:
            word = text.split()[2]
            score = self.best if word == "350" else 0.1
            spans.append(Span(key, 17, 17 + len(word), word, score))
        return spans


QUESTION = RagQuestion("1", "How many boats did Norway announce?", ("350",), (), date(2023, 4, 1))


def measured(pipeline: Pipeline, **options: Any) -> dict[str, Any]:
    figures = measure_passages(pipeline, [QUESTION], counts=(1, 6), **options)  # type: ignore[arg-type]
    return {
        name: (row["passages"], row["best_exact"], row["settled"])
        for name, row in figures["read"].items()
    }


def test_a_sure_first_passage_settles_it() -> None:
    assert measured(Pipeline(right=0, best=9.0)) == {
        "1": (1.0, 100.0, 100.0),
        str(FIRST): (FIRST, 100.0, 100.0),
        "6": (6.0, 100.0, 100.0),
        "10": (10.0, 100.0, 100.0),
        STAGED: (FIRST, 100.0, 100.0),
    }


def test_what_stands_further_down_is_read_where_the_first_leave_a_doubt() -> None:
    found = measured(Pipeline(right=7, best=9.0))
    assert found["6"] == (6.0, 0.0, 0.0)
    assert found["10"] == (10.0, 100.0, 100.0)
    assert found[STAGED] == found["10"]


def test_the_day_of_asking_is_the_questions_own_where_that_is_asked_for() -> None:
    pipeline = Pipeline(right=0, best=9.0)
    measured(pipeline)
    measured(pipeline, as_of_question_date=True)
    assert pipeline.days == [None, QUESTION.date]
