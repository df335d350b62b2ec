"""The SQuAD 2.0 metrics on values worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.squad import (
    apply_null_threshold,
    best_threshold,
    exact_match,
    normalize_answer,
    question_scores,
    squad_metrics,
    token_f1,
    totals,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("The Eiffel Tower!", "eiffel tower"),
        ("U.S.", "us"),
        ("a-b", "ab"),
        ("an  apple\tand\na pear", "apple and pear"),
        ("Theatre and anthem", "theatre and anthem"),
        ("$16.8 billion", "168 billion"),
        ("“quoted”", "“quoted”"),
        ("The", ""),
        ("the-answer", "theanswer"),
        ("", ""),
        ("...", ""),
        ("ÉTÉ", "été"),
    ],
)
def test_normalize_answer(text: str, normalised: str) -> None:
    assert normalize_answer(text) == normalised


@given(st.text())
def test_normalising_leaves_single_inner_spaces(text: str) -> None:
    normalised = normalize_answer(text)
    assert normalised == " ".join(normalised.split())


@given(st.text(), st.text())
def test_f1_is_symmetric_and_bounded(first: str, second: str) -> None:
    assert token_f1(first, second) == pytest.approx(token_f1(second, first))
    assert 0.0 <= token_f1(first, second) <= 1.0
    if exact_match(first, second):
        assert token_f1(first, second) == 1.0


@pytest.mark.parametrize(
    ("prediction", "gold", "f1", "exact"),
    [
        ("the USD 425 million", "USD 425 million", 1.0, 1.0),
        ("425 million", "USD 425 million", 0.8, 0.0),  # P 2/2, R 2/3
        ("new new york", "new york", 0.8, 0.0),  # a repeated token counts once: P 2/3, R 2/2
        ("york new", "new york", 1.0, 0.0),
        ("Kyiv", "Lviv", 0.0, 0.0),
        ("", "", 1.0, 1.0),
        ("the", "", 1.0, 1.0),
        ("", "Kyiv", 0.0, 0.0),
        ("Kyiv", "", 0.0, 0.0),
    ],
)
def test_f1_and_exact(prediction: str, gold: str, f1: float, exact: float) -> None:
    assert token_f1(prediction, gold) == pytest.approx(f1)
    assert exact_match(prediction, gold) == exact


def test_question_scores_take_the_best_gold_answer() -> None:
    gold = {"q": ["in the 10th century", "10th century"], "none": []}
    scores = question_scores(gold, {"q": "10th century", "none": ""}, token_f1)
    assert scores == {"q": 1.0, "none": 1.0}


def test_gold_that_normalises_to_nothing_is_dropped() -> None:
    assert question_scores({"q": ["the", "Kyiv"]}, {"q": ""}, exact_match) == {"q": 0.0}
    assert question_scores({"q": ["the"]}, {"q": ""}, exact_match) == {"q": 1.0}


def test_questions_without_a_prediction_are_left_out() -> None:
    assert question_scores({"a": ["x"], "b": ["y"]}, {"a": "x"}, exact_match) == {"a": 1.0}


def test_a_null_score_equal_to_the_threshold_still_answers() -> None:
    gold: dict[str, list[str]] = {"has": ["x"], "no": []}
    scores = {"has": 1.0, "no": 0.0}
    at = apply_null_threshold(scores, {"has": 0.5, "no": 0.5}, gold, 0.5)
    below = apply_null_threshold(scores, {"has": 0.5, "no": 0.5}, gold, 0.4)
    assert at == {"has": 1.0, "no": 0.0}
    assert below == {"has": 0.0, "no": 1.0}


def test_totals_of_nothing_are_none() -> None:
    assert totals({}, {}) == {"exact": None, "f1": None, "total": 0}


GOLD: dict[str, list[str]] = {
    "a": ["Rollo"],
    "b": ["10th century"],
    "c": ["Denmark"],
    "d": [],
    "e": [],
}
PREDICTIONS = {"a": "Rollo", "b": "the 10th", "c": "Norway", "d": "France", "e": "Spain"}
NULL = {"a": -9.0, "b": -4.0, "c": -1.0, "d": -5.0, "e": 3.0}


def test_all_figures_of_a_small_set() -> None:
    # f1: a 1, b 2/3 ("10th" against "10th century"), c 0. At -4.0 a, b and d are answered:
    # exact 1+0+0+0+1 = 2 of 5, f1 1+2/3+0+0+1 = 8/3 of 5.
    # The scan starts at 2; a 3, d 2, b 2 (exact) or 8/3 (f1): the best is 3, at a.
    figures = squad_metrics(GOLD, PREDICTIONS, NULL, -4.0)
    assert figures == {
        "exact": pytest.approx(40.0),
        "f1": pytest.approx(160 / 3),
        "total": 5,
        "HasAns_exact": pytest.approx(100 / 3),
        "HasAns_f1": pytest.approx(500 / 9),
        "HasAns_total": 3,
        "HasAns_exact_no_null": pytest.approx(100 / 3),
        "HasAns_f1_no_null": pytest.approx(500 / 9),
        "NoAns_exact": pytest.approx(50.0),
        "NoAns_f1": pytest.approx(50.0),
        "NoAns_total": 2,
        "best_exact": pytest.approx(60.0),
        "best_exact_thresh": -9.0,
        "best_f1": pytest.approx(60.0),
        "best_f1_thresh": -9.0,
    }


def test_no_null_ignores_the_threshold() -> None:
    figures = squad_metrics(GOLD, PREDICTIONS, NULL, -100.0)
    assert figures["HasAns_f1"] == 0.0
    assert figures["NoAns_f1"] == 100.0
    assert figures["HasAns_f1_no_null"] == pytest.approx(500 / 9)


def test_a_file_without_unanswerable_questions_has_no_figure_for_them() -> None:
    figures = squad_metrics({"a": ["x"]}, {"a": "x"}, {"a": 0.0}, 0.0)
    assert figures["f1"] == 100.0
    assert figures["NoAns_f1"] is None
    assert figures["NoAns_total"] == 0


def test_never_answering_is_the_start_of_the_scan() -> None:
    gold: dict[str, list[str]] = {"a": [], "b": ["x"]}
    predictions = {"a": "wrong", "b": "y"}
    assert best_threshold(predictions, {"a": 0.0, "b": 0.0}, {"a": 1.0, "b": 2.0}, gold) == (50, 0)


def test_the_first_of_equal_maxima_wins() -> None:
    # 0 -> 1 (a) -> 1 (b scores 0) -> 0 … never above 1 again: the threshold stays at a's.
    gold: dict[str, list[str]] = {"a": ["x"], "b": ["y"]}
    scores = {"a": 1.0, "b": 0.0}
    assert best_threshold({"a": "x", "b": "z"}, scores, {"a": 1.0, "b": 2.0}, gold) == (50, 1)


def test_tied_null_scores_enter_in_the_order_given() -> None:
    gold: dict[str, list[str]] = {"good": ["x"], "bad": []}
    predictions = {"good": "x", "bad": "y"}
    scores = {"good": 1.0, "bad": 0.0}
    good_first = best_threshold(predictions, scores, {"good": 1.0, "bad": 1.0}, gold)
    bad_first = best_threshold(predictions, scores, {"bad": 1.0, "good": 1.0}, gold)
    assert good_first == (100, 1)
    assert bad_first == (50, 0)


def test_an_empty_prediction_costs_an_unanswerable_question_nothing() -> None:
    gold: dict[str, list[str]] = {"empty": [], "has": ["x"]}
    best = best_threshold(
        {"empty": "", "has": "x"}, {"empty": 1.0, "has": 1.0}, {"empty": 1.0, "has": 2.0}, gold
    )
    assert best == (100, 2)


@given(
    st.dictionaries(
        st.text(max_size=3),
        st.tuples(st.booleans(), st.booleans(), st.floats(-50, 50)),
        min_size=1,
        max_size=12,
    )
)
def test_with_distinct_null_scores_the_best_is_reached_at_its_threshold(
    rows: dict[str, tuple[bool, bool, float]],
) -> None:
    null = {key: float(rank) for rank, key in enumerate(sorted(rows, key=lambda k: rows[k][2]), 1)}
    gold = {key: ["x"] if has else [] for key, (has, _, _) in rows.items()}
    predictions = {key: "x" if right else "y" for key, (_, right, _) in rows.items()}
    figures = squad_metrics(gold, predictions, null, 0.0)
    best, threshold = figures["best_f1"], figures["best_f1_thresh"]
    assert threshold is not None
    assert squad_metrics(gold, predictions, null, threshold)["f1"] == pytest.approx(best)
    every = [squad_metrics(gold, predictions, null, t)["f1"] for t in [0.0, *null.values()]]
    assert best == pytest.approx(max(value for value in every if value is not None))
