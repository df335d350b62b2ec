"""What a question says itself is no answer to it."""

from __future__ import annotations

import pytest

from qa.echo import echoes

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What missiles are in the package?", "missiles"),
        ("Who did Ana Silva speak with?", "Foreign Minister Ana Silva"),
        ("Where did Silva post about the call?", "Ana Silva"),
        ("When did Germany pledge 425 million?", "425 million"),
    ],
)
def test_an_echo(question: str, quote: str) -> None:
    assert echoes(question, quote)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What missiles are in the package?", "HARM missiles"),
        ("Who is Silva?", "Foreign Minister Ana Silva"),
        ("Was it missiles or boats?", "boats"),
        ("Did Silva speak?", "Silva"),
        ("Which of Silva's friends spoke?", "an aide to Silva"),
        ("Who did Ana Silva speak with?", "Ana Costa"),
        ("Who?", "Kuleba"),
        ("Who?", "the"),
    ],
)
def test_an_answer(question: str, quote: str) -> None:
    assert not echoes(question, quote)
