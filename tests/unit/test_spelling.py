"""Questions read past their slips."""

from __future__ import annotations

import pytest

from qa.spelling import mended

pytestmark = pytest.mark.unit

ARTICLES = {"drawdown", "battle", "major", "zelensky", "which", "pledge"}
VOCABULARY = {
    word: rank
    for rank, word in enumerate(
        "the which much president february mayor rich witch is worth how analyze organize".split()
    )
}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("how mcuh is the drawdwon worth", "how much is the drawdown worth"),
        ("Who is teh presidnet?", "Who is the president?"),
        ("wich batle", "which battle"),
        ("in Febuary", "in Febuary"),  # capitalised, and no article has it
        ("in febuary", "in february"),
        ("Zelenski plegde", "Zelensky pledge"),
        ("the richly worthed presidents", "the richly worthed presidents"),
        ("the mayor", "the mayor"),  # a word of its own, however near to "major"
        ("who analysed and organised it", "who analysed and organised it"),
        ("Lindqvist", "Lindqvist"),
        ("NATO vs USAI", "NATO vs USAI"),
        ("", ""),
    ],
)
def test_mended(typed, read):
    assert mended(typed, ARTICLES.__contains__, VOCABULARY) == read
