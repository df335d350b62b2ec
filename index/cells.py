"""Approximate nearest neighbours: which vectors of a large segment are worth an exact look.

An inverted file: k-means puts the vectors into cells, and a search reads the cells nearest to its
query (Jégou, Douze and Schmid, TPAMI 2011). There, each vector is 4 bits for every two dimensions
of what its cell leaves over, which are compared in registers (André, Kermarrec and Le Scouarnec,
"Quicker ADC", TPAMI 2021). What this proposes is scored again with the vectors themselves: scores
are exact, and only which vectors are seen is approximate. What else was tried:
docs/adr/0012-cells-for-many-vectors.md.
"""

from __future__ import annotations

import errno
import math
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexCorruptError
from index.selection import Selection
from index.types import Ids, Vectors
from index.vectors import FlatVectorIndex, one_thread, selecting

__all__ = ["CELLS", "FEWEST", "CellIndex", "is_worth_cells"]

CELLS = "cells.faiss"
FEWEST = 20_000  # vectors: fewer are compared one by one in about a millisecond

SAMPLE = 40  # vectors of each cell that k-means looks at
ROUNDS = 6  # of k-means
STRETCH = 65_536  # vectors that are added at a time

DEPTH = 100  # neighbours by which the effort is tuned, as many as a search asks for by default
TARGET = 0.98  # share of them that must be found
TRIED = 256  # queries that are made up for it
SPARE = 4  # times as many as are wanted are proposed: 4 bits order them only roughly
LEAST = 200  # proposed
STEP = 1.2  # by which the cells that are read grow, until that is reached
SAME = 1e-6  # how far sums of the same products may be apart

ROW_COST = 20  # to score a vector, where to compare its 4-bit form costs 1
LIKE = 1e-3  # how far the cosine of a vector and itself may be from 1
FOUND = 0.9  # share of its own vectors that an index must find to be theirs


def is_worth_cells(count: int) -> bool:
    """Return whether so many vectors are too many to be compared one by one."""
    return count >= FEWEST


class CellIndex:
    """Cells of n vectors, known by their rows; it is held in memory: some 115 bytes a vector of
    384 dimensions. It never changes. Searching is safe from several threads.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, source: FlatVectorIndex) -> CellIndex:
        """Put vectors, 16 or more, into cells: the same ones into the same, with the same FAISS.

        Beside the cells, a sample of 40 vectors a cell is in memory, and one stretch at a time.
        """
        import faiss

        count, dimension = len(source), source.dimension
        cells = 2 ** round(math.log2(2 * math.sqrt(count)))
        sample = source.at(np.linspace(0, count - 1, min(count, SAMPLE * cells)).astype(np.int64))
        made: Any = faiss.Kmeans(
            dimension,
            cells,
            niter=ROUNDS,
            spherical=True,
            seed=1,
            min_points_per_centroid=1,
            max_points_per_centroid=SAMPLE,
        )
        made.train(sample)
        middles: Any = faiss.IndexFlatIP(dimension)
        middles.add(made.centroids)
        parts = dimension if dimension % 2 else dimension // 2
        index: Any = faiss.IndexIVFPQFastScan(
            middles, dimension, cells, parts, 4, faiss.METRIC_INNER_PRODUCT
        )
        index.by_residual = True
        index.pq.cp.min_points_per_centroid = 1
        index.train(sample)
        for start in range(0, count, STRETCH):
            index.add(source.vectors(start, min(start + STRETCH, count)))
        found = cls(index)
        found._tune(source)
        return found

    def _tune(self, source: FlatVectorIndex) -> None:
        """Have as few cells read as will do for queries that are made up.

        A query is a vector with noise of its own length: a cosine of 0.7 to it, as a question has
        to the passage that answers it. It needs some more cells than such a question does.
        """
        generator = np.random.default_rng(1)
        rows = np.sort(generator.choice(len(source), min(TRIED, len(source)), replace=False))
        noise = generator.standard_normal((len(rows), source.dimension)).astype(np.float32)
        queries = source.at(rows) + noise / np.linalg.norm(noise, axis=1, keepdims=True)
        depth = min(DEPTH, len(source))
        worst = source.search(queries, depth)[1][:, -1]
        probes, found = 1, 0
        while found < TARGET * depth * len(queries) and probes < self._cells:
            probes = min(math.ceil(probes * STEP), self._cells)
            found = 0
            for query, least in zip(queries, worst, strict=True):
                rows = self._search(query, _proposals(depth), probes, None)
                found += int((source.best(query, rows, depth)[1] >= least - SAME).sum())
        self._index.nprobe = probes

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """Cells, parts of a vector and the bits of each, and how many cells a search reads."""
        return f"ivf{self._cells} pq{self._index.pq.M}x4, {self._probes} probes"

    @property
    def _cells(self) -> int:
        return int(self._index.nlist)

    @property
    def _probes(self) -> int:
        return min(max(int(self._index.nprobe), 1), self._cells)

    def proposed(self, query: Vectors, top_k: int, allowed: Selection | None) -> Ids | None:
        """Return the rows, ascending, among which the nearest `top_k` are to be looked for.

        None where that saves nothing: few are allowed, or so many wanted that too few of them were
        found. `query` has shape (dimension,). The effort, tuned for a hundred neighbours of all,
        grows with the square root of how many of all have to be gone through.
        """
        candidates = len(self) if allowed is None else len(allowed)
        if not 0 < top_k < candidates:
            return None
        reach = top_k * len(self) / candidates
        probes = math.ceil(self._probes * math.sqrt(max(reach / DEPTH, 1)))
        probes, count = min(probes, self._cells), _proposals(top_k)
        if ROW_COST * (candidates - count) <= len(self) * probes / self._cells:
            return None
        rows = self._search(query, count, probes, allowed)
        return rows if len(rows) >= top_k else None

    def _search(self, query: Vectors, count: int, probes: int, allowed: Selection | None) -> Ids:
        import faiss

        chosen: dict[str, Any] = {} if allowed is None else {"sel": selecting(allowed)}
        make: Any = faiss.SearchParametersIVF  # its type stub lacks the keywords
        queries = np.ascontiguousarray(query[np.newaxis], dtype=np.float32)
        with one_thread():
            _, found = self._index.search(queries, count, params=make(nprobe=probes, **chosen))
        # what a file says that was made elsewhere must not lead out of the vectors
        rows: Ids = np.unique(found[(found >= 0) & (found < len(self))])
        return rows

    def finds(self, source: FlatVectorIndex) -> bool:
        """Return whether these are cells of the vectors in `source`, by a sample of them."""
        rows = np.linspace(0, len(source) - 1, min(TRIED, len(source))).astype(np.int64)
        vectors = source.at(rows)
        found = [
            source.best(vector, self._search(vector, LEAST, self._probes, None), 1)[1]
            for vector in vectors
        ]
        near = [scores.max(initial=-1.0) > 1 - LIKE for scores in found]
        return bool(sum(near) >= FOUND * len(rows))

    def save(self, path: Path) -> None:
        """Write the index to `path`, in one step, in place of what is there.

        Raises:
            OSError, RuntimeError: it cannot be written.
        """
        import faiss

        part = path.with_name(f"{path.name}.part")
        faiss.write_index(self._index, str(part))
        try:  # it passes over a failure to write the last bytes, as on a disk that is full
            self.load(part)
        except IndexCorruptError as error:
            raise OSError(errno.EIO, "written in part", str(path)) from error
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> CellIndex:
        """Read an index that `save` wrote; IndexCorruptError if the file is none."""
        import faiss

        try:
            loaded = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexCorruptError(
                f"{path} is not a FAISS index: index the sources again"
            ) from error
        if not isinstance(loaded, faiss.IndexIVFPQFastScan):
            raise IndexCorruptError(
                f"{path} holds a {type(loaded).__name__}: index the sources again"
            )
        return cls(loaded)


def _proposals(wanted: int) -> int:
    """Return how many rows to look at exactly: of many neighbours the last ones matter less."""
    return max(SPARE * min(wanted, DEPTH), SPARE // 2 * wanted, LEAST)
