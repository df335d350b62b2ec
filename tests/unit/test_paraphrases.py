"""Other words for the same question."""

from __future__ import annotations

import pytest

from qa.paraphrases import paraphrases

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("How much did the US pledge?", ["How much did the US announce?"]),
        ("what was promised", ["what was announced"]),
        ("Who is the president?", []),
    ],
)
def test_paraphrases(question, others):
    assert paraphrases(question) == others
