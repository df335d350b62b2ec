"""Passages are slices of the text, cover it, overlap by a sentence, and fit the encoder."""

from __future__ import annotations

from itertools import pairwise

import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from index.documents import make_document
from index.passages import PASSAGE_CHARS, context_prefix, contexts, split_passages
from index.types import Document, Passage

pytestmark = pytest.mark.unit

PROSE = st.lists(
    st.sampled_from(
        [
            "Rockets fell. ",
            "word ",
            "\n\n",
            "\r\n\r\n",
            "U.S. ",
            "x" * 1500,
            "“Why?” ",
            "\u00a0",
            "é ",
            ".",
        ]
    ),
    max_size=60,
).map("".join)


def check(document: Document, passages: list[Passage]) -> None:
    covered = [False] * len(document.text)
    last = (-1, -1)
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.id == f"{document.id}:{passage.start}-{passage.end}"
        assert passage.text == passage.text.strip() != ""
        assert passage.start > last[0]
        assert passage.end > last[1]
        assert len(passage.text) <= PASSAGE_CHARS
        last = (passage.start, passage.end)
        covered[passage.start : passage.end] = [True] * len(passage.text)
    missed = [
        place
        for place, character in enumerate(document.text)
        if not covered[place] and not character.isspace()
    ]
    assert missed == []


@given(text=st.text() | PROSE, max_tokens=st.integers(1, 60))
def test_the_contract_holds_for_any_text(text: str, max_tokens: int) -> None:
    encoder = FakeEncoder(max_tokens=max_tokens)
    document = make_document(text, "a.txt")
    passages = split_passages(document, encoder)
    check(document, passages)
    prefix = encoder.count_tokens(context_prefix(document))
    limit = max(1, min(160, max_tokens - prefix))
    assert all(encoder.count_tokens(passage.text) <= limit for passage in passages)


def test_title_date_and_passage_fit_the_encoder() -> None:
    text = "date 2023-04-12 Kyiv, May 1 : " + "Some rockets fell on the town again today. " * 300
    encoder = FakeEncoder(max_tokens=60)
    document = make_document(text, "a.txt")
    passages = split_passages(document, encoder)
    texts = contexts(document, passages)
    assert all("2023-04-12, 12 April 2023" in context for context in texts)
    assert max(map(encoder.count_tokens, texts)) <= 60
    assert max(map(encoder.count_tokens, texts)) > 45


def test_a_passage_begins_with_the_last_sentence_of_the_one_before() -> None:
    sentences = [f"Sentence {number} has seven words in all." for number in range(100)]
    document = make_document(" ".join(sentences), "a.txt")
    passages = split_passages(document, FakeEncoder())
    assert len(passages) > 3
    for one, two in pairwise(passages):
        shared = document.text[two.start : one.end]
        assert shared in sentences
    assert all(passage.text.endswith(".") for passage in passages)


def test_blank_lines_end_a_sentence() -> None:
    document = Document("0" * 16, None, "a caption without\n \t\n\nnone two three", None, "a.txt")
    passages = split_passages(document, FakeEncoder(max_tokens=4))
    assert [passage.text for passage in passages] == ["a caption without", "none two three"]


def test_a_sentence_too_long_is_cut_between_words() -> None:
    words = [f"w{number}" for number in range(1000)]
    document = make_document(" ".join(words), "a.txt")
    passages = split_passages(document, FakeEncoder())
    check(document, passages)
    assert {word for passage in passages for word in passage.text.split()} == set(words)
    assert len(passages) < 12


def test_a_word_without_end_is_cut() -> None:
    document = make_document("x" * 1_000_000, "a.txt")
    passages = split_passages(document, FakeEncoder())
    check(document, passages)
    assert len(passages) < 1200


def test_context_without_title_or_date_is_the_passage() -> None:
    document = Document("0" * 16, None, "Rockets fell.", None, "a.txt")
    (passage,) = split_passages(document, FakeEncoder())
    assert contexts(document, [passage])[0] == "Rockets fell."
