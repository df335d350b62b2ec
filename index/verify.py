"""Every invariant of an index, checked; and what is derived from its database, made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import numpy as np

from index.build import renew
from index.database import corrupt
from index.derived import derive
from index.encoder import SentenceEncoder
from index.errors import IndexCorruptError
from index.layout import Layout
from index.lexical import LexicalIndex
from index.local_reader import LocalReader
from index.local_writer import LocalWriter
from index.protocols import Encoder
from index.spool import Spool
from index.store import Store
from index.types import Progress

__all__ = ["repair_index", "verify_index"]

NORM = 1e-3  # how far a unit vector's length may be from 1
BLOCK = 50_000  # vectors looked at together


def verify_index(path: Path, *, progress: Progress | None = None) -> list[str]:
    """Return what is wrong with an index, one sentence each; [] for a whole one.

    Everything is read: the checksums of the database and of all files, whether passages are where
    they say and cover their articles, whether each lies in one segment, with a unit vector, its
    day, and the very terms that its text has.

    Args:
        progress: called as `progress(checks done, checks in all, "checks")`.

    Raises:
        IndexMissingError, IndexMismatchError: there is no index that this version reads.
    """
    try:
        reader = LocalReader(path)
    except IndexCorruptError as error:
        return [str(error)]
    with closing(reader):
        found: list[str] = []
        for done, check in enumerate(CHECKS):
            if progress:
                progress(done, len(CHECKS), "checks")
            try:
                found += check(reader)
            except IndexCorruptError as error:
                return [*found, str(error)]
        if progress:
            progress(len(CHECKS), len(CHECKS), "checks")
        return found


def repair_index(
    path: Path, *, encoder: Encoder | None = None, progress: Progress | None = None
) -> list[str]:
    """Make anew what is damaged of the files that derive from the database; verify once more.

    Return what is wrong still. Vectors that are whole are not made again, unless what was wrong
    doesn't show in a damaged file: then everything is.

    Raises:
        IndexLockedError, IndexMismatchError: the index cannot be changed.
        IndexCorruptError: the database is damaged, which nothing can make anew.
        ModelError: the encoder cannot be had.
    """
    encoder, layout = encoder or SentenceEncoder(), Layout(path)
    problems = verify_index(path)
    for everything in (False, True):
        if problems:
            with (
                LocalWriter(path, encoder, thorough=True) as writer,
                Spool(layout.spool, encoder) as spool,
            ):
                _check_articles(writer.store, layout.store)
                if everything:
                    writer.lose_everything()
                renew(writer, spool, progress)
                writer.publish()
                spool.clear()
            problems = verify_index(path)
    return problems


def _check_articles(store: Store, path: Path) -> None:
    """Raise IndexCorruptError where articles or the files that hold them are not there."""
    lost = (f"article {id} is gone" for id in store.document_ids() if not store.has_document(id))
    if problem := next(chain(_without_file(store), lost), None):
        raise corrupt(path, problem)


def _files(reader: LocalReader) -> Iterator[str]:
    reader.check()
    yield from ()


def _documents(reader: LocalReader) -> Iterator[str]:
    """An article's id is of its text, and its passages cover it but for the space."""
    store = reader.store
    yield from _without_file(store)
    for document_id in store.document_ids():
        text = store.document(document_id).text
        if hashlib.sha256(text.encode()).hexdigest()[:16] != document_id:
            yield f"article {document_id}: its text is not the one it is named after"
        end = 0
        for passage in sorted(store.passages_of(document_id)[1], key=lambda one: one.start):
            if text[end : passage.start].strip():
                yield f"article {document_id}: characters {end} to {passage.start} in no passage"
            end = max(end, passage.end)
        if text[end:].replace("\ufeff", "").strip():
            yield f"article {document_id}: characters {end} to {len(text)} in no passage"


def _without_file(store: Store) -> Iterator[str]:
    for document_id in store.orphans():
        yield f"article {document_id}: no file holds it"


def _places(reader: LocalReader) -> Iterator[str]:
    snapshot = reader.snapshot
    parts = [
        segment.rowids if alive is None else segment.rowids[alive]
        for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True)
    ]
    held = np.sort(np.concatenate([*parts, np.empty(0, dtype=np.int64)]))
    stored = reader.store.rowids()
    if not np.array_equal(held, stored):
        missing, strange = np.setdiff1d(stored, held), np.setdiff1d(held, stored)
        yield (
            f"segments and database differ: {len(missing)} passages in no segment, {len(strange)} "
            f"in no article, {len(held) - len(np.unique(held))} twice"
        )


def _vectors(reader: LocalReader) -> Iterator[str]:
    for number, segment in enumerate(reader.snapshot.segments):
        if segment.vectors.dimension != reader.manifest.dimension:
            yield f"segment {number}: its vectors have another dimension than the encoder"
        for start in range(0, len(segment), BLOCK):
            block = segment.vectors.vectors(start, min(start + BLOCK, len(segment)))
            wrong = ~(np.abs(np.linalg.norm(block, axis=1) - 1) <= NORM)  # NaN is wrong, too
            if wrong.any():
                row = start + int(np.flatnonzero(wrong)[0])
                yield f"segment {number}: the vector of row {row} does not have length 1"
        if segment.cells and not segment.cells.finds(segment.vectors):
            yield f"segment {number}: its cells are not of its vectors"


def _derived(reader: LocalReader) -> Iterator[str]:
    """Publish days and terms are those that the articles say."""
    snapshot = reader.snapshot
    rowids, days, texts = derive(reader.store)
    try:
        held = snapshot.days_at(rowids.tolist())
    except KeyError:
        return  # told by `_places`
    if not np.array_equal(held, days):
        yield f"passage {rowids[np.flatnonzero(held != days)[0]]} has another day than its article"
    parts = []
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        rows = np.searchsorted(rowids, segment.rowids).astype(np.int32)
        parts.append((segment.lexical, rows if alive is None else np.where(alive, rows, -1)))
    counted = LexicalIndex.merged([(part, rows.astype(np.int32)) for part, rows in parts])
    if rowids.size and counted != LexicalIndex.of(texts):
        yield "BM25 does not count the terms that the articles have"


CHECKS: tuple[Callable[[LocalReader], Iterator[str]], ...] = (
    _files,
    _documents,
    _places,
    _vectors,
    _derived,
)
