"""Passages are read in stages, each once, and no further than an answer needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from index.types import Document, Passage, SearchResult
from qa.claims import Claim
from qa.paraphrases import PARAPHRASE_COST
from qa.reader.calibration import Calibration
from qa.reading import FIRST, HOPELESS, SURE, Reading, settled, stages
from qa.types import BatchReader, Span

pytestmark = pytest.mark.unit

TEXTS = (
    "Canada announced 350 tanks last month.",
    "Canada announced 12 trucks.",
    "Norway announced 7 boats.",
)


class Together:
    """Takes a passage's first number for the answer; remembers what it was asked."""

    name = "fake"
    vocabulary: Mapping[str, int] = {}

    def __init__(self, scores: Sequence[float] = (5.0, 4.0, 3.0)) -> None:
        self.calls: list[list[tuple[str, str]]] = []
        self._scores = dict(zip(TEXTS, scores, strict=True))

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        raise AssertionError("asked one by one")

    def read_questions(
        self, pairs: Sequence[tuple[str, str]], *, spans_per_passage: int = 1
    ) -> list[list[Span]]:
        self.calls.append(list(pairs))
        return [[self.span("", text)] for _, text in pairs]

    def span(self, key: str, text: str) -> Span:
        word = next(word for word in text.split() if word.isdigit())
        start = text.index(word)
        return Span(key, start, start + len(word), word, self._scores[text])


class OneByOne:
    name = "fake"
    vocabulary: Mapping[str, int] = {}

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Span]:
        return [Together().span(key, text) for key, text in passages]


def reading(question: str, reader: Together | OneByOne) -> Reading:
    documents = {
        str(number): Document(str(number), None, text, date(2023, 4, 12), f"{number}.txt")
        for number, text in enumerate(TEXTS)
    }
    results = [
        SearchResult(Passage(f"{key}:0", key, 0, len(held.text), held.text), 1.0)
        for key, held in documents.items()
    ]
    return Reading(reader, question, results, documents)


def test_each_passage_is_read_once() -> None:
    reader = Together()
    own = reading("How many tanks did Canada send?", reader)
    assert [found.quote for found in own.candidates(1)] == ["350"]
    assert [found.quote for found in own.candidates()] == ["350", "12", "7"]
    question = "How many tanks did Canada send?"
    assert reader.calls == [[(question, TEXTS[0])], [(question, text) for text in TEXTS[1:]]]
    assert [found.quote for found in own.candidates()] == ["350", "12", "7"]
    assert len(reader.calls) == 2


def test_other_words_for_the_question_are_read_in_the_same_batch_and_cost() -> None:
    reader = Together()
    own = reading("How many tanks did Canada pledge in March?", reader)
    first, *_ = own.candidates(1)
    (pairs,) = reader.calls
    assert pairs == [
        ("How many tanks did Canada pledge in March?", TEXTS[0]),
        ("How many tanks did Canada announce in March?", TEXTS[0]),
        ("How many tanks did Canada pledge last month?", TEXTS[0]),
        ("How many tanks did Canada announce last month?", TEXTS[0]),
    ]
    assert first.score == 5.0


def test_what_only_other_words_find_counts_less() -> None:
    class Deaf(Together):
        def read_questions(
            self, pairs: Sequence[tuple[str, str]], *, spans_per_passage: int = 1
        ) -> list[list[Span]]:
            found = super().read_questions(pairs)
            return [
                spans if "announce" in question else []
                for spans, (question, _) in zip(found, pairs, strict=True)
            ]

    (only,) = reading("How many tanks did Canada pledge?", Deaf()).candidates(1)
    assert only.score == 5.0 - PARAPHRASE_COST


def test_a_reader_of_single_questions_finds_the_same() -> None:
    question = "How many tanks did Canada send?"
    both = [reading(question, reader).candidates() for reader in (Together(), OneByOne())]
    assert both[0] == both[1]
    assert isinstance(Together(), BatchReader)
    assert not isinstance(OneByOne(), BatchReader)


def test_a_hopeless_span_is_given_up() -> None:
    scores = (5.0, 5.0 - HOPELESS, 4.9 - HOPELESS)
    own = reading("How many tanks did Canada send?", Together(scores))
    assert [found.quote for found in own.candidates()] == ["350", "12"]


@pytest.mark.parametrize(
    ("question", "passages", "expected"),
    [
        ("How many tanks did Canada send?", 10, [FIRST, 10]),
        ("Did Canada send tanks?", 10, [FIRST, 10]),
        ("Who sent tanks?", FIRST, [FIRST]),
        ("Who sent tanks?", 0, [0]),
        ("Describe the tanks.", 10, [10]),
        ("Why did Canada send tanks?", 10, [10]),
        ("Which countries sent tanks?", 10, [10]),
        ("What is the latest number of tanks?", 10, [10]),
    ],
)
def test_stages(question: str, passages: int, expected: list[int]) -> None:
    assert stages(question, passages) == expected


def claim(probability: float, value: float) -> Claim:
    return Claim((), probability, value)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], False),
        ([claim(0.5, 1.0)], True),  # nothing comes near it
        ([claim(0.3, 9.0)], False),  # below the working point: withheld
        ([claim(0.5, 3.0), claim(0.4, 3.0 - 8 * (SURE - 0.5))], True),
        ([claim(0.5, 3.0), claim(0.4, 3.1 - 8 * (SURE - 0.5))], False),
        ([claim(SURE, 3.0), claim(SURE, 3.0)], True),
    ],
)
def test_settled(claims: list[Claim], expected: bool) -> None:
    assert settled(claims, Calibration(working_probability=0.4)) is expected
