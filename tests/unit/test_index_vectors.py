"""FAISS against numpy: the same neighbours, among some rows, and from disk."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.errors import IndexCorruptError
from index.selection import Selection
from index.types import Mask, Vectors
from index.vectors import FlatVectorIndex

pytestmark = pytest.mark.unit


def unit_vectors(count: int, dimension: int = 16, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit_vectors(200)


def assert_same(index: FlatVectorIndex, allowed: Mask | None = None) -> None:
    queries = unit_vectors(20, seed=1)
    scores = queries @ VECTORS.T
    selected = None if allowed is None else Selection(allowed)
    if allowed is not None:
        scores[:, ~allowed] = -np.inf
    order = np.argsort(-scores, axis=1)
    for top_k in (1, 10, 205):
        found, own = index.search(queries, top_k, allowed=selected)
        expected = order[:, : min(top_k, 200 if allowed is None else int(allowed.sum()))]
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_allclose(own, np.take_along_axis(scores, expected, axis=1), atol=1e-6)


def test_search_equals_brute_force() -> None:
    index = FlatVectorIndex(VECTORS)
    assert (len(index), index.dimension) == (200, 16)
    assert_same(index)


@pytest.mark.parametrize("rows", [slice(40, 90), slice(0, 1), slice(199, 200), slice(0, 200, 3)])
def test_search_equals_brute_force_among_the_allowed(rows: slice) -> None:
    allowed = np.zeros(200, dtype=bool)
    allowed[rows] = True
    assert_same(FlatVectorIndex(VECTORS), allowed)


def test_nothing_to_find() -> None:
    index = FlatVectorIndex(VECTORS)
    for found, scores in (
        FlatVectorIndex(VECTORS[:0]).search(unit_vectors(2), 5),
        index.search(unit_vectors(2), 0),
        index.search(unit_vectors(2), 5, allowed=Selection(np.zeros(200, dtype=bool))),
    ):
        assert found.shape == scores.shape == (2, 0)


@pytest.mark.parametrize("count", [0, 1, 200])
def test_it_comes_back_from_disk(tmp_path: Path, count: int) -> None:
    FlatVectorIndex(VECTORS[:count]).save(tmp_path / "v.faiss")
    loaded = FlatVectorIndex.load(tmp_path / "v.faiss")
    np.testing.assert_array_equal(loaded.vectors(), VECTORS[:count])
    if count == 200:
        np.testing.assert_array_equal(loaded.vectors(7, 9), VECTORS[7:9])
        assert_same(loaded)


@pytest.mark.parametrize("content", [b"", b"IxFI", bytes(1_000)])
def test_another_file_is_corrupt(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.faiss").write_bytes(content)
    with pytest.raises(IndexCorruptError, match=r"v\.faiss is not a FAISS index"):
        FlatVectorIndex.load(tmp_path / "v.faiss")


def test_it_is_filled_piece_by_piece(tmp_path: Path) -> None:
    places = np.random.default_rng(3).permutation(200)
    pieces = ((places[start : start + 60], VECTORS[start : start + 60]) for start in (0, 60, 120))
    left = (places[180:], VECTORS[180:])
    filled = FlatVectorIndex.filled(16, 200, [*pieces, left])
    np.testing.assert_array_equal(filled.vectors()[places], VECTORS)
    filled.save(tmp_path / "v.faiss")
    np.testing.assert_array_equal(FlatVectorIndex.load(tmp_path / "v.faiss").at(places), VECTORS)
    assert len(FlatVectorIndex.filled(16, 0, [])) == 0


def test_the_best_of_some_rows_come_in_their_order_where_they_are_equal() -> None:
    index = FlatVectorIndex(np.repeat(VECTORS[:5], 4, axis=0))
    rows, scores = index.best(VECTORS[1], np.array([1, 4, 5, 7, 9]), 3)
    assert rows.tolist() == [4, 5, 7]
    np.testing.assert_allclose(scores, 1, atol=1e-6)
    assert index.best(VECTORS[1], np.array([], dtype=np.int64), 3)[0].shape == (0,)


def test_another_kind_of_index_is_corrupt(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexHNSWFlat(16, 4), str(tmp_path / "v.faiss"))
    with pytest.raises(IndexCorruptError, match="holds a IndexHNSWFlat"):
        FlatVectorIndex.load(tmp_path / "v.faiss")
