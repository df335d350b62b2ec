"""Exact nearest neighbours by inner product, with FAISS (Douze et al., 2024, arXiv:2401.08281).

A flat index, 4 bytes a dimension: 1.5 KiB a passage by default.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexCorruptError
from index.types import Mask, Rows, Vectors

__all__ = ["FlatVectorIndex"]


class FlatVectorIndex:
    """Unit vectors, float32 of shape (n, dimension), known by their rows.

    It never changes. Searching is safe from several threads.
    """

    def __init__(self, vectors: Vectors) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

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

    def search(
        self, queries: Vectors, top_k: int, *, allowed: Mask | None = None
    ) -> tuple[Rows, Vectors]:
        """Return rows and inner products (cosines, in [-1, 1] for unit vectors), best first.

        Both have shape (len(queries), k), where k is `top_k` or the number of vectors that may be
        found, whichever is less: all of them, or those where `allowed`, of shape (n,), is true.
        """
        import faiss

        candidates = len(self) if allowed is None else int(allowed.sum())
        top_k = min(top_k, candidates)
        if top_k <= 0:
            shape = (len(queries), 0)
            return np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.float32)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")  # must outlive the search
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            make_parameters: Any = faiss.SearchParameters  # its type stub lacks the keywords
            parameters = make_parameters(sel=selector)
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        scores, rows = self._index.search(queries, top_k, params=parameters)
        return rows.astype(np.int32), scores

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
