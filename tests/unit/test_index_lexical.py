"""BM25 against its formula, and the terms in which newspapers and readers meet."""

from __future__ import annotations

import math
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexCorruptError
from index.lexical import LexicalIndex, terms

pytestmark = pytest.mark.unit

TEXTS = [
    "The US pledged USD 425 million in February.",
    "The tower in Kyiv was damaged; the tower burned.",
    "Tell us about the tower.",
    "…",
    "Kuleba's call with Blinken, and with Müller.",
]
IDS = np.array([40, 30, 20, 10, 50], dtype=np.int64)


def by_the_formula(query: str, k1: float = 1.5, b: float = 0.75) -> dict[int, float]:
    """BM25 as Lucene has it (Kamphuis et al., ECIR 2020); a passage without terms counts one."""
    bags = [Counter(terms(text) or [""]) for text in TEXTS]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores: dict[int, float] = {}
    for id, bag in zip(IDS.tolist(), bags, strict=True):
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
    ids, scores = LexicalIndex(IDS, TEXTS).search(query, 10)
    assert dict(zip(ids.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        expected, rel=1e-5
    )
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_top_k_and_ties() -> None:
    index = LexicalIndex(np.array([9, 3, 5, 1]), ["tower", "tower", "tower high", "bridge"])
    assert index.search("tower", 1)[0].tolist() == [3]
    assert index.search("tower", 2)[0].tolist() == [3, 9]
    assert index.search("tower", 9)[0].tolist() == [3, 9, 5]
    assert index.search("tower", 0)[0].tolist() == []
    assert index.search("tower", 9, allowed=np.array([1, 9]))[0].tolist() == [9]


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
    index = LexicalIndex(np.array([1, 2]), [text, "tower"])
    found = index.search(text, 5)[0].tolist()
    assert (1 in found) == bool(terms(text))


def test_it_comes_back_from_disk_without_pickle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = LexicalIndex(IDS, TEXTS)
    built.save(tmp_path / "bm25")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("pickle was used")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    loaded = LexicalIndex.load(tmp_path / "bm25")
    for query in ("tower", "us pledge", "x"):
        for one, other in zip(built.search(query, 5), loaded.search(query, 5), strict=True):
            np.testing.assert_array_equal(one, other)
    for file in (tmp_path / "bm25").iterdir():
        assert file.suffix in {".json", ".npy"}
        if file.suffix == ".npy":
            np.load(file, allow_pickle=False)


@pytest.mark.parametrize("keep", [0, 0.5])
def test_damaged_files_are_corrupt(tmp_path: Path, keep: float) -> None:
    LexicalIndex(IDS, TEXTS).save(tmp_path / "bm25")
    for file in sorted((tmp_path / "bm25").iterdir()):
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * keep)])
        with pytest.raises(IndexCorruptError, match="bm25"):
            LexicalIndex.load(tmp_path / "bm25")
        file.unlink()
        if file.name != "lengths.npy":  # which indexes of earlier versions lack
            with pytest.raises(IndexCorruptError, match="bm25"):
                LexicalIndex.load(tmp_path / "bm25")
        file.write_bytes(content)
    LexicalIndex.load(tmp_path / "bm25")
