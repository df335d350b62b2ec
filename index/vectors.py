"""Exact nearest neighbours by inner product, with FAISS (Douze et al., 2024, arXiv:2401.08281).

A flat index: exact, and it supports removal. 4 bytes a dimension: 1.5 KiB a passage by default.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import IndexCorruptError
from index.types import Ids, Vectors

__all__ = ["FlatVectorIndex"]

SPARSEST = 1_000  # ids' range, in multiples of their number, up to which a bitmap serves


class FlatVectorIndex:
    """Unit vectors under int64 ids. Searching is safe from several threads."""

    def __init__(self, dimension: int) -> None:
        import faiss

        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def ids(self) -> Ids:
        """The ids in the order in which they lie, shape (len(self),)."""
        import faiss

        ids: Ids = faiss.vector_to_array(self._index.id_map).astype(np.int64)
        return ids

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension) under ids that are not there yet."""
        if vectors.shape != (len(ids), self.dimension):
            raise ValueError(f"{vectors.shape} vectors for {len(ids)} ids of {self.dimension}")
        if len(ids):
            self._index.add_with_ids(
                np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64)
            )

    def remove(self, ids: Ids) -> None:
        """Remove the vectors of `ids`; ids that are not there are passed over."""
        import faiss

        if len(ids):
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64)))

    def reconstruct(self, id: int) -> Vectors:
        """Return the vector of shape (dimension,) stored under `id`; KeyError if there is none."""
        try:
            vector: Vectors = self._index.reconstruct(int(id))
        except RuntimeError as error:
            raise KeyError(id) from error
        return vector

    def search(
        self, queries: Vectors, top_k: int, *, allowed: Ids | None = None
    ) -> tuple[Ids, Vectors]:
        """Return ids and inner products (cosines, in [-1, 1] for unit vectors), best first.

        Both have shape (len(queries), k), where k is `top_k` or the number of vectors that may be
        found, whichever is less.
        """
        import faiss

        candidates = len(self) if allowed is None else len(allowed)
        top_k = min(top_k, candidates)
        if top_k <= 0:
            shape = (len(queries), 0)
            return np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.float32)
        parameters = None
        if allowed is not None:
            make_parameters: Any = faiss.SearchParameters  # its type stub lacks the keywords
            selector, _kept = _selector(np.asarray(allowed, dtype=np.int64))
            parameters = make_parameters(sel=selector)
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        scores, ids = self._index.search(queries, top_k, params=parameters)
        return ids, scores

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        import faiss

        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> FlatVectorIndex:
        """Read an index that `save` wrote.

        Raises:
            IndexCorruptError: the file is not such an index.
        """
        import faiss

        try:
            loaded = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexCorruptError(
                f"{path} is not a FAISS index: index the sources again"
            ) from error
        if not isinstance(loaded, faiss.IndexIDMap2):
            raise IndexCorruptError(
                f"{path} holds a {type(loaded).__name__}: index the sources again"
            )
        index = cls.__new__(cls)
        index._index = loaded
        return index


def _selector(ids: Ids) -> tuple[Any, npt.NDArray[np.uint8] | None]:
    """Return what lets FAISS find these ids alone, and the memory that must outlive it.

    A bit for each id up to the largest is many times as fast as a list, where the ids are dense.
    """
    import faiss

    if int(ids.min()) < 0 or int(ids.max()) > SPARSEST * len(ids):
        return faiss.IDSelectorBatch(ids), None
    bits = np.zeros(int(ids.max()) + 1, dtype=np.bool_)
    bits[ids] = True
    packed = np.packbits(bits, bitorder="little")
    return faiss.IDSelectorBitmap(len(packed), faiss.swig_ptr(packed)), packed
