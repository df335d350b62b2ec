"""The verdict on one answer, on values worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.answers import Verdict, grade, holds

pytestmark = pytest.mark.unit

TEXTS = st.text(alphabet="ab the,.;", max_size=12)


@pytest.mark.parametrize(
    ("answer", "gold", "exact", "f1", "contains", "right"),
    [
        (None, [], 1, 1.0, 1, True),
        ("Rollo", [], 0, 0.0, 0, False),
        ("", [], 0, 0.0, 0, False),
        (None, ["Rollo"], 0, 0.0, 0, False),
        ("the Rollo!", ["Rollo"], 1, 1.0, 1, True),
        ("Duke Rollo", ["Rollo"], 0, 2 / 3, 1, True),  # P 1/2, R 1
        ("Duke Rollo of all Normandy", ["Rollo"], 0, 1 / 3, 1, False),  # P 1/5, R 1
        ("Rollo", ["Rollo the first Duke"], 0, 0.5, 0, True),  # P 1, R 1/3: on the border
        ("Rollonid", ["Rollo"], 0, 0.0, 0, False),  # part of a token is not held
        ("Denmark", ["Norway", "from Denmark"], 0, 2 / 3, 0, True),  # the better gold answer
        ("USD 425 million; USD 2 billion", ["usd 2 billion"], 0, 2 / 3, 1, True),  # P 3/6, R 1
        ("Rollo", ["the", "Rollo"], 1, 1.0, 1, True),
        ("the", ["the", "Rollo"], 0, 0.0, 0, False),  # what normalises to nothing is dropped
        ("The", ["the"], 1, 1.0, 1, True),
        ("Rollo", ["the"], 0, 0.0, 0, False),
    ],
)
def test_grade(
    answer: str | None, gold: list[str], exact: int, f1: float, contains: int, right: bool
) -> None:
    verdict = grade(answer, gold)
    assert verdict.f1 == pytest.approx(f1)
    assert verdict == Verdict(exact, verdict.f1, contains, right)


def test_a_verdict_is_ready_for_json() -> None:
    assert grade("Duke Rollo", ["Rollo"]).to_dict() == {
        "exact": 0,
        "f1": pytest.approx(2 / 3),
        "contains": 1,
        "right": True,
    }


@given(st.none() | TEXTS, st.lists(TEXTS, max_size=3))
def test_exact_implies_the_rest_and_withholding_never_beats_gold(
    answer: str | None, gold: list[str]
) -> None:
    verdict = grade(answer, gold)
    if verdict.exact:
        assert verdict == Verdict(1, 1.0, 1, True)
    assert verdict.right == (verdict.f1 >= 0.5)
    if answer is None or not gold:
        assert verdict.right == (answer is None and not gold)


@pytest.mark.parametrize(
    ("text", "part", "stands"),
    [
        ("They came from Denmark.", "denmark", True),
        ("They came from Denmark.", "the Denmark", True),
        ("cat and dog", "cat dog", False),
        ("concatenate", "cat", False),
        ("cat", "cat cat", False),
        ("cat", "", False),
        ("the", "the", False),
    ],
)
def test_holds(text: str, part: str, stands: bool) -> None:
    assert holds(text, part) is stands
