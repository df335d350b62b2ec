"""Exact nearest neighbours by inner product, with FAISS (Douze et al., 2024, arXiv:2401.08281).

A flat index, 4 bytes a dimension: 1.5 KiB a passage by default.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexCorruptError
from index.selection import Selection
from index.types import Ids, Rows, Vectors

__all__ = ["FlatVectorIndex", "one_thread", "selecting"]

STRETCH = 2_048  # vectors copied out at a time: 3 MiB by default, which a cache holds
FEW = 8  # an eighth of the rows, and fewer: copied out, instead of asking for each if it may


class FlatVectorIndex:
    """Unit vectors, float32 of shape (n, dimension), known by their rows.

    It never changes. Searching is safe from several threads.
    """

    def __init__(self, vectors: Vectors) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @classmethod
    def filled(
        cls, dimension: int, count: int, pieces: Iterable[tuple[Ids | Rows, Vectors]]
    ) -> FlatVectorIndex:
        """Index `count` vectors that come in pieces, each with the rows it has: all rows together.

        Beside the result only one piece is in memory.
        """
        import faiss

        made = cls(np.empty((0, dimension), dtype=np.float32))
        if count:
            made._index.codes.resize(count * dimension * 4)
            made._index.ntotal = count
            memory = faiss.rev_swig_ptr(made._index.get_xb(), count * dimension)
            vectors = memory.reshape(count, dimension)
            for rows, own in pieces:
                vectors[rows] = own
        return made

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def vectors(self, start: int = 0, end: int | None = None) -> Vectors:
        """Return the vectors of the rows from `start` to before `end`, by default all."""
        count = (len(self) if end is None else end) - start
        if not count:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors: Vectors = self._index.reconstruct_n(start, count)
        return vectors

    def pieces(self, rows: Ids) -> Iterator[tuple[slice, Vectors]]:
        """Yield the vectors of rows in their order, each time with the places in `rows`."""
        for start in range(0, len(rows), STRETCH):
            stretch = slice(start, start + STRETCH)
            yield stretch, self.at(rows[stretch])

    def at(self, rows: Ids | Rows) -> Vectors:
        """Return the vectors of rows, in their order; shape (len(rows), dimension)."""
        vectors: Vectors = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return vectors

    def search(
        self, queries: Vectors, top_k: int, *, allowed: Selection | None = None
    ) -> tuple[Rows, Vectors]:
        """Return rows and inner products (cosines, in [-1, 1] for unit vectors), best first.

        Both have shape (len(queries), k), where k is `top_k` or the number of vectors that may be
        found, whichever is less: all of them, or those `allowed`.
        """
        import faiss

        candidates = len(self) if allowed is None else len(allowed)
        top_k = min(top_k, candidates)
        if top_k <= 0:
            shape = (len(queries), 0)
            return np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.float32)
        if allowed is not None and FEW * candidates <= len(self):
            each = [self.best(query, allowed.rows, top_k) for query in queries]
            return np.stack([rows for rows, _ in each]), np.stack([own for _, own in each])
        parameters: Any = None
        if allowed is not None:
            make: Any = faiss.SearchParameters  # its type stub lacks the keywords
            parameters = make(sel=selecting(allowed))
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        with one_thread() if len(queries) == 1 else nullcontext():
            scores, rows = self._index.search(queries, top_k, params=parameters)
        return rows.astype(np.int32), scores

    def best(self, query: Vectors, rows: Ids, top_k: int) -> tuple[Rows, Vectors]:
        """Return the best of some rows, `top_k` or all of them, with their inner products.

        `query` has shape (dimension,), `rows` is ascending; equal scores come in its order.
        """
        scores = np.empty(len(rows), dtype=np.float32)
        for places, vectors in self.pieces(rows):
            scores[places] = np.einsum("ij,j->i", vectors, query)  # BLAS would use threads
        if len(rows) > top_k > 0:
            kept = np.flatnonzero(scores >= np.partition(scores, -top_k)[-top_k])
            rows, scores = rows[kept], scores[kept]
        order = np.argsort(-scores, kind="stable")[:top_k]
        return rows[order].astype(np.int32), scores[order]

    def save(self, path: Path) -> None:
        """Write the index to `path`.

        Raises:
            OSError, RuntimeError: it cannot be written.
        """
        import faiss

        faiss.write_index(self._index, str(path))
        try:  # it passes over a failure to write the last bytes, as on a disk that is full
            self.load(path)
        except IndexCorruptError as error:
            raise OSError(errno.EIO, "written in part", str(path)) from error

    @classmethod
    def load(cls, path: Path) -> FlatVectorIndex:
        """Map an index that `save` wrote; IndexCorruptError if the file is none."""
        import faiss

        try:
            loaded = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexCorruptError(
                f"{path} is not a FAISS index: index the sources again"
            ) from error
        if not isinstance(loaded, faiss.IndexFlat):
            raise IndexCorruptError(
                f"{path} holds a {type(loaded).__name__}: index the sources again"
            )
        index = cls.__new__(cls)
        index._index = loaded
        return index


@contextmanager
def one_thread() -> Iterator[None]:
    """Have FAISS work for this thread in this thread alone.

    Its other threads, and BLAS's, would go on spinning for some milliseconds, on the processors
    that the models are to run on next.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def selecting(allowed: Selection) -> Any:
    """Return FAISS's selector of the rows allowed, which must outlive it."""
    import faiss

    return faiss.IDSelectorBitmap(len(allowed.bits), faiss.swig_ptr(allowed.bits))
