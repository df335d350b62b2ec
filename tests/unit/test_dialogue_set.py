"""The dialogues over seeds/: what they hold as right stands in the articles they name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from qa.evaluation.dialogues import Dialogue, is_right, read_dialogues

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
DIALOGUES = read_dialogues(ROOT / "tests" / "dialogues" / "seeds.jsonl")
KINDS = {
    "amount",
    "both-articles",
    "conflict",
    "correction",
    "date",
    "ellipsis",
    "keyword",
    "list",
    "long-winded",
    "lower-case",
    "mission",
    "name",
    "no-question-mark",
    "place",
    "polite",
    "pronoun",
    "quote",
    "return",
    "role",
    "topic-change",
    "typo",
    "why",
    "yes-no",
}
UNANSWERABLE = {
    "false-premise",
    "off-topic",
    "only-expected",
    "other-country",
    "other-fact",
    "other-month",
    "other-number",
    "other-person",
    "other-quantity",
    "small-talk",
}


@cache
def text_of(source: str) -> str:
    return (ROOT / source).read_text(encoding="utf-8")


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
def test_what_is_right_stands_in_the_articles(dialogue: Dialogue) -> None:
    for turn in dialogue.turns:
        texts = [text_of(source) for source in turn.sources]
        for part in [*turn.answers, *(part for group in turn.must_contain for part in group)]:
            assert any(part in text for text in texts), part
        for text in texts:
            assert any(answer in text for answer in turn.answers), "a source without any answer"


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
def test_quoting_a_gold_answer_is_right(dialogue: Dialogue) -> None:
    for turn in dialogue.turns:
        for answer in turn.answers:
            assert is_right(answer, [answer], turn.answers)
        parts = [group[0] for group in turn.must_contain]
        assert not parts or is_right("; ".join(parts), parts, turn.answers, turn.must_contain)
        for left_out in range(len(parts)):
            rest = parts[:left_out] + parts[left_out + 1 :]
            assert not is_right("; ".join(rest), rest, turn.answers, turn.must_contain)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
def test_tags_tell_the_truth(dialogue: Dialogue) -> None:
    tags = set(dialogue.tags)
    questions = [turn.question for turn in dialogue.turns]
    assert len(tags) == len(dialogue.tags)
    assert ("unanswerable" in tags) == any(not turn.answers for turn in dialogue.turns)
    assert ("unanswerable" in tags) == bool(tags & UNANSWERABLE)
    assert ("list" in tags) <= any(turn.must_contain for turn in dialogue.turns)
    if "lower-case" in tags:
        assert questions == [question.lower() for question in questions]
    if "upper-case" in tags:
        assert questions == [question.upper() for question in questions]
    if "no-question-mark" in tags:
        assert not any("?" in question for question in questions)
    if "both-articles" in tags:
        assert len({source for turn in dialogue.turns for source in turn.sources}) == 2


def test_the_first_question_stands_by_itself() -> None:
    assert not any(dialogue.turns[0].standalone for dialogue in DIALOGUES)


def test_the_set_covers_what_it_should() -> None:
    turns = [turn for dialogue in DIALOGUES for turn in dialogue.turns]
    assert len(DIALOGUES) >= 55
    assert len(turns) >= 140
    assert all(2 <= len(dialogue.turns) <= 6 for dialogue in DIALOGUES)
    assert sum(not turn.answers for turn in turns) >= 40
    assert sum(bool(turn.standalone) for turn in turns) >= 60
    assert {tag for dialogue in DIALOGUES for tag in dialogue.tags} >= KINDS | UNANSWERABLE
    talks = [tuple(turn.question.lower() for turn in dialogue.turns) for dialogue in DIALOGUES]
    assert len(set(talks)) == len(talks)
