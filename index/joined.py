"""Several indexes searched as one: a visitor's own articles together with those that all share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.errors import IndexMissingError, UnknownIdError
from index.layout import check_encoder
from index.passage_index import PassageIndex
from index.protocols import PassageReader
from index.types import (
    Document,
    Filters,
    IndexInfo,
    Passage,
    Ranking,
    Signature,
    TermCounts,
    Vectors,
)

__all__ = ["JoinedIndex", "JoinedReader"]

T = TypeVar("T")


class JoinedIndex(PassageIndex):
    """Indexes made with one encoder, searched as if all their articles were in one.

    A search embeds its query once. The score is that of `PassageIndex`, and so it compares: the
    indexes' cosines are merged into one dense ranking and their BM25 scores, each counted by how
    rare a term is in all of them together, into one lexical ranking; the two are fused by
    reciprocal rank. An article that several of them hold is found in the largest only.

    `path` and what `info` says of format, generation and encoder are the first index's. To close it
    closes none of the indexes: whoever opened one closes it.

    Raises:
        IndexMismatchError: the indexes were made with different encoders.
    """

    def __init__(self, indexes: Sequence[PassageIndex]) -> None:
        if not indexes:
            raise ValueError("no index to join: give one or more")
        for index in indexes:
            check_encoder(index.info(), indexes[0].encoder, index.path)
        self._indexes = tuple(indexes)
        super().__init__(JoinedReader([index._reader for index in indexes]), indexes[0].encoder)

    def reopened(self) -> JoinedIndex:
        """Return the indexes as they are now; one after the first that is gone is left out.

        Those in which nothing changed are not opened again.
        """
        first, *others = self._indexes
        current = [first.reopened() if first.is_stale() else first]
        for index in others:
            with suppress(IndexMissingError):
                current.append(index.reopened() if index.is_stale() else index)
        return JoinedIndex(current)


class JoinedReader:
    """A `PassageReader` over several, which `close` leaves open.

    Rowid r of reader i of n is r * n + i here. BM25 counts the terms of all readers together.
    """

    def __init__(self, readers: Sequence[PassageReader]) -> None:
        self._readers = tuple(readers)
        self._shown = _shown(self._readers)

    def search_dense(self, query: Vectors, depth: int, filters: Filters) -> Ranking:
        return self._merged(lambda r, own: r.search_dense(query, depth, own), filters, depth)

    def search_lexical(
        self, query: str, depth: int, filters: Filters, counts: TermCounts | None = None
    ) -> Ranking:
        all_counts = counts or self.term_counts(query)
        return self._merged(
            lambda r, own: r.search_lexical(query, depth, own, all_counts), filters, depth
        )

    def term_counts(self, query: str) -> TermCounts:
        return TermCounts.together([reader.term_counts(query) for reader in self._readers])

    def cosines(self, query: Vectors, rowids: Sequence[int]) -> list[float]:
        return self._gathered(rowids, lambda reader, own: reader.cosines(query, own))

    def days_at(self, rowids: Sequence[int]) -> npt.NDArray[np.int32]:
        days: list[int] = self._gathered(rowids, lambda reader, own: reader.days_at(own).tolist())
        return np.array(days, dtype=np.int32)

    def passages_at(self, rowids: Sequence[int]) -> list[Passage]:
        return self._gathered(rowids, lambda reader, own: reader.passages_at(own))

    def passage(self, passage_id: str) -> Passage:
        return self._first(lambda reader: reader.passage(passage_id))

    def passages_of(self, document_id: str) -> list[Passage]:
        return self._first(lambda reader: reader.passages_of(document_id))

    def document(self, document_id: str) -> Document:
        return self._first(lambda reader: reader.document(document_id))

    def documents(self) -> list[Document]:
        """Return all documents, each once, in the order of their sources."""
        held = {d.id: d for reader in reversed(self._readers) for d in reader.documents()}
        return sorted(held.values(), key=lambda document: (document.source, document.id))

    def signatures(self, document_ids: Iterable[str]) -> dict[str, Signature]:
        wanted = list(document_ids)
        return {
            id: made for reader in self._readers for id, made in reader.signatures(wanted).items()
        }

    def copies_of(self, document_id: str) -> list[Document]:
        """Return the near-copies in the reader that holds the document."""
        return self._first(lambda reader: reader.copies_of(document_id))

    def has_word(self, word: str) -> bool:
        return any(reader.has_word(word) for reader in self._readers)

    def is_stale(self) -> bool:
        return any(reader.is_stale() for reader in self._readers)

    def check(self) -> None:
        for reader in self._readers:
            reader.check()

    def close(self) -> None:
        """Leave the readers to whoever opened them."""

    def info(self) -> IndexInfo:
        """Say what the readers hold; what several of them hold counts in each."""
        each = [reader.info() for reader in self._readers]
        days = [day for info in each for day in (info.first_date, info.last_date) if day]
        return replace(
            each[0],
            documents=sum(info.documents for info in each),
            passages=sum(info.passages for info in each),
            sources=sum(info.sources for info in each),
            first_date=min(days, default=None),
            last_date=max(days, default=None),
            bytes=sum(info.bytes for info in each),
        )

    def _merged(
        self, search: Callable[[PassageReader, Filters], Ranking], filters: Filters, depth: int
    ) -> Ranking:
        """Merge the readers' rankings by score; equal scores come in the readers' order."""
        found: Ranking = []
        for place, (reader, shown) in enumerate(zip(self._readers, self._shown, strict=True)):
            ids = [wanted for wanted in (filters.documents, shown) if wanted is not None]
            own = replace(filters, documents=frozenset.intersection(*ids)) if ids else filters
            ranking = search(reader, own)
            found += [(rowid * len(self._readers) + place, score) for rowid, score in ranking]
        return sorted(found, key=lambda item: -item[1])[:depth]

    def _gathered(
        self, rowids: Sequence[int], fetch: Callable[[PassageReader, list[int]], list[T]]
    ) -> list[T]:
        """Fetch what belongs to rowids, each from its reader, in the order of the rowids."""
        values: dict[int, T] = {}
        for place, reader in enumerate(self._readers):
            own = [rowid for rowid in rowids if rowid % len(self._readers) == place]
            fetched = fetch(reader, [rowid // len(self._readers) for rowid in own])
            values |= zip(own, fetched, strict=True)
        return [values[rowid] for rowid in rowids]

    def _first(self, fetch: Callable[[PassageReader], T]) -> T:
        """Return what the first reader that has it gives, or raise as the last one does."""
        for reader in self._readers[:-1]:
            with suppress(UnknownIdError):
                return fetch(reader)
        return fetch(self._readers[-1])


def _shown(readers: Sequence[PassageReader]) -> list[frozenset[str] | None]:
    """Return the articles that are found in each reader: those that no larger one holds.

    None stands for all. The documents of every reader but the largest are read.
    """
    places = sorted(range(len(readers)), key=lambda place: -readers[place].info().documents)
    shown: list[frozenset[str] | None] = [None] * len(readers)
    for rank, place in enumerate(places[1:], start=1):
        ids = frozenset(document.id for document in readers[place].documents())
        larger = [readers[other] for other in places[:rank]]
        own = frozenset(id for id in ids if not any(_holds(reader, id) for reader in larger))
        shown[place] = own if own < ids else None
    return shown


def _holds(reader: PassageReader, document_id: str) -> bool:
    try:
        reader.document(document_id)
    except UnknownIdError:
        return False
    return True
