"""Percentiles, intervals and p, by hand and beside scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qa.evaluation import statistics
from qa.evaluation.statistics import (
    Difference,
    paired_bootstrap,
    paired_permutation_test,
    percentiles,
)

pytestmark = pytest.mark.unit

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=7)


def drawn(count: int, seed: int = 3) -> tuple[list[float], list[float]]:
    generator = np.random.default_rng(seed)
    left = generator.random(count)
    return left.tolist(), (left + generator.normal(0.1, 0.3, count)).tolist()


def test_percentiles_lie_between_the_closest_ranks() -> None:
    assert percentiles([40.0, 10.0, 30.0, 20.0]) == {"p50": 25.0, "p95": pytest.approx(38.5)}
    assert percentiles([7.0], (0, 99.9, 100)) == {"p0": 7.0, "p99.9": 7.0, "p100": 7.0}
    assert percentiles([]) == {"p50": None, "p95": None}


def test_a_difference_that_is_always_the_same_has_no_spread() -> None:
    assert paired_bootstrap([1, 2, 3], [3, 4, 5]) == Difference(2.0, 2.0, 2.0)
    assert paired_bootstrap([1, 0], [1, 0]) == Difference(0.0, 0.0, 0.0)


def test_the_bootstrap_of_two_pairs() -> None:
    # The mean drawn is 0, 1/2 or 1 with probability 1/4, 1/2, 1/4.
    left, right = [0.0, 0.0], [0.0, 1.0]
    assert paired_bootstrap(left, right) == Difference(0.5, 0.0, 1.0)
    assert paired_bootstrap(left, right, level=0.4) == Difference(0.5, 0.5, 0.5)
    assert paired_bootstrap(right, left) == Difference(-0.5, -1.0, 0.0)


def test_the_bootstrap_is_scipys() -> None:
    left, right = drawn(60)
    differences = np.subtract(right, left)
    found = paired_bootstrap(left, right)
    scipys = stats.bootstrap(
        (differences,), np.mean, n_resamples=9_999, method="percentile", rng=1
    ).confidence_interval
    assert found.value == pytest.approx(differences.mean())
    assert found.low == pytest.approx(scipys.low, abs=0.01)
    assert found.high == pytest.approx(scipys.high, abs=0.01)


def test_a_seed_repeats_the_draws() -> None:
    left, right = drawn(30)
    once = paired_bootstrap(left, right, resamples=500, seed=5)
    assert once == paired_bootstrap(left, right, resamples=500, seed=5)
    assert once != paired_bootstrap(left, right, resamples=500, seed=6)
    p = paired_permutation_test(left, right, resamples=500, seed=5)
    assert p == paired_permutation_test(left, right, resamples=500, seed=5)


def test_drawing_in_small_lots_draws_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = drawn(40)
    whole = paired_bootstrap(left, right), paired_permutation_test(left, right)
    monkeypatch.setattr(statistics, "_DRAWN_AT_ONCE", 100)
    lots = paired_bootstrap(left, right), paired_permutation_test(left, right)
    assert list(statistics._sizes(7, 40)) == [2, 2, 2, 1]
    assert list(statistics._sizes(2, 500)) == [1, 1]
    assert lots[0].low == pytest.approx(whole[0].low, abs=0.01)
    assert lots[1] == pytest.approx(whole[1], abs=0.01)


@pytest.mark.parametrize(
    ("low", "high", "excludes"),
    [(0.1, 0.2, True), (-0.2, -0.1, True), (-0.1, 0.2, False), (0.0, 0.2, False), (0, 0, False)],
)
def test_an_interval_that_touches_zero_does_not_exclude_it(
    low: float, high: float, excludes: bool
) -> None:
    assert Difference(0.1, low, high).excludes_zero is excludes


def test_the_permutation_test_counts_all_ways_of_a_few() -> None:
    # Differences 1, 2, 3: of eight sums of ±1 ±2 ±3 two are as far as 6.
    assert paired_permutation_test([0, 0, 0], [1, 2, 3]) == 2 / 8
    # 1, -2, 3 add up to 2: of the eight sums 6, 4, 2, 0, 0, -2, -4, -6 six are as far.
    assert paired_permutation_test([0, 2, 0], [1, 0, 3]) == 6 / 8
    assert paired_permutation_test([0, 1], [1, 0]) == 1.0
    assert paired_permutation_test([4, 4], [4, 4]) == 1.0


@settings(max_examples=30)
@given(PAIRS)
def test_exact_p_is_scipys(pairs: list[tuple[int, int]]) -> None:
    left, right = np.array(pairs, dtype=float).T
    scipys = stats.permutation_test(
        (right - left,), np.sum, permutation_type="samples", n_resamples=np.inf, vectorized=False
    ).pvalue
    assert paired_permutation_test(left.tolist(), right.tolist()) == pytest.approx(scipys)


def test_drawn_p_is_near_the_exact_one() -> None:
    # Fourteen differences of 1, two of them down: as far are 0, 1, 2, 12, 13, 14 ups, that is
    # 2 * (1 + 14 + 91) of 2 ** 14.
    left = [0.0] * 12 + [1.0] * 2 + [1.0] * 50
    right = [1.0] * 12 + [0.0] * 2 + [1.0] * 50
    p = paired_permutation_test(left, right, resamples=100_000)
    assert p == pytest.approx(212 / 2**14, abs=0.0015)
    assert p == pytest.approx(stats.binomtest(12, 14).pvalue, abs=0.0015)


def test_drawn_p_of_many_sizes_is_scipys() -> None:
    left, right = drawn(25)
    scipys = stats.permutation_test(
        (np.subtract(right, left),),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        n_resamples=9_999,
        vectorized=True,
        rng=2,
    ).pvalue
    found = paired_permutation_test(left, right)
    assert found == pytest.approx(scipys, abs=0.01)
    assert 0.001 < found < 0.5


def test_drawn_p_is_never_zero() -> None:
    assert paired_permutation_test([0.0] * 40, [1.0] * 40, resamples=99) == 1 / 100


@pytest.mark.parametrize("test", [paired_bootstrap, paired_permutation_test])
def test_input_that_does_not_fit_is_refused(test: object) -> None:
    assert callable(test)
    with pytest.raises(ValueError, match="at least one pair"):
        test([], [])
    with pytest.raises(ValueError, match="at least one pair"):
        test([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="not finite"):
        test([1.0], [float("nan")])


@pytest.mark.parametrize("options", [{"level": 0.0}, {"level": 1.0}, {"resamples": 0}])
def test_the_bootstrap_refuses_options_out_of_range(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="give 1 or more"):
        paired_bootstrap([1.0], [2.0], **options)  # type: ignore[arg-type]
