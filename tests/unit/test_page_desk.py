"""Conversations on the page: kept, found again, taken back, judged; nobody sees another's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes_page import FEBRUARY, FakePipeline

from page.conversation import Exchange
from page.desk import Desk, Visit
from page.scope_boxes import read_scope
from qa.history import ConversationStore, FeedbackStore, InvalidFeedbackError
from qa.scope import Scope, Step

pytestmark = pytest.mark.unit

HISTORY = "people.sqlite3"


class OneForAll:
    """Sessions without articles of their own."""

    def __init__(self) -> None:
        self.pipeline = FakePipeline()

    def pipeline_of(self, _: str) -> FakePipeline:
        return self.pipeline


def desk_in(folder: Path) -> Desk:
    sessions: Any = OneForAll()
    path = folder / HISTORY
    return Desk(sessions, ConversationStore(path), FeedbackStore(path))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path)


def asked(desk: Desk, visit: Visit, *messages: str, scope: Scope = Scope()) -> Visit:  # noqa: B008
    for message in messages:
        *steps, visit = desk.ask(visit, message, scope)
        assert all(isinstance(step, Step) for step in steps)
    return visit


def messages(visit: Visit) -> list[str]:
    return [exchange.message for exchange in visit.history]


def test_a_conversation_is_there_after_a_restart(desk: Desk, tmp_path: Path) -> None:
    visit = asked(desk, desk.enter("anna", None), FEBRUARY, "and in March?")
    again = desk_in(tmp_path).enter("anna", visit.conversation)
    assert messages(again) == [FEBRUARY, "and in March?"]
    assert again.history[0].turn
    assert again.history[0].turn.answer.to_dict() == visit.history[0].turn.answer.to_dict()
    third = asked(desk_in(tmp_path), again, "and in May?")
    assert messages(desk.open(third, visit.conversation)) == [
        FEBRUARY,
        "and in March?",
        "and in May?",
    ]


def test_the_list_has_the_conversations_with_turns_newest_first(desk: Desk) -> None:
    first = asked(desk, desk.enter("anna", None), FEBRUARY)
    second = asked(desk, desk.begin(first), "Who is Kuleba?", "  ")
    assert [(one.id, one.turns) for one in desk.conversations(second)] == [
        (second.conversation, 1),
        (first.conversation, 1),
    ]
    desk.rename(second, "Diplomats")
    assert [one.title for one in desk.conversations(second)] == ["Diplomats", FEBRUARY]
    assert desk.delete(second).history == ()
    assert [one.id for one in desk.conversations(second)] == [first.conversation]


def test_nobody_opens_renames_or_deletes_anothers(desk: Desk) -> None:
    annas = asked(desk, desk.enter("anna", None), FEBRUARY)
    thief = Visit("bert", annas.conversation)
    assert desk.enter("bert", annas.conversation).history == ()
    desk.rename(thief, "mine")
    desk.delete(thief)
    desk.back_to(thief, 0)
    assert [(one.title, one.turns) for one in desk.conversations(annas)] == [(FEBRUARY, 1)]
    assert asked(desk, thief, "Who is Kuleba?").conversation != annas.conversation


def test_an_unknown_visitor_gets_a_key_that_nobody_can_guess(desk: Desk) -> None:
    keys = {desk.enter("", None).owner for _ in range(50)}
    assert len(keys) == 50
    assert min(map(len, keys)) >= 20


def test_what_is_taken_back_is_gone_from_the_disk(desk: Desk) -> None:
    visit = asked(desk, desk.enter("anna", None), "?", FEBRUARY, "and in March?")
    back = desk.back_to(visit, 2)
    assert messages(back) == ["?", FEBRUARY]
    assert messages(desk.open(back, back.conversation)) == [FEBRUARY]
    on = asked(desk, back, "and in May?")
    assert messages(desk.open(on, on.conversation)) == [FEBRUARY, "and in May?"]


def test_feedback_finds_its_turn_though_a_message_before_it_had_none(
    desk: Desk, tmp_path: Path
) -> None:
    visit = asked(desk, desk.enter("anna", None), "?", FEBRUARY, "Who is Kuleba?")
    february, kuleba = 0, 1  # the turns as they are kept: "?" is none
    store, key = FeedbackStore(tmp_path / HISTORY), ("anna", str(visit.conversation))
    assert desk.judge(visit, 2, False, "wrong person", "a minister")
    kept = store.get(*key, kuleba)
    assert kept
    assert (kept.turn.turn.message, kept.verdict, kept.comment, kept.correct_answer) == (
        "Who is Kuleba?", "down", "wrong person", "a minister",
    )  # fmt: skip
    assert store.get(*key, february) is None
    assert not desk.judge(visit, 0, True)
    assert not desk.judge(visit, 9, True)
    assert desk.judge(visit, 2, None)
    assert list(store.all()) == []
    with pytest.raises(InvalidFeedbackError):
        desk.judge(visit, 1, False, "", "350", unanswerable=True)


def test_without_a_store_the_page_goes_on() -> None:
    sessions: Any = OneForAll()
    desk = Desk(sessions)
    visit = asked(desk, desk.enter("anna", None), FEBRUARY, "?")
    assert messages(visit) == [FEBRUARY, "?"]
    assert visit.conversation is None
    assert desk.conversations(visit) == []
    assert messages(desk.back_to(visit, 1)) == [FEBRUARY]
    assert not desk.judge(visit, 0, True)


def test_what_could_not_be_kept_is_kept_with_the_next_turn(desk: Desk) -> None:
    unkept = asked(Desk(desk.sessions), desk.enter("anna", None), FEBRUARY)
    visit = asked(desk, unkept, "Who is Kuleba?")
    assert messages(desk.open(visit, visit.conversation)) == [FEBRUARY, "Who is Kuleba?"]


@pytest.mark.parametrize(
    ("boxes", "line", "scope"),
    [
        (("", None, "", []), "", Scope()),
        (
            (" 2023-04-01 ", "2023-04-30", "2023-05-01", ["a"]),
            "",
            Scope(date(2023, 5, 1), date(2023, 4, 1), date(2023, 4, 30), frozenset("a")),
        ),
        (("12/04/2023", "", "", None), "'12/04/2023' is no date", None),
        (("2023-05-01", "2023-04-01", "", None), "exchange the two", None),
    ],
)
def test_boxes_are_read_or_refused_in_one_line(boxes, line, scope) -> None:
    problem, read = read_scope(boxes)
    assert line in problem
    assert bool(problem) == bool(line)
    if scope is not None:
        assert read == scope


def test_an_exchange_with_a_problem_keeps_its_message(desk: Desk) -> None:
    visit = asked(desk, desk.enter("anna", None), "?!")
    assert visit.history == (Exchange("?!", problem=visit.history[0].problem),)
    assert "ask in words" in (visit.history[0].problem or "")
