"""BM25 against its formula, and the terms in which newspapers and readers meet."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexCorruptError
from index.lexical import FILES, LexicalIndex
from index.terms import terms
from index.types import Mask, Rows, Vectors

pytestmark = pytest.mark.unit

TEXTS = [
    "The US pledged USD 425 million in February.",
    "The tower in Kyiv was damaged; the tower burned.",
    "Tell us about the tower.",
    "…",
    "Kuleba's call with Blinken, and with Müller.",
]


def by_the_formula(query: str, k1: float = 1.5, b: float = 0.75) -> dict[int, float]:
    """BM25 as Lucene has it (Kamphuis et al., ECIR 2020)."""
    bags = [Counter(terms(text)) for text in TEXTS]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores: dict[int, float] = {}
    for id, bag in enumerate(bags):
        for term in terms(query):
            holding = sum(term in other for other in bags)
            rarity = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
            weight = bag[term] / (bag[term] + k1 * (1 - b + b * bag.total() / mean))
            scores[id] = scores.get(id, 0.0) + rarity * weight
    return {id: score for id, score in scores.items() if score > 0}


@pytest.mark.parametrize(
    "query",
    ["the US pledge in february", "tower tower kyiv", "muller calls", "us", "nothing known"],
)
def test_search_equals_the_formula(query: str) -> None:
    expected = by_the_formula(query)
    ids, scores = found(LexicalIndex.of(TEXTS), query)
    assert dict(zip(ids.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        expected, rel=1e-5
    )
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def found(
    index: LexicalIndex, query: str, top_k: int = 10, allowed: Mask | None = None
) -> tuple[Rows, Vectors]:
    return index.search(query, top_k, index.counts(query), allowed=allowed)


def test_top_k_and_ties() -> None:
    index = LexicalIndex.of(["bridge", "tower", "tower high", "tower"])
    assert found(index, "tower", 1)[0].tolist() == [1]
    assert found(index, "tower", 2)[0].tolist() == [1, 3]
    assert found(index, "tower", 9)[0].tolist() == [1, 3, 2]
    assert found(index, "tower", 0)[0].tolist() == []
    allowed = np.array([True, False, False, True])
    assert found(index, "tower", 9, allowed)[0].tolist() == [3]


WORDS = st.lists(st.sampled_from(["tower", "bridge", "port", "grain", ""]), max_size=4)


@given(st.lists(WORDS.map(" ".join), max_size=8), st.integers(0, 8), st.data())
def test_merging_parts_equals_counting_what_is_kept(
    texts: list[str], cut: int, data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    places = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    halves = [(texts[:cut], places[:cut]), (texts[cut:], places[cut:])]
    merged = LexicalIndex.merged([(LexicalIndex.of(own), rows) for own, rows in halves])
    whole = LexicalIndex.of([text for text, keep in zip(texts, kept, strict=True) if keep])
    for name, array in whole._arrays.items():
        np.testing.assert_array_equal(merged._arrays[name], array, name)
    alive = np.array(kept, dtype=bool)
    counts = LexicalIndex.of(texts).counts("tower port", alive)
    assert counts == whole.counts("tower port")


def test_a_term_is_counted_up_to_what_16_bits_hold() -> None:
    rows, counts = LexicalIndex.of(["", "tower " * 70_000]).postings("tower")
    assert (rows.tolist(), counts.tolist()) == ([1], [65_535])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$350m", "USD 350 million"),
        ("US$1.75bn", "1.75 billion dollars"),
        ("U.S. arms", "us arms"),
        ("Ukraine’s", "ukraine"),
        ("Müller", "MULLER"),
        ("1,750 tanks", "1750 tanks"),
        ("anti-tank weapons", "anti tank weapon"),
        ("pledged", "pledges"),
    ],
)
def test_ways_of_writing_that_meet(one: str, other: str) -> None:
    assert Counter(terms(one)) == Counter(terms(other))


@pytest.mark.parametrize("word", ["us", "US", "34th", "usd", "G7", "HIMARS", "2023-04-12"])
def test_terms_that_matter_are_kept(word: str) -> None:
    assert terms(word)


def test_terms_that_do_not() -> None:
    assert terms("how did the … of — and?") == []


@given(st.text())
def test_any_text_has_terms_and_can_be_asked_for(text: str) -> None:
    index = LexicalIndex.of([text, "tower"])
    assert (0 in found(index, text)[0].tolist()) == bool(terms(text))


def test_it_comes_back_from_disk(tmp_path: Path) -> None:
    built = LexicalIndex.of(TEXTS)
    built.save(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(FILES)
    loaded = LexicalIndex.load(tmp_path)
    for query in ("tower", "us pledge", "x"):
        for one, other in zip(found(built, query), found(loaded, query), strict=True):
            np.testing.assert_array_equal(one, other)


def test_no_passages_are_an_index(tmp_path: Path) -> None:
    LexicalIndex.of([]).save(tmp_path)
    empty = LexicalIndex.load(tmp_path)
    assert empty.counts("tower").passages == 0
    assert found(empty, "tower")[0].tolist() == []


@pytest.mark.parametrize("keep", [0, 0.5])
def test_damaged_files_are_corrupt(tmp_path: Path, keep: float) -> None:
    LexicalIndex.of(TEXTS).save(tmp_path)
    for file in sorted(tmp_path.iterdir()):
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * keep)])
        with pytest.raises(IndexCorruptError, match=file.name):
            LexicalIndex.load(tmp_path)
        file.unlink()
        with pytest.raises(IndexCorruptError, match=file.name):
            LexicalIndex.load(tmp_path)
        file.write_bytes(content)
    LexicalIndex.load(tmp_path)


def test_another_kind_of_array_is_corrupt(tmp_path: Path) -> None:
    LexicalIndex.of(TEXTS).save(tmp_path)
    np.save(tmp_path / "rows.npy", np.arange(3.0))
    with pytest.raises(IndexCorruptError, match=r"rows\.npy.*another kind"):
        LexicalIndex.load(tmp_path)


# Terms are looked up by their first eight bytes: these share them, or end within them.
ALIKE = st.text(alphabet="aé\u4e2d9", min_size=0, max_size=4).map(lambda end: f"zqxwvut{end}")
SHORT = st.text(alphabet="zqxé\u4e2d9", min_size=1, max_size=9)


@given(st.lists(ALIKE | SHORT, max_size=30), st.lists(ALIKE | SHORT, max_size=5))
def test_a_term_is_found_by_itself_alone(words: list[str], others: list[str]) -> None:
    bags = [Counter(terms(word)) for word in words]
    index = LexicalIndex.of(words)
    for term in {term for word in (*words, *others) for term in terms(word)}:
        rows, counts = index.postings(term)
        held = {row: bag[term] for row, bag in enumerate(bags) if bag[term]}
        assert dict(zip(rows.tolist(), counts.tolist(), strict=True)) == held
