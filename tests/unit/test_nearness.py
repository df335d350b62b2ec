"""Nearness of dates in a ranking, by hand, and in the search beside brute force."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp

import numpy as np
import pytest

from index.nearness import weighed

pytestmark = pytest.mark.unit

DAY = date(2023, 4, 12)


def days(*ages: int | None) -> np.ndarray:
    ordinals = [0 if age is None else (DAY - timedelta(days=age)).toordinal() for age in ages]
    return np.array(ordinals, dtype=np.int32)


def test_a_score_is_doubled_on_the_day_and_gains_less_with_every_day() -> None:
    ranking = [(1, 10.0), (2, 9.0), (3, 8.0), (4, 4.0), (5, 9.5)]
    found = dict(weighed(ranking, days(300, 30, None, 0, -30), [(DAY, DAY)]))
    assert found == pytest.approx(
        {1: 10 * (1 + exp(-10)), 2: 9 * (1 + exp(-1)), 3: 8, 4: 8, 5: 9.5 * (1 + exp(-1))}
    )


def test_the_order_is_that_of_the_new_scores_and_else_the_old_one() -> None:
    ranking = [(1, 5.0), (2, 5.0), (3, 4.0)]
    assert [rowid for rowid, _ in weighed(ranking, days(None, None, 0), [(DAY, DAY)])] == [3, 1, 2]


def test_of_several_stretches_the_nearest_counts_and_inside_one_all_days_alike() -> None:
    march = (date(2023, 3, 1), date(2023, 3, 31))
    ranking = [(1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)]
    found = dict(weighed(ranking, days(0, 12, 30, 52), [march, (DAY, DAY)]))
    assert found == pytest.approx({1: 2.0, 2: 2.0, 3: 2.0, 4: 1 + exp(-10 / 30)})


def test_cosines_gain_a_fifth_at_most() -> None:
    found = weighed([(1, 0.6), (2, 0.5), (3, -0.1)], days(None, 0, 0), [(DAY, DAY)], cosine=True)
    assert found == [(2, pytest.approx(0.7)), (1, 0.6), (3, pytest.approx(0.1))]
