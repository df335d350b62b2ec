"""FAISS against numpy: the same neighbours, also after removal, with a filter, and from disk."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.errors import IndexCorruptError
from index.types import Ids, Vectors
from index.vectors import FlatVectorIndex

pytestmark = pytest.mark.unit


def unit_vectors(count: int, dimension: int = 16, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def brute_force(ids: Ids, vectors: Vectors, queries: Vectors, top_k: int) -> tuple[Ids, Vectors]:
    scores = queries @ vectors.T
    order = np.argsort(-scores, axis=1)[:, :top_k]
    return ids[order], np.take_along_axis(scores, order, axis=1)


def filled(
    first_id: int = 1_000_000_000_000, count: int = 200
) -> tuple[FlatVectorIndex, Ids, Vectors]:
    ids = np.arange(count, dtype=np.int64) * 7 + first_id
    vectors = unit_vectors(count)
    index = FlatVectorIndex(16)
    index.add(ids[:50], vectors[:50])
    index.add(ids[50:], vectors[50:])
    return index, ids, vectors


def assert_same(index: FlatVectorIndex, ids: Ids, vectors: Vectors, allowed: Ids | None) -> None:
    queries = unit_vectors(20, seed=1)
    for top_k in (1, 10, len(ids) + 5):
        found, scores = index.search(queries, top_k, allowed=allowed)
        expected, expected_scores = brute_force(ids, vectors, queries, top_k)
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_allclose(scores, expected_scores, atol=1e-6)


def test_search_equals_brute_force() -> None:
    index, ids, vectors = filled()
    assert (len(index), index.dimension) == (200, 16)
    assert_same(index, ids, vectors, None)


def test_search_equals_brute_force_after_removal() -> None:
    index, ids, vectors = filled()
    index.remove(np.append(ids[::3], 5))
    kept = np.setdiff1d(np.arange(200), np.arange(200)[::3])
    assert_same(index, ids[kept], vectors[kept], None)
    np.testing.assert_array_equal(np.sort(index.ids), ids[kept])


@pytest.mark.parametrize("first_id", [0, 5, 1_000_000_000_000])
def test_search_equals_brute_force_among_the_allowed(first_id: int) -> None:
    index, ids, vectors = filled(first_id)
    assert_same(index, ids[40:90], vectors[40:90], ids[40:90])
    assert_same(index, ids[:1], vectors[:1], ids[:1])


def test_nothing_to_find() -> None:
    index, ids, _ = filled()
    none = np.empty(0, dtype=np.int64)
    for found, scores in (
        FlatVectorIndex(16).search(unit_vectors(2), 5),
        index.search(unit_vectors(2), 0),
        index.search(unit_vectors(2), 5, allowed=none),
    ):
        assert found.shape == scores.shape == (2, 0)
    index.add(none, np.empty((0, 16), dtype=np.float32))
    index.remove(none)
    assert len(index) == len(ids)


def test_vectors_come_back(tmp_path: Path) -> None:
    index, ids, vectors = filled()
    index.save(tmp_path / "v.faiss")
    loaded = FlatVectorIndex.load(tmp_path / "v.faiss")
    assert_same(loaded, ids, vectors, None)
    np.testing.assert_array_equal(loaded.reconstruct(int(ids[3])), vectors[3])
    loaded.remove(ids[:1])
    with pytest.raises(KeyError):
        loaded.reconstruct(int(ids[0]))


def test_vectors_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(3, 8\) vectors for 3 ids of 16"):
        FlatVectorIndex(16).add(np.arange(3), unit_vectors(3, 8))


@pytest.mark.parametrize("content", [b"", b"not an index", b"IxM2" + b"\0" * 60])
def test_what_is_no_index_is_corrupt(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.faiss").write_bytes(content)
    with pytest.raises(IndexCorruptError, match=r"v\.faiss"):
        FlatVectorIndex.load(tmp_path / "v.faiss")


def test_an_index_of_another_kind_is_corrupt(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexFlatIP(16), str(tmp_path / "v.faiss"))
    with pytest.raises(IndexCorruptError, match="IndexFlat"):
        FlatVectorIndex.load(tmp_path / "v.faiss")
