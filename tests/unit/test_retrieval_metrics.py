"""Ranking metrics: values worked by hand, and nDCG against scikit-learn's."""

from __future__ import annotations

import sys
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from index.errors import GroundwireError
from qa.evaluation.errors import MissingExtraError
from qa.evaluation.retrieval_metrics import METRICS, ranking_metrics

pytestmark = pytest.mark.unit

# relevant: b (grade 2), d and z (1); c has a grade that says it is not, a none at all
GRADES = {"b": 2, "c": 0, "d": 1, "z": 1}
RANKING = ["a", "b", "c", "d", *(f"n{number}" for number in range(8)), "z"]  # z is the 13th


def test_values_worked_by_hand() -> None:
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ranking_metrics(RANKING, GRADES) == pytest.approx(
        {
            "nDCG@10": (2 / log2(3) + 1 / log2(5)) / ideal,
            "RR@10": 1 / 2,
            "AP": (1 / 2 + 2 / 4 + 3 / 13) / 3,
            "R@1": 0,
            "R@5": 2 / 3,
            "R@10": 2 / 3,
            "R@20": 1,
            "R@100": 1,
        }
    )


def test_what_is_not_ranked_is_never_found() -> None:
    assert ranking_metrics([], GRADES) == dict.fromkeys(METRICS, 0.0)
    assert ranking_metrics(["d"], GRADES)["AP"] == pytest.approx(1 / 3)


def test_only_the_first_ten_count_for_the_reciprocal_rank() -> None:
    fillers = [f"n{number}" for number in range(10)]
    assert ranking_metrics([*fillers[:9], "b"], {"b": 1})["RR@10"] == pytest.approx(1 / 10)
    assert ranking_metrics([*fillers, "b"], {"b": 1})["RR@10"] == 0
    assert ranking_metrics([*fillers, "b"], {"b": 1})["AP"] == pytest.approx(1 / 11)


@pytest.mark.parametrize("ids", [["a", "z"], ["z", "a"], ["10", "9"], ["9", "10"]])
def test_the_order_given_counts_whatever_the_ids_are(ids: list[str]) -> None:
    assert ranking_metrics(ids, {ids[0]: 1})["R@1"] == 1
    assert ranking_metrics(ids, {ids[1]: 1})["R@1"] == 0


def test_neighbours_at_the_end_of_a_long_ranking_keep_their_order() -> None:
    # trec_eval holds scores in 32 bits and breaks ties by id
    ids = [f"{number:04}" for number in range(100)]
    for ranking in (ids, ids[::-1]):
        assert ranking_metrics(ranking, {ranking[99]: 1})["AP"] == pytest.approx(1 / 100)
        assert ranking_metrics(ranking, {ranking[98]: 1})["AP"] == pytest.approx(1 / 99)


def test_a_negative_grade_is_not_relevant_and_costs_nothing() -> None:
    assert ranking_metrics(["junk", "b"], {"junk": -2, "b": 1}) == ranking_metrics(
        ["a", "b"], {"b": 1}
    )


@settings(max_examples=30)
@given(
    grades=st.lists(st.integers(0, 3), min_size=2, max_size=40).filter(any),
    seed=st.integers(0, 2**32 - 1),
)
def test_ndcg_agrees_with_scikit_learn(grades: list[int], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(grades))
    ranking = [str(number) for number in order]
    scores = np.empty(len(grades))
    scores[order] = np.arange(len(grades), 0, -1)  # falling along the ranking, without ties
    # both take the grade itself as the gain, not 2 ** grade - 1
    expected = ndcg_score([grades], [scores], k=10)
    found = ranking_metrics(ranking, {str(key): grade for key, grade in enumerate(grades)})
    assert found["nDCG@10"] == pytest.approx(expected)


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pytrec_eval", None)
    with pytest.raises(MissingExtraError, match=r'pip install "groundwire\[evaluate\]"') as caught:
        ranking_metrics(["a"], {"a": 1})
    assert isinstance(caught.value, GroundwireError)
