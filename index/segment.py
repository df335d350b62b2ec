"""A part of an index that never changes once it is written: passages with vectors and postings.

segments/<name>/
├── rowids.npy      int64, ascending: the passages, as store.sqlite numbers them
├── days.npy        int32: the publish date of each, as an ordinal, 0 for none
├── vectors.faiss   float32, row i is passage i's
├── cells.faiss     where there are many: what finds the near ones among them (index.cells)
└── terms.npy …     BM25's postings: see index.lexical
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import load_array, save_array
from index.cells import CELLS, CellIndex
from index.errors import IndexCorruptError
from index.lexical import FILES as LEXICAL_FILES
from index.lexical import LexicalIndex
from index.selection import Selection
from index.types import Days, Ids, Mask, Rows, Vectors
from index.vectors import FlatVectorIndex

__all__ = ["FILES", "ROWIDS", "VECTORS", "Segment"]

logger = logging.getLogger(__name__)

ROWIDS = "rowids.npy"
DAYS = "days.npy"
VECTORS = "vectors.faiss"
FILES = (ROWIDS, DAYS, VECTORS, *LEXICAL_FILES)  # of every segment


@dataclass(frozen=True, slots=True)
class Segment:
    """n passages: `rowids` (ascending) and `days` have shape (n,); the rest goes by row, too."""

    rowids: Ids
    days: Days
    vectors: FlatVectorIndex
    lexical: LexicalIndex
    cells: CellIndex | None = None

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
        named, taken, first = [], [], 0
        for part, alive in parts:
            kept, last = np.flatnonzero(alive), first + int(alive.sum())
            rows = np.full(len(part), -1, dtype=np.int32)
            rows[kept] = places[first:last]
            named.append((part.lexical, rows))
            taken.append((part.vectors, kept, places[first:last]))
            first = last
        days = np.concatenate([part.days[alive] for part, alive in parts])
        dimension = parts[0][0].vectors.dimension
        vectors = FlatVectorIndex.filled(dimension, len(order), _moved(taken))
        return cls(rowids[order], days[order], vectors, LexicalIndex.merged(named))

    def __len__(self) -> int:
        return len(self.rowids)

    def rows_of(self, rowids: Ids) -> Ids:
        """Return the row of each rowid, -1 for one that isn't here; shape (len(rowids),)."""
        places = np.searchsorted(self.rowids, rowids)
        near = np.minimum(places, max(len(self) - 1, 0))
        here = self.rowids[near] == rowids if len(self) else np.zeros(len(rowids), dtype=bool)
        return np.where(here, near, -1).astype(np.int64)

    @property
    def kind(self) -> str:
        """How its vectors are searched, in words."""
        return "flat" if self.cells is None else self.cells.kind

    def nearest(
        self, query: Vectors, top_k: int, *, allowed: Selection | None = None
    ) -> tuple[Rows, Vectors]:
        """Return rows and their cosines, both of shape (k,), best first; `query` (dimension,).

        k is `top_k`, or as many rows as there are or are allowed. With cells, the rows are nearly
        all that are nearest (see `index.cells`); the cosines are exact.
        """
        rows = None if self.cells is None else self.cells.proposed(query, top_k, allowed)
        if rows is not None:
            return self.vectors.best(query, rows, top_k)
        found, scores = self.vectors.search(query[np.newaxis], top_k, allowed=allowed)
        return found[0], scores[0]

    def save(self, folder: Path) -> None:
        """Write the segment but for its cells into `folder`, which is made."""
        folder.mkdir(parents=True)
        save_array(folder / ROWIDS, self.rowids)
        save_array(folder / DAYS, self.days)
        self.vectors.save(folder / VECTORS)
        self.lexical.save(folder)

    @classmethod
    def load(cls, folder: Path, *, cells: bool = False) -> Segment:
        """Map a segment that `save` wrote; IndexCorruptError if it isn't whole.

        With `cells`, they were written, too, and are read.
        """
        try:
            rowids, days = (load_array(folder / name, mapped=True) for name in (ROWIDS, DAYS))
        except (OSError, ValueError, EOFError) as error:
            raise _corrupt(folder, str(error)) from error
        vectors, lexical = FlatVectorIndex.load(folder / VECTORS), LexicalIndex.load(folder)
        if {len(days), len(vectors), len(lexical)} != {len(rowids)}:
            raise _corrupt(folder, "its files don't belong together")
        found = CellIndex.load(folder / CELLS) if cells else None
        segment = cls(rowids, days, vectors, lexical, found)
        if found and (len(found), found.dimension) != (len(vectors), vectors.dimension):
            raise _corrupt(folder / CELLS, "not of the vectors beside it")
        return segment

    @classmethod
    def salvage(cls, folder: Path, *, cells: bool, thorough: bool = False) -> Segment:
        """Map a segment, without its cells where they are not what they should be.

        Without `thorough`, cells are not compared with the vectors.

        Raises:
            IndexCorruptError: anything else isn't whole.
        """
        if cells:
            try:
                segment = cls.load(folder, cells=True)
            except IndexCorruptError as error:
                logger.warning("making it anew: %s", error)
            else:
                if not thorough or (segment.cells and segment.cells.finds(segment.vectors)):
                    return segment
                logger.warning("making it anew: %s is not of the vectors by it", folder / CELLS)
        return cls.load(folder)


def _moved(
    taken: Iterable[tuple[FlatVectorIndex, Ids, Rows]],
) -> Iterator[tuple[Rows, Vectors]]:
    """Yield vectors in pieces: of each index the rows named, with the rows that they become."""
    for part, rows, places in taken:
        for stretch, vectors in part.pieces(rows):
            yield places[stretch], vectors


def _corrupt(folder: Path, what: str) -> IndexCorruptError:
    return IndexCorruptError(f"{folder} is damaged ({what}): index the sources again")
