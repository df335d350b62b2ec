"""What happened, and what is only expected."""

from __future__ import annotations

import pytest

from qa.tense import still_to_come

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the war end?", "Russia alone could end its war today."),
        ("Who was sent to Kyiv?", "Paris will soon send a minister to Kyiv."),
        ("When did Biden visit Warsaw?", "Biden plans to visit Warsaw in May."),
        ("Has the treaty been signed?", "The two sides are expected to sign the treaty."),
        ("Who has won the race?", "Nobody can win the race."),
    ],
)
def test_what_is_only_expected(question: str, sentence: str) -> None:
    assert still_to_come(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When will the war end?", "Russia alone could end its war today."),
        ("Who could end the war?", "Russia alone could end its war today."),
        ("When did Paris send it?", "Paris, which will send more, sent it in May."),
        ("When did the war end?", "The war ended in May, and he would say so."),
        ("Who did not attend?", "Obrador said that he won't attend."),
        ("What did he say?", "He will say nothing, he said."),
        ("What did the US announce?", "The US announced a package that will help Ukraine."),
        ("", ""),
    ],
)
def test_what_is_told_as_done_or_asked_as_expected(question: str, sentence: str) -> None:
    assert not still_to_come(question, sentence)
