"""Questions answered together have the answers they have one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from gold_set import ROOT, read_gold

from index.errors import InvalidQuestionError
from qa import Answer, QAPipeline

pytestmark = pytest.mark.model

QUESTIONS = [row.question for row in read_gold() if not row.turns][:24]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> QAPipeline:
    folder = tmp_path_factory.mktemp("batch") / "index"
    return QAPipeline.open(folder, build_from=ROOT / "seeds")


def told(answer: Answer) -> Answer:
    """Return what an answer says: confidences to four places, no timings."""
    others = tuple(
        replace(other, confidence=round(other.confidence, 4)) for other in answer.alternatives
    )
    rounded = round(answer.confidence, 4)
    return replace(answer, confidence=rounded, alternatives=others, timings={})


def test_a_batch_answers_as_one_by_one(pipeline: QAPipeline) -> None:
    alone = [told(pipeline.ask(question)) for question in QUESTIONS]
    assert [told(answer) for answer in pipeline.ask_batch(QUESTIONS)] == alone
    assert sum(answer.text is not None for answer in alone) > 10


def test_a_batch_knows_the_day(pipeline: QAPipeline) -> None:
    (answer,) = pipeline.ask_batch(
        ["How much did the US pledge last month?"], as_of=date(2023, 3, 20)
    )
    alone = pipeline.ask("How much did the US pledge last month?", as_of=date(2023, 3, 20))
    assert told(answer) == told(alone)


def test_no_question_is_answered_where_one_cannot_be(pipeline: QAPipeline) -> None:
    with pytest.raises(InvalidQuestionError, match="no question in"):
        pipeline.ask_batch([QUESTIONS[0], "?"])
    assert pipeline.ask_batch([]) == []
