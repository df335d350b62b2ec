"""Spans made whole, and answers of the wrong kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.completion import completed, fits

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("It marks USD 29.3 billion since", "29.3 billion", "USD 29.3 billion"),
        ("since February 24, 2022, and", "24, 2022", "February 24, 2022"),
        ("more than $16.8 billion in aid", "16", "$16.8 billion"),
        ("for Bradley Infantry Fighting Vehicles, too", "Bradley Infantry",
         "Bradley Infantry Fighting Vehicles"),
        ("said Secretary Antony Blinken on Monday", "Blinken", "Blinken"),
        ("over 1,250 people", "250", "1,250"),
        ("the DTEK Tower was", "the DTEK Tower", "the DTEK Tower"),
    ],
)  # fmt: skip
def test_completed(text, cut, whole):
    start = text.index(cut)
    first, last = completed(text, start, start + len(cut))
    assert text[first:last] == whole


@given(st.text(alphabet="aB 1.,$-May", min_size=1, max_size=60), st.data())
def test_completing_only_widens_and_stays_inside(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = completed(text, start, end)
    assert 0 <= first <= start
    assert end <= last <= len(text)


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("How much did it cost?", "USD 3 million", True),
        ("How much did it cost?", "February 24, 2022", False),
        ("How many came?", "more than fifty", True),
        ("How many came?", "the Kremlin", False),
        ("When was it?", "last week", True),
        ("When was it?", "the Kremlin", False),
        ("What year was it?", "1998", True),
        ("Who did it?", "Ana Silva", True),
        ("Who did it?", "2023-04-12", False),
        ("Why?", "2023-04-12", True),
    ],
)
def test_fits(question, quote, expected):
    assert fits(question, quote) is expected
