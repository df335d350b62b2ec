"""The gold set itself: its answers stand in the articles, and its judge is fair."""

from __future__ import annotations

from dataclasses import fields

import pytest
from gold_set import ROOT, GoldRow, is_right, read_gold

pytestmark = pytest.mark.unit

ROWS = read_gold()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_answer_stands_in_its_source(row: GoldRow) -> None:
    texts = [(ROOT / source).read_text(encoding="utf-8") for source in row.sources]
    parts = [*row.answers, *(part for group in row.must_contain for part in group)]
    assert bool(parts) == bool(texts)
    for part in parts:
        assert any(part in text for text in texts), part
    for text in texts:
        assert any(answer in text for answer in row.answers), "a source without any of the answers"


def test_the_set_covers_what_it_should() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) >= 40
    assert sum(not row.answers for row in ROWS) >= 14
    assert sum(bool(row.turns) for row in ROWS) >= 8
    tags = {tag for row in ROWS for tag in row.tags}
    assert {"amount", "name", "date", "paraphrase", "typo", "lower-case", "follow-up"} <= tags
    for row in ROWS:
        assert ("unanswerable" in row.tags) == (not row.answers)
        assert ("follow-up" in row.tags) == bool(row.turns)
        if "lower-case" in row.tags:
            assert row.question == row.question.lower()
        if "no-question-mark" in row.tags:
            assert "?" not in row.question


def row(**changes: object) -> GoldRow:
    values: dict[str, object] = {field.name: () for field in fields(GoldRow)}
    return GoldRow(**(values | {"id": "", "question": ""} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("USD 425 million", True),
        ("425 million", True),
        ("a package of upto USD 425 million", True),
        ("USD 350 million", False),  # F1 is 2/3, the number another
        ("350 million", False),
        ("", False),
    ],
)
def test_the_judge_on_one_answer(answer: str, right: bool) -> None:
    assert is_right(row(answers=("USD 425 million",)), answer, [answer]) == right


def test_the_judge_wants_every_part_said_and_quoted() -> None:
    both = row(answers=("x",), must_contain=(("USD 425 million",), ("USD 1.75 billion",)))
    said = "USD 425 million; USD 1.75 billion"
    assert is_right(both, said, ["USD 425 million", "USD 1.75 billion"])
    assert not is_right(both, said, ["USD 425 million"])
    assert not is_right(both, "USD 425 million", ["USD 425 million", "USD 1.75 billion"])
