"""What the reader is trained on: rows, near misses, contexts without their answer."""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from qa.reader import default_reader_path
from qa.training import command
from qa.training.card import model_card
from qa.training.mixture import Neighbours, joined, without_answer
from qa.training.near_miss import NearMisses, proper_names
from qa.training.rows import HELD_OUT_SOURCE, Row, read_rows, split_rows, weight_of

pytestmark = pytest.mark.unit

CONTEXT = (
    "Marie Curie was born in Warsaw in 1867. In June she met Pierre Curie, a French physicist. "
    "They married in Sceaux in July 1895, and she kept on working on her thesis in Paris."
)
words = st.text("abc ", min_size=1, max_size=20).filter(str.strip)


def row(question: str, answer: str, source: str = "squad/x") -> Row:
    start = CONTEXT.index(answer)
    return Row(source, question, CONTEXT, ((start, start + len(answer)),))


def write(path, records):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def record(**changes):
    answers = [{"text": "Warsaw", "answer_start": CONTEXT.index("Warsaw")}]
    return {"src": "s", "question": "Where? ", "context": CONTEXT, "answers": answers, **changes}


def test_rows_are_read_with_their_offsets(tmp_path):
    write(tmp_path / "rows.jsonl.gz", [record(), record(answers=[])])
    first, second = read_rows(tmp_path / "rows.jsonl.gz")
    assert (first.question, first.answer_texts) == ("Where?", {"Warsaw"})
    assert second.answers == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"question": None},
        {"answers": [{"text": "Warsaw", "answer_start": 3}]},
        {"answers": [{"text": "Warsaw"}]},
    ],
)
def test_a_broken_row_is_named_with_its_line(tmp_path, broken):
    write(tmp_path / "rows.jsonl.gz", [record(), record(**broken)])
    with pytest.raises(SourceError, match=r"rows\.jsonl\.gz:2: not a question-answer row"):
        read_rows(tmp_path / "rows.jsonl.gz")


def test_missing_data_is_one_clear_error(tmp_path):
    with pytest.raises(SourceError, match="no training data at"):
        read_rows(tmp_path / "none.jsonl")


def test_nothing_about_a_held_out_context_is_trained_on():
    held_out = row("Where was she born?", "Warsaw", HELD_OUT_SOURCE)
    copy = Row("squad/lower", "q", CONTEXT.lower(), ())
    sentence = Row("squad/kou_sentence", "q", CONTEXT.split(". ")[2], ())
    other = Row("squad/x", "q", "A text about something else, with as many words as it takes.", ())
    training, apart = split_rows([held_out, copy, sentence, other])
    assert training == [other]
    assert apart == [held_out]


def test_the_longest_prefix_decides_the_weight():
    assert weight_of("squad/kou_sentence") == 2.0
    assert weight_of("squad/anything") == 2.2
    assert weight_of("unheard-of") == 1.0


@given(words, st.lists(words, max_size=4), st.data())
def test_joined_contexts_keep_their_answers(context, others, data):
    start = data.draw(st.integers(0, len(context) - 1))
    end = data.draw(st.integers(start + 1, len(context)))
    place = data.draw(st.integers(0, len(others)))
    made = joined(Row("s", "q", context, ((start, end),)), others, place)
    assert made.answer_texts == {context[start:end]}
    assert context in made.context
    assert len(made.context) == len(context) + sum(len(other) + 1 for other in others)


def test_without_answer_takes_out_every_sentence_that_holds_it():
    base = row("Whom did she marry?", "Pierre Curie")
    long = Row(base.source, base.question, CONTEXT + " " + CONTEXT.replace("Pierre Curie", "him"),
               base.answers)  # fmt: skip
    made = without_answer(long)
    assert made is not None
    assert made.answers == ()
    assert "Pierre Curie" not in made.context
    assert "met him" in made.context
    assert without_answer(base) is None  # too little would be left


def test_proper_names_do_not_begin_sentences():
    assert proper_names("In spring, Marie Curie met him. Paris was far from Warsaw.") == [
        "Marie Curie",
        "Warsaw",
    ]


@pytest.fixture(scope="module")
def near_misses() -> NearMisses:
    vocabulary = {word: number for number, word in enumerate(["thesis", "novel", "poem", "house"])}
    return NearMisses(vocabulary, np.eye(4, dtype=np.float32))


@pytest.mark.parametrize(
    ("question", "kept", "gone"),
    [
        ("What happened in June?", "What happened in ", "June"),
        ("who did she marry in 1895", "who did she marry in ", "1895"),
        ("When did she meet Pierre Curie?", "When did she meet ", "Pierre Curie"),
        ("Where was the first child born?", "Where was the ", "first"),
    ],
)
def test_near_misses_exchange_one_part_for_one_that_the_context_lacks(
    near_misses, question, kept, gone
):
    made = [
        near_misses.make(question, CONTEXT, ["Niels Bohr", "Paris"], random.Random(seed))
        for seed in range(40)
    ]
    assert all(one != question for one in made)
    swapped = [one for one in made if one and one.startswith(kept) and gone not in one]
    assert swapped
    for one in swapped:
        part = one.removeprefix(kept).split(" child")[0].rstrip("?")
        assert part.lower() not in CONTEXT.lower() or part in proper_names(CONTEXT)


def test_near_misses_are_the_same_for_the_same_seed(near_misses):
    question = "When did she meet Pierre Curie in June 1895?"
    made = {near_misses.make(question, CONTEXT, ["Bohr"], random.Random(7)) for _ in range(3)}
    assert len(made) == 1


def test_neighbours_never_hold_the_answer():
    base = row("Where was Marie Curie born?", "Warsaw")
    rows = [
        base,
        Row("s", "q", "Marie Curie was born near here, a sign in Berlin says, but who knows.", ()),
        Row("s", "q", "Warsaw is where Marie Curie was born, as every child in Poland learns.", ()),
        Row("s", "q", "Volcanoes erupt when magma rises.", ()),
    ]
    neighbours = Neighbours(rows)
    (ranked,) = neighbours.rank([base.question], depth=4)
    lacking = neighbours.lacking(base, ranked)
    assert lacking[0] == rows[1].context
    assert rows[2].context not in lacking
    assert CONTEXT not in lacking


def test_the_shipped_card_says_what_the_figures_say():
    folder = default_reader_path()
    figures, calibration = (
        json.loads((folder / name).read_text("utf-8"))
        for name in ("metrics.json", "calibration.json")
    )
    made = model_card(figures, calibration)
    assert made == (folder / "README.md").read_text("utf-8")
    assert "Commit 563eb40+changes: 173,228 windows" in made
    figures["stages"][0]["commit"] = f"{'0123456789' * 4}+changes"
    assert "1. Commit 0123456+changes: " in model_card(figures, calibration)
    figures["stages"][0]["commit"] = None
    assert "1. 206,925 windows" in model_card(figures, calibration)


@pytest.mark.parametrize(
    ("options", "curve"),
    [
        ([], "docs/results/reader-loss.png"),
        (["--base", "first"], "docs/results/reader-loss-second.png"),
        (["--base", "first", "--curve", "c.png"], "c.png"),
    ],
)
def test_a_second_stage_leaves_the_picture_of_the_first(monkeypatch, options, curve):
    drawn = []
    monkeypatch.setattr(command, "train_reader", lambda *_, **more: drawn.append(more["curve"]))
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    command.run(parser.parse_args(["rows.jsonl", "--out", "out", *options]))
    assert drawn == [Path(curve)]
