"""Cells find nearly what numpy finds by comparing all, with the same scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.cells import CellIndex, is_worth_cells
from index.errors import IndexCorruptError
from index.lexical import LexicalIndex
from index.segment import Segment
from index.selection import Selection
from index.types import Mask, Vectors
from index.vectors import FlatVectorIndex

pytestmark = pytest.mark.unit

COUNT, DIMENSION = 6_000, 32


def unit(vectors: Vectors) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def clustered(count: int, *, dimension: int = DIMENSION, seed: int = 0) -> Vectors:
    """Return unit vectors around 80 points."""
    points = np.random.default_rng(99).standard_normal((80, dimension))
    generator = np.random.default_rng(seed)
    noise = generator.standard_normal((count, dimension))
    return unit(points[generator.integers(0, 80, count)] + 0.7 * noise)


VECTORS, QUERIES = clustered(COUNT), clustered(40, seed=1)


def segment_of(vectors: Vectors, cells: CellIndex | None) -> Segment:
    rows = np.arange(len(vectors))
    days = np.zeros(len(vectors), dtype=np.int32)
    return Segment(rows, days, FlatVectorIndex(vectors), LexicalIndex.of([]), cells)


@pytest.fixture(scope="module", autouse=True)
def few_tries() -> Iterator[None]:
    """Tune by 32 queries, an eighth of what the product makes up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.cells.TRIED", 32)
        yield


@pytest.fixture(scope="module")
def segment() -> Segment:
    return segment_of(VECTORS, CellIndex.of(FlatVectorIndex(VECTORS)))


def recall(segment: Segment, top_k: int, mask: Mask | None = None) -> float:
    """Search; check everything but which rows are found, and return the share of the nearest."""
    allowed = np.ones(COUNT, dtype=bool) if mask is None else mask
    hits = wanted = 0
    for query in QUERIES:
        selection = None if mask is None else Selection(mask)
        rows, scores = segment.nearest(query, top_k, allowed=selection)
        every = VECTORS @ query
        expected = np.sort(every[allowed])[::-1][:top_k]
        assert len(rows) == len(set(rows.tolist())) == len(expected)
        assert allowed[rows].all()
        np.testing.assert_allclose(scores, every[rows], atol=1e-6)
        assert (np.diff(scores) <= 0).all()
        hits += int((scores >= expected[-1] - 1e-6).sum())
        wanted += len(expected)
    return hits / wanted


def is_approximate(segment: Segment, top_k: int, mask: Mask | None = None) -> bool:
    assert segment.cells is not None
    selection = None if mask is None else Selection(mask)
    return segment.cells.proposed(QUERIES[0], top_k, selection) is not None


def test_cells_are_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (is_worth_cells(19_999), is_worth_cells(20_000)) == (False, True)
    monkeypatch.setattr("index.cells.FEWEST", 7)
    assert (is_worth_cells(6), is_worth_cells(7)) == (False, True)


@pytest.mark.parametrize("top_k", [1, 10, 100, 400])
def test_nearly_all_of_the_nearest_are_found(segment: Segment, top_k: int) -> None:
    assert is_approximate(segment, top_k)
    assert recall(segment, top_k) >= 0.97


def test_few_cells_are_read(segment: Segment) -> None:
    found = re.fullmatch(r"ivf128 pq16x4, (\d+) probes", segment.kind)
    assert found
    assert 1 < int(found[1]) < 64
    assert segment_of(VECTORS, None).kind == "flat"


def test_the_effort_is_what_the_target_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    probes = []
    vectors = FlatVectorIndex(VECTORS[:2_000])
    for target in (0.3, 0.9, 1.0):
        monkeypatch.setattr("index.cells.TARGET", target)
        probes.append(int(CellIndex.of(vectors).kind.split()[-2]))
    assert probes[0] < probes[1] < probes[2] <= 64


@pytest.mark.parametrize(("share", "approximate"), [(0.5, True), (0.1, True), (0.01, False)])
@pytest.mark.parametrize("top_k", [10, 50])
def test_a_filter_lets_only_what_is_allowed_through(
    segment: Segment, share: float, approximate: bool, top_k: int
) -> None:
    mask = np.random.default_rng(2).random(COUNT) < share
    assert is_approximate(segment, top_k, mask) == approximate
    assert recall(segment, top_k, mask) >= (0.97 if approximate else 1)


def test_what_is_far_away_is_found_where_all_that_is_near_is_left_out(segment: Segment) -> None:
    nearest = np.argsort(-(VECTORS @ QUERIES[0]))
    mask = np.zeros(COUNT, dtype=bool)
    mask[nearest[-2_000:]] = True
    rows, scores = segment.nearest(QUERIES[0], 50, allowed=Selection(mask))
    assert mask[rows].all()
    assert len(set(rows.tolist())) == 50
    np.testing.assert_allclose(scores, VECTORS[rows] @ QUERIES[0], atol=1e-6)


@pytest.mark.parametrize("top_k", [0, COUNT - 1, COUNT, COUNT + 5])
def test_all_are_found_where_all_are_wanted(segment: Segment, top_k: int) -> None:
    rows, scores = segment.nearest(QUERIES[0], top_k)
    expected = np.sort(VECTORS @ QUERIES[0])[::-1][:top_k]
    assert len(set(rows.tolist())) == min(top_k, COUNT)
    np.testing.assert_allclose(scores, expected, atol=1e-6)


def test_nothing_is_found_where_nothing_is_allowed(segment: Segment) -> None:
    rows, scores = segment.nearest(QUERIES[0], 9, allowed=Selection(np.zeros(COUNT, dtype=bool)))
    assert rows.shape == scores.shape == (0,)


def test_repeated_vectors_are_all_found() -> None:
    vectors = np.repeat(VECTORS[:400], 15, axis=0)
    repeated = segment_of(vectors, CellIndex.of(FlatVectorIndex(vectors)))
    for place in (0, 123, 399):
        rows, scores = repeated.nearest(VECTORS[place], 15)
        assert sorted(rows.tolist()) == list(range(15 * place, 15 * place + 15))
        np.testing.assert_allclose(scores, 1, atol=1e-6)


def test_one_vector_over_and_over() -> None:
    vectors = np.repeat(VECTORS[:1], 3_000, axis=0)
    repeated = segment_of(vectors, CellIndex.of(FlatVectorIndex(vectors)))
    rows, scores = repeated.nearest(VECTORS[0], 20)
    assert len(set(rows.tolist())) == 20
    np.testing.assert_allclose(scores, 1, atol=1e-6)


@pytest.mark.parametrize(("count", "dimension"), [(16, 4), (17, 7), (500, 1)])
def test_any_number_of_any_dimension(count: int, dimension: int) -> None:
    vectors = clustered(count, dimension=dimension)
    made = segment_of(vectors, CellIndex.of(FlatVectorIndex(vectors)))
    rows, scores = made.nearest(vectors[-1], 3)
    assert len(set(rows.tolist())) == min(3, count)
    assert scores[0] == pytest.approx(1, abs=1e-6)


def test_the_same_vectors_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        CellIndex.of(FlatVectorIndex(VECTORS[:2_000])).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_it_is_small(segment: Segment, tmp_path: Path) -> None:
    assert segment.cells is not None
    segment.cells.save(tmp_path / "c.faiss")
    assert (tmp_path / "c.faiss").stat().st_size < COUNT * DIMENSION * 4 / 3


def test_it_comes_back_from_disk(segment: Segment, tmp_path: Path) -> None:
    assert segment.cells is not None
    segment.cells.save(tmp_path / "c.faiss")
    loaded = CellIndex.load(tmp_path / "c.faiss")
    assert (len(loaded), loaded.dimension, loaded.kind) == (COUNT, DIMENSION, segment.kind)
    for query in QUERIES:
        expected = segment.cells.proposed(query, 10, None)
        np.testing.assert_array_equal(loaded.proposed(query, 10, None), expected)


def test_it_knows_its_own_vectors(segment: Segment) -> None:
    assert segment.cells is not None
    assert segment.cells.finds(segment.vectors)
    assert not segment.cells.finds(FlatVectorIndex(VECTORS[::-1]))
    assert not segment.cells.finds(FlatVectorIndex(clustered(COUNT, seed=5)))


@pytest.mark.parametrize("content", [b"", b"IwPf", bytes(1_000)])
def test_another_file_is_corrupt(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.faiss").write_bytes(content)
    with pytest.raises(IndexCorruptError, match=r"c\.faiss is not a FAISS index"):
        CellIndex.load(tmp_path / "c.faiss")


def test_another_kind_of_index_is_corrupt(tmp_path: Path) -> None:
    FlatVectorIndex(VECTORS).save(tmp_path / "c.faiss")
    with pytest.raises(IndexCorruptError, match="holds a IndexFlatIP"):
        CellIndex.load(tmp_path / "c.faiss")


def test_rows_that_are_not_there_are_passed_over() -> None:
    middles = faiss.IndexFlatIP(DIMENSION)
    index = faiss.IndexIVFPQFastScan(middles, DIMENSION, 16, 16, 4, faiss.METRIC_INNER_PRODUCT)
    index.train(VECTORS)
    index.nprobe = 16
    index.add_with_ids(VECTORS, np.arange(COUNT) * 1_000 - 500_000)
    broken = CellIndex(index)
    assert broken.proposed(QUERIES[0], 100, None) is None
    found = broken.proposed(QUERIES[0], 1, None)
    assert found is None or ((found >= 0) & (found < COUNT)).all()
    assert recall(segment_of(VECTORS, broken), 100) == 1
