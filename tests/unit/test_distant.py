"""Distant supervision: which passages are taken to answer a question, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.training.distant import spans_of

pytestmark = pytest.mark.unit

TEXT = (
    "Rite Aid filed for bankruptcy on Sunday, the pharmacy chain said. "
    "Its shares fell 9 percent. Rite Aid has four lawyers."
)
ASKED = "Which major pharmacy chain filed for bankruptcy this week?"


def found(question: str, *answers: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in spans_of(question, answers, text)]


def test_the_sentence_most_about_the_question_has_the_answer():
    assert spans_of(ASKED, ["Rite Aid"], TEXT) == ((0, 8),)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Its shares fell by how much?", "9%", ["9 percent"]),
        ("How many lawyers has Rite Aid?", "4", ["four"]),
        ("How many lawyers has Rite Aid?", "“Four”", ["four"]),
        (ASKED, "Rite", ["Rite"]),
        (ASKED, "Rit", []),
        (ASKED, "CVS", []),
        ("Who won the cup in Qatar?", "Rite Aid", []),
    ],
)
def test_forms_of_the_answer_and_sentences_about_something_else(question, answer, expected):
    assert found(question, answer) == expected


def test_the_choices_of_a_quiz_are_no_answers():
    quiz = f"{ASKED}\nRite Aid\nCVS\nWalgreens\n"
    assert found(ASKED, "Rite Aid", text=quiz) == []


@given(st.text(max_size=60), st.text(min_size=1, max_size=9), st.text(max_size=200))
def test_any_text_has_spans_inside_it_or_none(question, answer, text):
    for start, end in spans_of(question, [answer], text):
        assert 0 <= start < end <= len(text)
