"""A part of an index that never changes once it is written: passages with vectors and postings.

segments/<name>/
├── rowids.npy      int64, ascending: the passages, as store.sqlite numbers them
├── days.npy        int32: the publish date of each, as an ordinal, 0 for none
├── vectors.faiss   float32, row i is passage i's
└── terms.npy …     BM25's postings: see index.lexical
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import load_array, save_array
from index.errors import IndexCorruptError
from index.lexical import FILES as LEXICAL_FILES
from index.lexical import LexicalIndex
from index.types import Days, Ids, Mask, Vectors
from index.vectors import FlatVectorIndex

__all__ = ["FILES", "ROWIDS", "VECTORS", "Segment"]

ROWIDS = "rowids.npy"
DAYS = "days.npy"
VECTORS = "vectors.faiss"
FILES = (ROWIDS, DAYS, VECTORS, *LEXICAL_FILES)


@dataclass(frozen=True, slots=True)
class Segment:
    """n passages: `rowids` (ascending) and `days` have shape (n,); the rest goes by row, too."""

    rowids: Ids
    days: Days
    vectors: FlatVectorIndex
    lexical: LexicalIndex

    @classmethod
    def of(cls, rowids: Ids, days: Days, vectors: Vectors, texts: Sequence[str]) -> Segment:
        """Index n passages; `texts` are what BM25 sees of them."""
        return cls(rowids, days, FlatVectorIndex(vectors), LexicalIndex.of(texts))

    @classmethod
    def merged(cls, parts: Sequence[tuple[Segment, Mask]]) -> Segment:
        """Join segments of one dimension, each with its rows that are kept."""
        rowids = np.concatenate([part.rowids[alive] for part, alive in parts])
        order = np.argsort(rowids)
        places = np.empty(len(order), dtype=np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        named, first = [], 0
        for part, alive in parts:
            rows = np.full(len(part), -1, dtype=np.int32)
            rows[alive] = places[first : first + int(alive.sum())]
            first += int(alive.sum())
            named.append((part.lexical, rows))
        days = np.concatenate([part.days[alive] for part, alive in parts])
        vectors = np.concatenate([part.vectors.vectors()[alive] for part, alive in parts])
        lexical = LexicalIndex.merged(named)
        return cls(rowids[order], days[order], FlatVectorIndex(vectors[order]), lexical)

    def __len__(self) -> int:
        return len(self.rowids)

    def rows_of(self, rowids: Ids) -> Ids:
        """Return the row of each rowid, -1 for one that isn't here; shape (len(rowids),)."""
        places = np.searchsorted(self.rowids, rowids)
        near = np.minimum(places, max(len(self) - 1, 0))
        here = self.rowids[near] == rowids if len(self) else np.zeros(len(rowids), dtype=bool)
        return np.where(here, near, -1).astype(np.int64)

    def save(self, folder: Path) -> None:
        """Write the segment into `folder`, which is made."""
        folder.mkdir(parents=True)
        save_array(folder / ROWIDS, self.rowids)
        save_array(folder / DAYS, self.days)
        self.vectors.save(folder / VECTORS)
        self.lexical.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Segment:
        """Map a segment that `save` wrote; IndexCorruptError if it isn't whole."""
        try:
            rowids, days = (load_array(folder / name, mapped=True) for name in (ROWIDS, DAYS))
        except (OSError, ValueError, EOFError) as error:
            raise _corrupt(folder, str(error)) from error
        segment = cls(
            rowids, days, FlatVectorIndex.load(folder / VECTORS), LexicalIndex.load(folder)
        )
        if {len(days), len(segment.vectors), len(segment.lexical)} != {len(rowids)}:
            raise _corrupt(folder, "its files don't belong together")
        return segment


def _corrupt(folder: Path, what: str) -> IndexCorruptError:
    return IndexCorruptError(f"{folder} is damaged ({what}): index the sources again")
