"""What a quiz offers is told from what an article says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.choices import is_choice

pytestmark = pytest.mark.unit

QUIZ = (
    "1. The citizens of Paris have voted to ban which mode of transport?\n\nBicycles\n\n"
    "E-scooters\n\nElectric cars\n\nBuses 2. Which company replaced its logo?\n\nTwitter\n\nApple"
)
LETTERED = "Which animal fell from the sky?\nA. Spider B. Ladybug C. Frog D. Fish"
REPORT = (
    "What was banned?\n\nParis banned rented scooters on Sunday, after a vote.\n\nScooters\n\nMore"
)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        (QUIZ, "Bicycles", True),
        (QUIZ, "Electric cars", True),
        (QUIZ, "Apple", True),
        (QUIZ, "Paris", False),
        (LETTERED, "Ladybug", True),
        (LETTERED, "the sky", False),
        (REPORT, "rented scooters", False),
        (REPORT, "Scooters", False),
        ("The U.S. and Canada agreed.", "Canada", False),
        ("Vitamin A. B. Smith said so.", "Smith", False),
        ("Bicycles\n\nCars", "Cars", False),
    ],
)
def test_choices(text: str, span: str, expected: bool) -> None:
    start = text.index(span)
    assert is_choice(text, start, start + len(span)) is expected


@given(st.text(alphabet="AB.?\n x", max_size=60), st.data())
def test_takes_any_place_in_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert is_choice(text, start, end) in (True, False)
