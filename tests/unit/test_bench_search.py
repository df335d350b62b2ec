"""`qa bench search` measures what its figures are said to be of; not how long that takes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from corpus import write_articles
from fakes import FakeEncoder

import qa.bench.search as measured
from index import build_index
from index.cells import CellIndex
from index.local_reader import LocalReader
from index.segment import Segment
from index.types import Vectors
from qa.bench.search import measure_search

pytestmark = pytest.mark.unit

QUESTIONS = ("minister grain port", "howitzers in February", "Report 3 of Kyiv")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    build_index(write_articles(folder / "news", 90), folder / "index", encoder=FakeEncoder())
    return folder / "index"


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.cells.FEWEST", 1_000)
    monkeypatch.setattr("index.cells.TRIED", 16)


def test_a_row_of_figures_a_size(index: Path, tmp_path: Path) -> None:
    told: list[str] = []
    steps: list[tuple[int, int, str]] = []
    figures = measure_search(
        index,
        QUESTIONS,
        sizes=(50, 1_500),
        folder=tmp_path,
        encoder=FakeEncoder(),
        tell=told.append,
        progress=lambda *step: steps.append(step),
    )
    small, large = figures["sizes"]
    assert (small["passages"], large["passages"], figures["questions"]) == (50, 1_500, 3)
    assert figures["kinds"]["50"] == "flat"
    assert re.fullmatch(r"ivf64 pq16x4, \d+ probes", figures["kinds"]["1500"])
    assert {small[key] for key in small if key.startswith("recall")} == {1.0}
    for key in ("recall_at_10", "recall_at_100", "recall_at_400", "recall_at_100_of_0.5"):
        assert 0.9 <= large[key] <= 1
    assert "build_s" not in small
    assert small["float32_bytes"] == 128
    assert 128 <= small["memory_bytes"] == small["disk_bytes"] < 130
    assert large["disk_bytes"] == pytest.approx(large["memory_bytes"] + 128, abs=1)
    assert told == [
        "searching 50 vectors",
        "searching 1,500 vectors",
        "putting 1,500 vectors into cells",
    ]
    assert steps == [(0, 2, "sizes"), (1, 2, "sizes")]
    assert list(tmp_path.iterdir()) == []


def test_the_recall_is_that_of_what_is_found(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Segment.nearest

    def every_other(self: Segment, query: Vectors, top_k: int, **filters: object) -> object:
        rows, scores = whole(self, query, 2 * top_k)
        return (rows[::2], scores[::2]) if self.cells else whole(self, query, top_k)

    monkeypatch.setattr(Segment, "nearest", every_other)
    monkeypatch.setattr(measured, "SHARES", ())
    monkeypatch.setattr(CellIndex, "proposed", lambda *_: None)
    figures = measure_search(
        index, QUESTIONS, sizes=(1_500,), folder=tmp_path, encoder=FakeEncoder()
    )
    (row,) = figures["sizes"]
    assert [row[f"recall_at_{depth}"] for depth in (10, 100, 400)] == [0.5, 0.5, 0.5]


def test_vectors_are_those_of_the_index_then_noisy_repeats(index: Path) -> None:
    reader = LocalReader(index)
    rowids = reader.store.rowids()
    known = reader.snapshot.vectors_at(rowids.tolist())
    pieces = list(measured._vectors(reader, 2 * len(known) + 7))
    vectors = np.concatenate([own for _, own in pieces])
    np.testing.assert_allclose(vectors[: len(known)], known, atol=1e-6)
    assert np.concatenate([rows for rows, _ in pieces]).tolist() == list(range(len(vectors)))
    cosines = (vectors[len(known) : 2 * len(known)] * known).sum(axis=1)
    assert cosines.mean() == pytest.approx(0.958, abs=0.01)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    (few,) = [own for _, own in measured._vectors(reader, 3)]
    middle = (len(known) - 1) // 2
    np.testing.assert_allclose(few, known[[0, middle, len(known) - 1]], atol=1e-6)
    reader.close()
