"""The shipped encoder and reader in conversation: what must hold whatever the answers are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from qa import QAPipeline
from qa.evaluation.chat import evaluate_chat
from qa.evaluation.dialogues import read_dialogues

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
DIALOGUES = read_dialogues(ROOT / "tests" / "dialogues" / "seeds.jsonl")

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("dialogues") / "index"
    with QAPipeline.open(folder, build_from=ROOT / "seeds") as pipeline:
        return [dict(row) for row in evaluate_chat(pipeline, DIALOGUES).rows]


def test_every_turn_is_there(rows: Rows) -> None:
    questions = [turn.question for dialogue in DIALOGUES for turn in dialogue.turns]
    assert [row["question"] for row in rows] == questions


def test_an_answer_is_its_quotes_and_they_stand_in_the_articles(rows: Rows) -> None:
    for row in rows:
        for citation in row["citations"]:
            article = (ROOT / "seeds" / Path(citation["source"]).name).read_bytes().decode()
            assert article[citation["start"] : citation["end"]] == citation["quote"], row["id"]
        if row["answer"] is not None:
            parts: dict[int, str] = {}
            for citation in row["citations"]:
                parts.setdefault(citation["part"], citation["quote"])
            assert row["answer"] == "; ".join(parts.values()), row["id"]
            assert all(citation["quote"].strip() for citation in row["citations"]), row["id"]
        assert row["verdict"]["offsets_wrong"] == 0, row["id"]


def test_what_is_withheld_cites_nothing(rows: Rows) -> None:
    assert any(row["answer"] is None for row in rows)
    for row in rows:
        assert bool(row["citations"]) == (row["answer"] is not None), row["id"]
        assert 0.0 <= row["confidence"] <= 1.0, row["id"]


def test_a_first_question_is_searched_as_it_was_typed_but_for_slips_of_the_finger(
    rows: Rows,
) -> None:
    for row in rows:
        if not row["id"].endswith("#1"):
            continue
        typed, searched = (
            re.split(r"(\W+)", " ".join(row[name].split()))
            for name in ("question", "standalone_question")
        )
        assert len(typed) == len(searched), row["id"]
        for word, mended in zip(typed, searched, strict=True):
            assert word == mended or one_slip(word, mended), row["id"]


def one_slip(typed: str, meant: str) -> bool:
    """Whether a letter was left out, doubled or exchanged, or two neighbours were swapped."""
    short, long = sorted((typed.lower(), meant.lower()), key=len)
    if len(long) == len(short):
        places = [place for place in range(len(long)) if short[place] != long[place]]
        swapped = len(places) == 2 and places[1] == places[0] + 1
        return len(places) <= 1 or (swapped and sorted(short) == sorted(long))
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
