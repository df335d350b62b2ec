"""Spans made whole, and answers of the wrong kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.completion import completed, fits, trimmed

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


@pytest.mark.parametrize(
    ("text", "cut", "left"),
    [
        ("said Northeastern University’s president", "Northeastern University’s",
         "Northeastern University"),
        ("the strikers' demands", "strikers'", "strikers"),
        ("Hawaii’s Mauna Loa is", "Hawaii’s Mauna Loa", "Hawaii’s Mauna Loa"),
        ("called “Windsor framework” by all", "“Windsor framework", "“Windsor framework”"),
        ("called “Windsor framework” by all", "Windsor framework”", "“Windsor framework”"),
        ("called “the Windsor framework” by", "“the Windsor", "the Windsor"),
        ("the “Windsor framework” it is", "“Windsor framework”", "“Windsor framework”"),
        ('a "goblin mode" for all', '"goblin mode', '"goblin mode"'),
        ("in Kyiv, Lviv", "Kyiv,", "Kyiv"),
        ("funds (USAI) and", "USAI)", "(USAI)"),
        ("for 5 years", "5 years", "5 years"),
    ],
)  # fmt: skip
def test_trimmed(text, cut, left):
    start = text.index(cut)
    first, last = trimmed(text, start, start + len(cut))
    assert text[first:last] == left


def test_a_possessive_that_is_asked_for_stays():
    assert trimmed("Kyiv’s forces", 0, 6, possessive=True) == (0, 6)


@given(st.text(alphabet="aB \"“”'’s(,)", min_size=1, max_size=40), st.data())
def test_trimming_leaves_something_and_stays_inside(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = trimmed(text, start, end)
    assert 0 <= first < last <= len(text)
    assert first >= start - 4
    assert last <= end + 4
