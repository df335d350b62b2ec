"""Risk, ranking and calibration, by hand and beside scikit-learn."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from qa.evaluation.confidence import (
    ReliabilityBin,
    area_under_risk_coverage,
    auroc,
    excess_area_under_risk_coverage,
    expected_calibration_error,
    reliability,
    risk_coverage,
)

pytestmark = pytest.mark.unit

# Few levels, so that ties are common.
GRADED = st.lists(
    st.tuples(st.integers(0, 5).map(lambda n: n / 5), st.booleans()), min_size=1, max_size=40
)


def test_the_curve_falls_through_the_confidences() -> None:
    curve = risk_coverage([0.2, 0.9, 0.5, 0.7], [False, True, True, False])
    assert curve.confidence.tolist() == [0.9, 0.7, 0.5, 0.2]
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.risk.tolist() == pytest.approx([0.0, 1 / 2, 1 / 3, 1 / 2])


def test_equal_confidences_enter_together() -> None:
    curve = risk_coverage([0.9, 0.5, 0.5, 0.5], [True, False, True, False])
    assert curve.coverage.tolist() == [0.25, 1.0]
    assert curve.risk.tolist() == [0.0, 0.5]


def test_the_area_and_its_excess() -> None:
    # Risks 0, 1/2, 1/3, 1/2 at the four answers; at best 0, 0, 1/3, 1/2.
    confidences, right = [0.2, 0.9, 0.5, 0.7], [False, True, True, False]
    assert area_under_risk_coverage(confidences, right) == pytest.approx((4 / 3) / 4)
    assert excess_area_under_risk_coverage(confidences, right) == pytest.approx((1 / 2) / 4)


def test_a_tie_counts_with_the_risk_after_it() -> None:
    # 0, then three times 1/2; the least area is (0 + 0 + 1/3 + 1/2) / 4.
    confidences, right = [0.9, 0.5, 0.5, 0.5], [True, False, True, False]
    assert area_under_risk_coverage(confidences, right) == pytest.approx(3 / 8)
    assert excess_area_under_risk_coverage(confidences, right) == pytest.approx(3 / 8 - 5 / 24)


def test_one_confidence_for_all_gives_the_share_that_is_wrong() -> None:
    assert area_under_risk_coverage([0.3] * 5, [True, False, True, True, True]) == 0.2
    assert area_under_risk_coverage([0.3, 0.1], [True, True]) == 0.0
    assert area_under_risk_coverage([0.3, 0.1], [False, False]) == 1.0


@given(GRADED)
def test_the_area_is_the_mean_risk_at_each_answers_threshold(
    rows: list[tuple[float, bool]],
) -> None:
    risks = []
    for threshold, _ in rows:
        kept = [right for confidence, right in rows if confidence >= threshold]
        risks.append(kept.count(False) / len(kept))
    confidences, right = zip(*rows, strict=True)
    area = area_under_risk_coverage(confidences, right)
    assert area == pytest.approx(sum(risks) / len(risks))


@given(GRADED)
def test_no_order_of_confidences_beats_the_least_area(rows: list[tuple[float, bool]]) -> None:
    confidences, right = zip(*rows, strict=True)
    excess = excess_area_under_risk_coverage(confidences, right)
    assert excess is not None
    assert excess >= 0.0
    sorted_right = sorted(right, reverse=True)
    falling = np.linspace(1, 0, len(rows)).tolist()
    assert excess_area_under_risk_coverage(falling, sorted_right) == pytest.approx(0.0, abs=1e-12)


def test_auroc_by_hand() -> None:
    # Right 0.9 and 0.5, wrong 0.7 and 0.5: pairs 1, 1, 0, 1/2.
    assert auroc([0.9, 0.7, 0.5, 0.5], [True, False, True, False]) == pytest.approx(2.5 / 4)
    assert auroc([0.9, 0.1], [True, True]) is None
    assert auroc([0.9, 0.1], [False, False]) is None
    assert auroc([], []) is None


@settings(max_examples=30)
@given(GRADED)
def test_auroc_is_scikit_learns(rows: list[tuple[float, bool]]) -> None:
    confidences, right = zip(*rows, strict=True)
    if len(set(right)) < 2:
        assert auroc(confidences, right) is None
    else:
        assert auroc(confidences, right) == pytest.approx(roc_auc_score(right, confidences))


def test_bins_are_closed_above_and_the_lowest_holds_zero() -> None:
    bins = reliability([0.0, 0.5, 0.50001, 1.0], [False, True, True, False], bins=2)
    assert bins == [
        ReliabilityBin(0.0, 0.5, 2, 0.25, 0.5),
        ReliabilityBin(0.5, 1.0, 2, pytest.approx(0.750005), 0.5),
    ]


def test_every_tenth_lies_in_the_bin_that_it_closes() -> None:
    bins = reliability([n / 10 for n in range(1, 11)], [True] * 10)
    assert [part.count for part in bins] == [1] * 10


def test_an_empty_bin_has_no_means() -> None:
    low, high = reliability([0.9], [True], bins=2)
    assert low.to_dict() == {
        "low": 0.0,
        "high": 0.5,
        "count": 0,
        "mean_confidence": None,
        "share_right": None,
    }
    assert (high.count, high.mean_confidence, high.share_right) == (1, 0.9, 1.0)


def test_the_calibration_error_weighs_bins_by_their_answers() -> None:
    # (0.9, 0.9, 0.9 | 2 of 3 right) and (0.2 | none): 3/4 * |0.9 - 2/3| + 1/4 * 0.2.
    error = expected_calibration_error([0.9, 0.9, 0.9, 0.2], [True, True, False, False])
    assert error == pytest.approx(0.75 * (0.9 - 2 / 3) + 0.25 * 0.2)
    assert expected_calibration_error([0.5] * 4, [True, False, False, True]) == 0.0
    assert expected_calibration_error([1.0, 1.0], [False, False]) == 1.0


def test_without_answers_there_is_nothing() -> None:
    curve = risk_coverage([], [])
    assert curve.to_dict() == {"confidence": [], "coverage": [], "risk": []}
    assert area_under_risk_coverage([], []) is None
    assert excess_area_under_risk_coverage([], []) is None
    assert reliability([], []) == []
    assert expected_calibration_error([], []) is None


def test_a_long_curve_is_thinned_for_json_and_keeps_its_ends() -> None:
    count = 1000
    curve = risk_coverage(np.linspace(1, 0, count).tolist(), [n % 2 == 0 for n in range(count)])
    thin = json.loads(json.dumps(curve.to_dict(most=11)))
    assert thin["coverage"] == pytest.approx([0.001, *(n / 10 for n in range(1, 11))], abs=0.002)
    assert (thin["confidence"][0], thin["confidence"][-1]) == (1.0, 0.0)
    assert (thin["risk"][0], thin["risk"][-1]) == (0.0, 0.5)
    assert len(curve.to_dict(most=5000)["risk"]) == count


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_reliability_refuses_what_is_no_probability(confidence: float) -> None:
    with pytest.raises(ValueError, match=r"give some in \[0, 1\]"):
        reliability([0.5, confidence], [True, True])


def test_input_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one verdict a confidence"):
        auroc([0.5, 0.6], [True])
    with pytest.raises(ValueError, match="not finite"):
        risk_coverage([float("nan")], [True])
    with pytest.raises(ValueError, match="at least 1"):
        reliability([0.5], [True], bins=0)
