"""Follow-ups to standalone questions."""

from __future__ import annotations

import pytest

from qa.conversation import standalone_question
from qa.types import Answer, Turn

pytestmark = pytest.mark.unit


def turn(question: str, answer: str | None = None) -> Turn:
    return Turn(question, question, Answer(question, question, answer, 0.9))


PLEDGE = turn("How much did the US pledge in February?", "USD 425 million; USD 1.75 billion")
MINISTER = turn("Who is Ukraine's foreign minister?", "Dmytro Kuleba")


@pytest.mark.parametrize(
    ("turns", "message", "expected"),
    [
        ([], "and in March?", "and in March?"),
        ([PLEDGE], "And in March?", "How much did the US pledge in March?"),
        ([PLEDGE], "what about june", "How much did the US pledge in june?"),
        ([PLEDGE], "and last month?", "How much did the US pledge last month?"),
        ([PLEDGE], "and Germany?", "How much did Germany pledge in February?"),
        ([PLEDGE], "why?", "Why did the US pledge in February?"),
        ([MINISTER], "Who did he speak with?", "Who did Dmytro Kuleba speak with?"),
        ([MINISTER], "what is his view", "What is Dmytro Kuleba's view"),
        ([MINISTER, turn("Who is Laura Cooper?", "an official")], "what did she say?",
         "What did Laura Cooper say?"),
        ([MINISTER], "What does USAI stand for?", "What does USAI stand for?"),
        ([MINISTER], "What did Putin say before he left?", "What did Putin say before he left?"),
        ([PLEDGE], "and of Ukraine?", "How much did Ukraine pledge in February?"),
        ([turn("Who called?", "US Secretary of State Antony Blinken")], "Who did he call?",
         "Who did Antony Blinken call?"),
        ([turn("Who is Ukraine's president?", "Volodimir Zelensky")], "Where is he?",
         "Where is Volodimir Zelensky?"),
        ([turn("When were the bombs launched?", "Monday")], "Against what?",
         "Against what were the bombs launched?"),
        ([turn("What did Cooper say?", "it continues")], "For how long?",
         "For how long did Cooper say?"),
        ([turn("What did Cooper say?", "it continues")], "In which year?",
         "In which year did Cooper say?"),
        ([turn("What did Cooper say in Kyiv?", "much")], "In Lviv?",
         "What did Cooper say in Lviv?"),
        ([PLEDGE], "???", "???"),
        ([turn("How much is the 34th drawdown worth?", "USD 350 million")], "Who authorised it?",
         "Who authorised the 34th drawdown?"),
        ([turn("Which bridge was attacked?", "crimean bridge")], "Who is blamed for it?",
         "Who is blamed for the crimean bridge?"),
        ([turn("Which bridge was attacked?", "crimean")], "Who is blamed for it?",
         "Who is blamed for the crimean bridge?"),
        ([turn("Who is the president of Russia?", "Vladimir Putin")], "and of Ukraine?",
         "Who is the president of Ukraine?"),
    ],
)  # fmt: skip
def test_standalone_question(turns, message, expected):
    assert standalone_question(message, turns) == expected
