"""FAISS against numpy: the same neighbours, among some rows, and from disk."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.errors import IndexCorruptError
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
    if allowed is not None:
        scores[:, ~allowed] = -np.inf
    order = np.argsort(-scores, axis=1)
    for top_k in (1, 10, 205):
        found, own = index.search(queries, top_k, allowed=allowed)
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
        index.search(unit_vectors(2), 5, allowed=np.zeros(200, dtype=bool)),
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


def test_another_kind_of_index_is_corrupt(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexHNSWFlat(16, 4), str(tmp_path / "v.faiss"))
    with pytest.raises(IndexCorruptError, match="holds a IndexHNSWFlat"):
        FlatVectorIndex.load(tmp_path / "v.faiss")
