"""The answering half of the local store: one consistent snapshot, whatever is published meanwhile.

Everything is opened when the reader is: the database with a read transaction, the segments mapped
into memory. So a build may remove the files of this generation at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from index.arrays import load_array
from index.cells import CELLS
from index.database import corrupt
from index.errors import IndexCorruptError, IndexMismatchError, IndexMissingError
from index.format1 import read_segment
from index.layout import DELETED, Layout, Manifest, Settings
from index.segment import VECTORS, Segment
from index.snapshot import Snapshot
from index.stamps import check_stamp, damaged
from index.store import Store
from index.terms import terms
from index.types import (
    Days,
    Document,
    Filters,
    Ids,
    IndexInfo,
    Passage,
    Ranking,
    Signature,
    TermCounts,
    Vectors,
)

__all__ = ["LocalReader"]

REMEMBERED = 64  # documents
ATTEMPTS = 5  # how often a build may overtake the opening of an index


class LocalReader:
    """Search and fetch in the current generation of the index in a folder.

    Raises:
        IndexMissingError: there is no index.
        IndexMismatchError: a newer format.
        IndexCorruptError: a file is damaged, truncated or missing.
    """

    def __init__(self, path: Path) -> None:
        self._layout = Layout(path)
        for attempt in range(ATTEMPTS):
            with ExitStack() as stack:
                self.store, self._settings = _open_store(self._layout)
                stack.callback(self.store.close)
                try:
                    self._load()
                except IndexCorruptError:  # or overtaken: its files were removed while we read
                    if attempt == ATTEMPTS - 1 or not self.is_stale():
                        raise
                    continue
                stack.pop_all()
                return

    def _load(self) -> None:
        folder = self._layout.generation(self._settings.generation)
        self.manifest = Manifest.read(folder, self._settings.manifest)
        if self.manifest.format_version == 1:
            nothing = np.empty(0, dtype=np.int64)
            segment = read_segment(folder, self.manifest, self.store)
            self.snapshot = Snapshot([segment], nothing)
        else:
            self.snapshot = self._mapped(folder)
        counts = {len(self.snapshot), self.store.count("passages")}
        if counts != {self.manifest.passages}:
            raise corrupt(self._layout.store, f"it does not belong to {folder}")

    def _mapped(self, folder: Path) -> Snapshot:
        self._check_stamps()
        segments = [
            Segment.load(self._layout.segment(name), cells=CELLS in files)
            for name, files in self.manifest.segments.items()
        ]
        try:
            deleted = load_array(folder / DELETED)
        except (OSError, ValueError, EOFError) as error:
            raise damaged(folder / DELETED, str(error)) from error
        return Snapshot(segments, deleted)

    @cached_property
    def _remembered(self) -> Callable[[str], Document]:
        """Fetches a document; those fetched last are at hand, for one question asks for them
        again and again.
        """
        return lru_cache(maxsize=REMEMBERED)(self.store.document)

    def close(self) -> None:
        self.store.close()

    def is_stale(self) -> bool:
        """Return whether a newer generation exists, or the index is gone."""
        try:
            store, settings = _open_store(self._layout)
        except (IndexMissingError, IndexMismatchError):
            return True
        store.close()
        return settings != self._settings

    def search_dense(self, query: Vectors, depth: int, filters: Filters) -> Ranking:
        """Rank by cosine, in [-1, 1]; `query` has shape (dimension,)."""
        return self.snapshot.search_dense(query, depth, filters, self._only(filters))

    def search_lexical(
        self, query: str, depth: int, filters: Filters, counts: TermCounts | None = None
    ) -> Ranking:
        """Rank by BM25, above 0; `counts` are those of a larger collection around this one."""
        return self.snapshot.search_lexical(query, depth, filters, self._only(filters), counts)

    def term_counts(self, query: str) -> TermCounts:
        """Return what BM25 takes from all passages, for the terms of a query."""
        return self.snapshot.term_counts(query)

    def cosines(self, query: Vectors, rowids: Sequence[int]) -> list[float]:
        """Return the cosines, in [-1, 1], of `query` (dimension,) and passages."""
        return [float(vector @ query) for vector in self.snapshot.vectors_at(rowids)]

    def days_at(self, rowids: Sequence[int]) -> Days:
        """Return the ordinals of the publish dates of passages, 0 where there is none."""
        return self.snapshot.days_at(rowids)

    def _only(self, filters: Filters) -> Ids | None:
        """Return the rowids of the passages of the documents that are asked for."""
        if filters.documents is None:
            return None
        return np.array(self.store.rowids_of(filters.documents), dtype=np.int64)

    def passages_at(self, rowids: Sequence[int]) -> list[Passage]:
        """Return the passages of a ranking's rowids, in that order."""
        return self.store.passages_at(rowids, self.document)

    def passage(self, passage_id: str) -> Passage:
        """Return a passage; UnknownIdError if there is none of that id."""
        return self.store.passage(passage_id)

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in the order of the text."""
        return self.store.passages_of(document_id)[1]

    def signatures(self, document_ids: Iterable[str]) -> dict[str, Signature]:
        """Return MinHash signatures of documents, where they are known."""
        return self.store.signatures.of(document_ids)

    def copies_of(self, document_id: str) -> list[Document]:
        """Return the near-copies of a document, in the order of their sources."""
        return self.store.signatures.copies_of(document_id)

    def has_word(self, word: str) -> bool:
        """Return whether some passage holds the word, in any of its forms."""
        return all(self.snapshot.has_term(term) for term in terms(word))

    def document(self, document_id: str) -> Document:
        """Return a document; UnknownIdError if there is none of that id."""
        return self._remembered(document_id)

    def documents(self) -> list[Document]:
        """Return all documents, in the order of their sources."""
        return [self.store.document(document_id) for document_id in self.store.document_ids()]

    def check(self) -> None:
        """Compare every file with its checksum; IndexCorruptError if one differs."""
        self.store.check()
        self._check_stamps(whole=True)

    def _check_stamps(self, *, whole: bool = False) -> None:
        folders = {self._layout.generation(self.manifest.generation): self.manifest.files}
        folders |= {
            self._layout.segment(name): files for name, files in self.manifest.segments.items()
        }
        for folder, files in folders.items():
            for name, written in files.items():
                check_stamp(folder / name, written, whole=whole)

    def info(self) -> IndexInfo:
        """Say what the index holds and how it was made."""
        first, last = self.store.dates()
        return IndexInfo(
            path=self._layout.path,
            format_version=self.manifest.format_version,
            generation=self.manifest.generation,
            documents=self.manifest.documents,
            passages=self.manifest.passages,
            sources=self.store.count("files"),
            first_date=first,
            last_date=last,
            encoder=self.manifest.encoder,
            encoder_digest=self.manifest.encoder_digest,
            dimension=self.manifest.dimension,
            bytes=_size(self._layout.path),
            sizes=self._sizes(),
            updated=self.store.meta().get("updated"),
            problems=tuple(
                problem
                for reading in self.store.readings().values()
                for problem in reading.problems
            ),
            vector_indexes=tuple(segment.kind for segment in self.snapshot.segments),
        )

    def _sizes(self) -> dict[str, int]:
        """Return the bytes on disk of the parts of this generation."""
        sizes = {"database": _size(self._layout.store)}
        if self.manifest.format_version == 1:
            return sizes
        sizes |= {"vectors": 0, "terms": 0}
        for files in self.manifest.segments.values():
            for name, written in files.items():
                part = "vectors" if name in (VECTORS, CELLS) else "terms"
                sizes[part] += written.bytes or 0
        return sizes


def _open_store(layout: Layout) -> tuple[Store, Settings]:
    leftover = layout.generations.exists() and any(layout.generations.iterdir())
    if not layout.store.exists() or not layout.store.stat().st_size:
        raise corrupt(layout.store, "missing or empty") if leftover else _missing(layout)
    store = Store(layout.store)
    try:
        settings = Settings.from_meta(store.meta(), layout)
        if settings is None:
            raise _missing(layout)
    except BaseException:
        store.close()
        raise
    return store, settings


def _size(folder: Path) -> int:
    """Return the bytes of all files in a folder, passing over what a build removes meanwhile."""
    total = folder.stat().st_size if folder.is_file() else 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(parent) / name).stat().st_size
    return total


def _missing(layout: Layout) -> IndexMissingError:
    return IndexMissingError(f'no index at {layout.path}: run "qa index seeds"')
