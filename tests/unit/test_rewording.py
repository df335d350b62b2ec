"""Questions in other words: the right forms in the right places, and nothing else changed."""

from __future__ import annotations

import random
import re
from importlib.resources import files

import pytest

from qa.training.near_miss import NearMisses
from qa.training.rewording import reworded, synonym_forms, synonyms_in_place

pytestmark = pytest.mark.unit

LINES = (files("qa.training") / "synonyms.txt").read_text("utf-8").splitlines()


def in_place(question: str, word: str) -> list[str]:
    match = re.search(rf"\b{word}\b", question)
    assert match is not None
    return synonyms_in_place(question, match)


@pytest.mark.parametrize(
    ("question", "word", "other"),
    [
        ("How much did the US pledge in February?", "pledge", "promise"),
        ("How much was pledged in February?", "pledged", "promised"),
        ("Who pledged money?", "pledged", "promised"),
        ("Who sent the missiles?", "sent", "delivered"),
        ("What was sent to Kyiv?", "sent", "delivered"),
        ("Which weapons were given?", "given", "provided"),
        ("Who gave weapons?", "gave", "provided"),
        ("Which cities fell?", "cities", "towns"),
        ("What is the largest city?", "largest", "greatest"),
    ],
)
def test_a_synonym_comes_in_the_form_of_its_place(question: str, word: str, other: str) -> None:
    assert other in in_place(question, word)


def test_a_form_that_does_not_fit_is_left_out() -> None:
    assert "gave" not in in_place("What was provided by the US?", "provided")
    assert "given" not in in_place("Who provided it?", "provided")
    assert "designate" not in in_place("What was the code name of it?", "name")


def test_every_line_holds_words_of_one_kind_once() -> None:
    kinds = {"verb", "noun", "adjective", "adverb"}
    for line in LINES:
        kind, _, words = line.partition(": ")
        assert kind in kinds, line
        assert len(set(words.split())) == len(words.split()) >= 2, line
    assert len(set(LINES)) == len(LINES)


def test_no_word_is_its_own_synonym() -> None:
    assert all(other != word for word, found in synonym_forms().items() for _, other in found)


def test_turns_of_phrase() -> None:
    made = {reworded("How many tanks were lost?", random.Random(seed)) for seed in range(60)}
    assert any(question.startswith("What number of tanks") for question in made)
    made = {reworded("When was the bridge hit?", random.Random(seed)) for seed in range(60)}
    assert any(question.lower().startswith("on what date was") for question in made)


def test_what_has_no_other_words_stays() -> None:
    question = "Kakhovka?"
    assert {reworded(question, random.Random(seed)).lower() for seed in range(9)} <= {
        f"{asking}kakhovka?"
        for asking in ("", "can you tell me ", "do you know ", "please tell me ", "tell me ",
                       "according to the text, ")
    }  # fmt: skip


def test_names_and_numbers_stay() -> None:
    question = "How much did Antony Blinken pledge to Kyiv on 12 April 2023?"
    for seed in range(50):
        made = reworded(question, random.Random(seed))
        assert "Antony Blinken" in made
        assert "Kyiv on 12 April 2023?" in made
        assert made == reworded(question, random.Random(seed))


def test_a_near_miss_is_no_synonym() -> None:
    import numpy as np

    # The six nearest words are never taken, synonyms or not.
    words = ["pledge", "filler", "another", "further", "tractor", "refuse", "border", "promise",
             "winter"]  # fmt: skip
    vectors = np.array([[1.0, n / 10] for n in range(len(words))], dtype=np.float32)
    misses = NearMisses({word: number for number, word in enumerate(words)}, vectors)
    made = {
        misses.make("what will they pledge", "they pledge it", [], random.Random(seed))
        for seed in range(40)
    }
    assert "what will they winter" in made
    assert "what will they promise" not in made
