"""What people say of answers, and the questions that `qa feedback export` makes of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from datetime import date as day
from pathlib import Path
from typing import Any

import pytest
from fakes_cli import CITATION

from qa.cli import main
from qa.evaluation.rag_files import read_questions
from qa.history import (
    ConversationStore,
    Feedback,
    FeedbackStore,
    HistoryDamagedError,
    InvalidFeedbackError,
    UnknownConversationError,
    UnknownTurnError,
    history_path,
)
from qa.types import Answer, Turn

pytestmark = pytest.mark.unit

MOSCOW = replace(CITATION, number=2, part=1, quote="Moscow fell back", start=13, end=29)
ELSEWHERE = replace(CITATION, number=3, part=1, source="seeds/b.txt")
GIVEN = Answer("and who?", "who held?", "Kyiv", 0.91234, (CITATION,))
PARTS = Answer("who?", "who?", "Kyiv; Moscow fell back", 0.8, (CITATION, MOSCOW, ELSEWHERE))
WITHHELD = Answer("why?", "why did it fall?", None, 0.1)


@dataclass(frozen=True)
class People:
    """Ann's conversation in an index folder: 0 an answer, 1 of two parts, 2 withheld."""

    folder: Path
    conversations: ConversationStore
    feedback: FeedbackStore
    id: str

    def put(self, number: int, *said: Any, **more: Any) -> None:
        self.feedback.put("ann", self.id, number, *said, **more)

    def get(self, number: int) -> Feedback | None:
        return self.feedback.get("ann", self.id, number)

    def export(self, *arguments: str) -> int:
        return main(["feedback", "export", "--index", str(self.folder), *arguments])


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    path = history_path(tmp_path)
    with ConversationStore(path) as conversations, FeedbackStore(path) as feedback:
        id = conversations.create("ann").id
        for answer in (GIVEN, PARTS, WITHHELD):
            turn = Turn(answer.question, answer.standalone_question, answer)
            conversations.append("ann", id, turn)
        yield People(tmp_path, conversations, feedback, id)


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_feedback_keeps_what_was_judged(people: People) -> None:
    people.put(0, "down", "no\x00\ud800\u202e", "Lviv")
    kept = people.get(0)
    assert kept
    assert kept.turn == people.conversations.turns("ann", people.id)[0]
    assert kept.turn.turn == Turn("and who?", "who held?", replace(GIVEN, confidence=0.9123))
    assert (kept.owner, kept.conversation_id) == ("ann", people.id)
    assert (kept.verdict, kept.comment, kept.correct_answer) == (
        "down", "no\x00\ud800\u202e", "Lviv",
    )  # fmt: skip
    assert not kept.unanswerable
    assert kept.given.tzinfo is UTC
    assert people.get(1) is None


def test_the_later_opinion_replaces_the_earlier(people: People) -> None:
    people.put(0, "down", "wrong", "Lviv")
    first = people.get(0)
    people.put(0, "up", correct_answer=" ")
    second = people.get(0)
    assert first
    assert second
    assert (second.verdict, second.comment, second.correct_answer) == ("up", "", None)
    assert second.id == first.id
    assert list(people.feedback.all()) == [second]


def test_feedback_can_be_withdrawn(people: People) -> None:
    people.put(0, "up")
    people.put(1, "up")
    people.feedback.withdraw("ann", people.id, 0)
    people.feedback.withdraw("ann", people.id, 0)
    assert people.get(0) is None
    assert [kept.turn.number for kept in people.feedback.all()] == [1]


def test_nobody_judges_the_answers_of_another(people: People) -> None:
    people.put(0, "up")
    for owner, id in (("bob", people.id), ("", people.id), ("ann", "none\x00")):
        with pytest.raises(UnknownConversationError):
            people.feedback.put(owner, id, 0, "down")
        with pytest.raises(UnknownConversationError):
            people.feedback.get(owner, id, 0)
        with pytest.raises(UnknownConversationError):
            people.feedback.withdraw(owner, id, 0)
    assert [kept.verdict for kept in people.feedback.all()] == ["up"]


@pytest.mark.parametrize("number", [3, -1, 10**30])
def test_a_turn_that_is_not_there_is_named(people: People, number: int) -> None:
    with pytest.raises(UnknownTurnError, match=f"no turn {number} "):
        people.put(number, "up")


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "maybe"},
        {"verdict": "up", "correct_answer": "Lviv"},
        {"verdict": "up", "unanswerable": True},
        {"verdict": "down", "unanswerable": True, "correct_answer": "Lviv"},
    ],
)
def test_feedback_that_contradicts_itself_is_refused(people: People, said: dict[str, Any]) -> None:
    with pytest.raises(InvalidFeedbackError):
        people.put(0, **said)
    assert people.get(0) is None


def test_feedback_outlives_its_turn_but_no_other_turn_has_it(people: People) -> None:
    people.put(1, "down", "wrong")
    people.put(2, "down")
    people.conversations.truncate("ann", people.id, 1)
    with pytest.raises(UnknownTurnError):
        people.get(1)
    people.conversations.append("ann", people.id, Turn("again?", "again?", GIVEN))
    assert people.get(1) is None
    people.put(1, "up")
    kept = list(people.feedback.all())
    assert [(item.turn.turn.message, item.verdict) for item in kept] == [
        ("who?", "down"), ("why?", "down"), ("again?", "up"),
    ]  # fmt: skip
    assert len({item.id for item in kept}) == 3


def test_deleting_a_conversation_deletes_what_was_said_of_it(people: People) -> None:
    people.put(0, "up")
    people.conversations.delete("ann", people.id)
    assert list(people.feedback.all()) == []


def test_more_feedback_than_a_batch_is_read_once(people: People) -> None:
    for number in range(3, 113):
        people.conversations.append("ann", people.id, Turn("q", "q", WITHHELD))
        people.put(number, "up")
    assert [kept.turn.number for kept in people.feedback.all()] == list(range(3, 113))


def test_damaged_feedback_is_one_clear_error(people: People) -> None:
    people.put(0, "up")
    with sqlite3.connect(history_path(people.folder)) as connection:
        connection.execute("UPDATE feedback SET opinion = '{}'")
    connection.close()
    with pytest.raises(HistoryDamagedError, match="move it away"):
        list(people.feedback.all())
    assert people.export() == 2


def test_a_right_answer_is_the_gold_answer(people: People, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    for number in range(3):
        people.put(number, "up")
    assert people.export("-o", str(file)) == 0
    given, parts, withheld = read_questions(file)
    assert (given.question, given.answers, given.sources) == (
        "who held?", ("Kyiv",), ("seeds/a.txt",),
    )  # fmt: skip
    assert parts.answers == ("Kyiv; Moscow fell back",)
    assert parts.sources == ("seeds/a.txt", "seeds/b.txt")
    assert (withheld.question, withheld.answers, withheld.sources) == ("why did it fall?", (), ())
    assert given.date is None


def test_a_correct_answer_is_the_gold_answer(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    people.put(0, "down", "see the second article", "Lviv")
    people.put(2, "down", correct_answer="hunger")
    assert people.export() == 0
    out, err = capsys.readouterr()
    assert [(row["answers"], row["gold_urls"]) for row in rows(out)] == [
        (["Lviv"], []), (["hunger"], []),
    ]  # fmt: skip
    assert rows(out)[0]["asked"] == "and who?"
    assert rows(out)[0]["given_answer"] == "Kyiv"
    assert err == "2 of 2 opinions exported\n"


@pytest.mark.parametrize(
    ("comment", "says_so"),
    [
        ("The articles don’t say it.", True),
        ("No, the articles do not mention this!", True),
        ("that's not in the articles", True),
        ("No source says so", True),
        ("the articles don't say", True),
        ("", False),
        ("wrong", False),
        ("the articles don't say Kyiv but Lviv", False),
        ("it is not true that the articles don't say it", False),
        ("this is in the articles", False),
    ],
)
def test_an_answer_the_articles_dont_say_must_be_withheld(
    people: People, tmp_path: Path, comment: str, says_so: bool
) -> None:
    people.put(0, "down", comment)
    people.put(1, "up")
    assert people.export("-o", str(tmp_path / "q.jsonl")) == 0
    found = {
        question.question: question.answers for question in read_questions(tmp_path / "q.jsonl")
    }
    assert found == {"who?": ("Kyiv; Moscow fell back",)} | ({"who held?": ()} if says_so else {})


def test_the_flag_says_it_without_words(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    people.put(0, "down", unanswerable=True)
    assert people.export() == 0
    (row,) = rows(capsys.readouterr().out)
    assert row["answers"] == []
    assert "needs_review" not in row


def test_what_nobody_can_grade_is_left_for_review(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.put(0, "down", "wrong")
    people.put(2, "down", "the articles don't say it")
    filtered = Turn("q?", "q?", GIVEN)
    people.conversations.append("ann", people.id, filtered, since=day(2023, 4, 1))
    people.put(3, "up")
    people.conversations.append("ann", people.id, Turn("?", "?", WITHHELD))
    people.put(4, "up")
    assert people.export() == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "0 of 4 opinions exported",
        "2 to review, left out: down, without the correct answer",
        "1 to review, left out: asked with since or until, which an evaluation does not repeat",
        "1 to review, left out: the question cannot be asked",
    ]
    file = tmp_path / "all.jsonl"
    assert people.export("--all", "-o", str(file)) == 0
    assert "2 to review, marked: down" in capsys.readouterr().err
    written = rows(file.read_text(encoding="utf-8"))
    assert [row["needs_review"] for row in written] == [True] * 4
    assert [row["answers"] for row in written] == [[]] * 4
    assert written[2]["since"] == "2023-04-01"
    assert len(read_questions(file)) == 4


def test_a_day_asked_as_of_is_the_date(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.conversations.append("ann", people.id, Turn("q?", "q?", GIVEN), as_of=day(2023, 4, 1))
    people.put(3, "up")
    assert people.export("-o", str(tmp_path / "q.jsonl")) == 0
    assert read_questions(tmp_path / "q.jsonl")[0].date == day(2023, 4, 1)
    assert "1 asked as of a day: evaluate with --as-of" in capsys.readouterr().err


def test_any_text_can_be_exported_and_listed(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "who \x00\x1b[2J\ud800\u202e\u2028 held?\n{"
    answer = Answer(hostile, hostile, hostile, 0.5, (replace(CITATION, quote=hostile),))
    people.conversations.append("ann", people.id, Turn(hostile, hostile, answer))
    people.put(3, "down", hostile, hostile)
    file = tmp_path / "q.jsonl"
    assert people.export("-o", str(file)) == 0
    plain = hostile.replace("\ud800", "?")
    (question,) = read_questions(file)
    assert (question.question, question.answers) == (plain, (plain,))
    assert main(["feedback", "list", "--index", str(people.folder)]) == 0
    out = capsys.readouterr().out
    assert not set("\x00\x1b\u202e") & set(out)
    assert "  comment   who \ufffd\ufffd[2J\ufffd\ufffd held? {\n" in out


def test_list_is_readable(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    people.put(0, "down", "see below", "Lviv")
    people.put(2, "down", unanswerable=True)
    capsys.readouterr()
    assert main(["feedback", "list", "--index", str(people.folder)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("down ")
    for line in (
        "  asked     and who?",
        "  searched  who held?",
        "  answer    Kyiv (0.91)",
        "            [1] Kyiv held, 2023-04-12, seeds/a.txt:0-4",
        "  correct   Lviv",
        "  comment   see below",
        "  answer    withheld (0.10)",
        "  correct   the articles don't say",
    ):
        assert f"{line}\n" in out
    assert main(["feedback", "list", "--json", "--index", str(people.folder)]) == 0
    listed = json.loads(capsys.readouterr().out)["feedback"]
    assert [item["comment"] for item in listed] == ["see below", ""]
    assert "owner" not in listed[0]


def test_no_feedback_is_no_error_and_makes_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["list"], ["list", "--json"], ["export"]):
        assert main(["feedback", *command, "--index", str(tmp_path)]) == 0
        out, err = capsys.readouterr()
        assert out == ('{\n  "feedback": []\n}\n' if "--json" in command else "")
        assert f"no feedback at {history_path(tmp_path)}" in err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    people.put(0, "up")
    assert people.export("-o", str(people.folder)) == 2
    err = capsys.readouterr().err
    assert f"{people.folder} cannot be written" in err
    assert err.count("\n") == 1
