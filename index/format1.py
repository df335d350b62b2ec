"""Indexes of format 1, which open for ever: one FAISS file, and BM25 files that are not read.

    generations/<n>/
    ├── manifest.json
    ├── vectors.faiss      an IndexIDMap2 over an IndexFlatIP, its ids the rowids of the passages
    └── bm25/              bm25s' files: the terms are counted anew from the articles instead

The next build writes the current format, without embedding anything again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.derived import derive
from index.errors import IndexCorruptError
from index.layout import Manifest
from index.segment import VECTORS, Segment
from index.stamps import check_stamp, damaged
from index.store import Store
from index.types import Ids, Vectors

__all__ = ["read_segment", "read_vectors"]


def read_segment(folder: Path, manifest: Manifest, store: Store) -> Segment:
    """Return the whole of an index as one segment in memory.

    Raises:
        IndexCorruptError: a file is damaged, or doesn't belong to the database.
    """
    for name, written in manifest.files.items():
        check_stamp(folder / name, written)
    ids, vectors = read_vectors(folder, manifest)
    rowids, days, texts = derive(store)
    if not np.array_equal(ids, rowids):
        raise damaged(folder, "does not belong to the database beside it")
    return Segment.of(rowids, days, vectors, texts)


def read_vectors(folder: Path, manifest: Manifest) -> tuple[Ids, Vectors]:
    """Return rowids, ascending, and their vectors; IndexCorruptError if the file is damaged."""
    import faiss

    path = folder / VECTORS
    if VECTORS not in manifest.files:
        raise damaged(path, "is missing")
    check_stamp(path, manifest.files[VECTORS])
    loaded = faiss.read_index(str(path))
    if not isinstance(loaded, faiss.IndexIDMap2):
        raise IndexCorruptError(f"{path} holds a {type(loaded).__name__}: index the sources again")
    ids = faiss.vector_to_array(loaded.id_map).astype(np.int64)
    if not len(ids):
        return ids, np.empty((0, loaded.d), dtype=np.float32)
    vectors = faiss.downcast_index(loaded.index).reconstruct_n(0, len(ids))
    order = np.argsort(ids)
    return ids[order], vectors[order]
