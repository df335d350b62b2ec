"""The span search against brute force over every pair of tokens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.reader.calibration import Calibration
from qa.reader.spans import best_spans, overlapping

pytestmark = pytest.mark.unit

TOKENS = 12
logits = arrays(np.float32, TOKENS, elements=st.floats(-8, 8, width=32), unique=True)
masks = arrays(np.bool_, TOKENS)
numbered = arrays(np.intp, TOKENS, elements=st.integers(0, 1)).map(np.cumsum)
ONE = np.zeros(TOKENS, dtype=np.intp)


@given(logits, logits, masks, masks, numbered, st.integers(1, TOKENS))
def test_best_span_is_that_of_brute_force(starts, ends, may_start, may_end, paragraphs, max_length):
    pairs = [
        (float(starts[i] + ends[j]), i, j)
        for i in range(TOKENS)
        for j in range(i, min(TOKENS, i + max_length))
        if may_start[i] and may_end[j] and paragraphs[i] == paragraphs[j]
    ]
    found = best_spans(
        starts, ends, may_start, may_end, paragraphs=paragraphs, max_length=max_length, count=1
    )
    if not pairs:
        assert found == []
        return
    null = float(starts[0] + ends[0])
    ((first, last, score),) = found
    assert score == pytest.approx(max(pairs)[0] - null, abs=1e-4)
    assert (float(starts[first] + ends[last])) == pytest.approx(max(pairs)[0], abs=1e-4)


@given(logits, logits, masks, masks)
def test_spans_do_not_overlap_and_come_best_first(starts, ends, may_start, may_end):
    found = best_spans(starts, ends, may_start, may_end, paragraphs=ONE, max_length=4, count=5)
    scores = [score for _, _, score in found]
    assert scores == sorted(scores, reverse=True)
    for place, (start, end, _) in enumerate(found):
        assert start <= end < start + 4
        assert may_start[start]
        assert may_end[end]
        assert not any(overlapping((start, end + 1), (s, e + 1)) for s, e, _ in found[:place])


def test_second_best_is_the_best_that_is_apart():
    starts = np.array([0, 5, 1, 4, 0], dtype=np.float32)
    ends = np.array([0, 3, 6, 0, 2], dtype=np.float32)
    every = np.array([False, True, True, True, True])
    found = best_spans(starts, ends, every, every, paragraphs=ONE[:5], max_length=2, count=3)
    assert found == [(1, 2, 11.0), (3, 4, 6.0)]


def test_probability_follows_the_formula():
    weights = {"score": 0.5, "unmet": -2.0, "met": 0.5, "overlap": 1.0}
    probability = Calibration(intercept=-1.0, weights=weights).probability
    assert probability({"score": 2.0}) == pytest.approx(0.5)
    assert probability({"score": 2.0, "unmet": 1}) == pytest.approx(1 / (1 + np.e**2))
    found = probability({"score": 2.0, "met": 1, "overlap": 0.5, "other": 9.0})
    assert found == pytest.approx(1 / (1 + np.exp(-1)))
    assert 0 < probability({"score": -1e9}) < probability({"score": 1e9}) < 1
