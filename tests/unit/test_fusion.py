"""Reciprocal rank fusion, by hand."""

from __future__ import annotations

import pytest

from index.fusion import RRF_K, fuse

pytestmark = pytest.mark.unit


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    found = fuse([[(1, 0.9), (2, 0.8)], [(2, 7.0), (3, 6.0)]], weights=[1.0, 2.0])
    assert found == [
        (2, pytest.approx(1 / (RRF_K + 2) + 2 / (RRF_K + 1))),
        (3, pytest.approx(2 / (RRF_K + 2))),
        (1, pytest.approx(1 / (RRF_K + 1))),
    ]


def test_equal_scores_keep_the_order_of_the_first_ranking() -> None:
    assert [rowid for rowid, _ in fuse([[(5, 1.0)], [(4, 1.0)]])] == [5, 4]
    assert fuse([]) == []
