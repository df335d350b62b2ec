"""Dialogues: their file, when an answer is right, when two questions are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.dialogues import (
    Dialogue,
    DialogueTurn,
    is_right,
    read_dialogues,
    same_question,
)
from qa.evaluation.errors import QuestionFileError

pytestmark = pytest.mark.unit

TURN = {"question": "Who leads Russia?", "answers": ["Putin"], "sources": ["b.txt"]}
WITHHELD = {"question": "and Peru?", "answers": [], "sources": []}


def line(*turns: Any, **changes: Any) -> str:
    return json.dumps({"id": "talk", "tags": ["name"], "turns": list(turns)} | changes)


def write(folder: Path, *lines: str) -> Path:
    file = folder / "talks.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_reads_what_is_there_and_what_may_be_left_out(tmp_path: Path) -> None:
    more = {"must_contain": [["Putin", "Vladimir Putin"]], "standalone": ["Who leads Peru?"]}
    file = write(tmp_path, line(TURN, WITHHELD), "", line(TURN | more, id="other", tags=[]))
    first, second = read_dialogues(file)
    plain = DialogueTurn("Who leads Russia?", ("Putin",), sources=("b.txt",))
    assert first == Dialogue("talk", ("name",), (plain, DialogueTurn("and Peru?", ())))
    (turn,) = second.turns
    assert turn.must_contain == (("Putin", "Vladimir Putin"),)
    assert turn.standalone == ("Who leads Peru?",)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ('{"tags": [], "turns": []}', "id is missing"),
        (line(TURN, id=7), "id is not a str"),
        (line(TURN, id=" "), "id is empty"),
        (line(TURN, tags="name"), "tags is not a list"),
        (line(TURN, tags=[1]), "tags is not a list of texts"),
        ('{"id": "a", "tags": []}', "turns is missing"),
        (line(), "turns is empty"),
        (line("Who?"), "turns[0] is not an object"),
        (line(TURN, {}), "turns[1].question is missing"),
        (line(TURN | {"question": None}), "turns[0].question is not a text"),
        (line(TURN | {"question": " \t"}), "turns[0].question is empty"),
        (line(TURN, {"question": "Who?", "sources": []}), "turns[1].answers is missing"),
        (line({"question": "Who?", "answers": ["x"]}), "turns[0].sources is missing"),
        (line(TURN | {"answers": "Putin"}), "turns[0].answers is not a list of texts"),
        (line(TURN | {"answers": [""]}), "turns[0].answers is not a list of texts"),
        (line(TURN | {"sources": [3]}), "turns[0].sources is not a list of texts"),
        (line(TURN | {"sources": []}), "turns[0].sources must be there for answers"),
        (line(WITHHELD | {"sources": ["b.txt"]}), "turns[0].sources must be there for answers"),
        (line(TURN | {"must_contain": ["x"]}), "turns[0].must_contain is not a list of lists"),
        (line(TURN | {"must_contain": [[]]}), "turns[0].must_contain is not a list of lists"),
        (line(WITHHELD | {"must_contain": [["x"]]}), "must_contain stands without answers"),
        (line(TURN | {"standalone": "x"}), "turns[0].standalone is not a list of texts"),
        (line(TURN, id="first"), "id 'first' was used before"),
        ("{", "no JSON"),
        ("[]", "no JSON object"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, wrong: str, complaint: str) -> None:
    file = write(tmp_path, line(TURN, id="first"), wrong)
    with pytest.raises(QuestionFileError) as caught:
        read_dialogues(file)
    message = str(caught.value)
    assert f"{file}:2: " in message
    assert complaint in message
    assert "\n" not in message


def test_a_file_without_dialogues_or_none_at_all(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="holds no dialogue"):
        read_dialogues(write(tmp_path, "", " "))
    with pytest.raises(QuestionFileError, match="no file at"):
        read_dialogues(tmp_path / "gone.jsonl")


@pytest.mark.parametrize(
    ("answer", "gold", "right"),
    [
        ("in shelters", "shelters", True),
        ("Russia's secret services", "Russia", False),  # "russias" is another token
        ("upto USD 425 million", "USD 425 million", True),
        ("425 million", "USD 425 million", True),  # F1 0.8, the number there
        ("USD 350 million", "USD 425 million", False),  # F1 2/3, the number another
        ("the ironclad support", "ironclad U.S. support", True),  # 2 of 2 and 2 of 3: F1 0.8
        ("support", "ironclad U.S. support", False),  # F1 1/2
        ("", "shelters", False),
    ],
)
def test_one_answer(answer: str, gold: str, right: bool) -> None:
    assert is_right(answer, [answer], [gold]) == right
    assert is_right(answer, [answer], ["another thing", gold]) == right


def test_every_part_must_be_said_and_quoted() -> None:
    parts = (("USD 425 million",), ("USD 1.75 billion", "1.75 billion"))
    said = "USD 425 million; 1.75 billion"
    assert is_right(said, ["USD 425 million", "1.75 billion"], ["x"], parts)
    assert not is_right(said, ["USD 425 million"], ["x"], parts)
    assert not is_right("USD 425 million", ["USD 425 million", "1.75 billion"], ["x"], parts)


def test_the_same_question_but_for_its_dress() -> None:
    wanted = ["How much did the U.S. pledge in March?"]
    assert same_question("how much did the  US pledge, in march", wanted)
    assert same_question("How old is Ukraine’s president?", ["how old is ukraine's president"])
    assert not same_question("How much did the US pledge in May?", wanted)
    assert not same_question("and in March?", [])


@given(st.text(), st.text(alphabet="?!.,'’“”-"))
def test_punctuation_and_case_never_matter(question: str, marks: str) -> None:
    assert same_question(marks + question + marks, [question])
    assert same_question(question.lower(), [question])
