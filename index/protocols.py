"""The seams of an index: what takes another's place has to do this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.types import (
    Document,
    Filters,
    IndexInfo,
    Mask,
    Passage,
    Ranking,
    Rows,
    Signature,
    SourceFile,
    TermCounts,
    Vectors,
)

__all__ = ["Encoder", "PassageReader", "PassageStore", "PassageWriter", "VectorIndex"]


class Encoder(Protocol):
    """Turns texts into unit vectors. Callable from several threads."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, lower-case hexadecimal."""

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """How many word pieces it reads of a text, without the special ones."""

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Return float32 of shape (len(texts), dimension), each row of length 1.

        `queries` tells questions from passages, for models that prompt the two differently.
        """

    def count_tokens(self, text: str) -> int:
        """Return the number of word pieces in `text`, without the special ones."""


class VectorIndex(Protocol):
    """Nearest neighbours by inner product, each known by its row; it never changes."""

    def __len__(self) -> int: ...

    def vectors(self, start: int = 0, end: int | None = None) -> Vectors:
        """Return the vectors of the rows from `start` to before `end`, by default all."""

    def search(
        self, queries: Vectors, top_k: int, *, allowed: Mask | None = None
    ) -> tuple[Rows, Vectors]:
        """Return rows and inner products, both (len(queries), k), best first, k <= top_k.

        With `allowed`, of shape (len(self),), only rows where it is true are found.
        """


class PassageReader(Protocol):
    """The half of a store that answers; UnknownIdError for an id that it lacks.

    Callable from several threads.
    """

    def search_dense(self, query: Vectors, depth: int, filters: Filters) -> Ranking:
        """Rank by cosine; `query` has shape (dimension,)."""

    def search_lexical(
        self, query: str, depth: int, filters: Filters, counts: TermCounts | None = None
    ) -> Ranking:
        """Rank by BM25, without the passages that share no term with the query.

        `counts` are those of a larger collection that this one is a part of.
        """

    def term_counts(self, query: str) -> TermCounts:
        """Return what BM25 takes from all passages, for the terms of a query."""

    def cosines(self, query: Vectors, rowids: Sequence[int]) -> list[float]:
        """Return the cosines of `query`, of shape (dimension,), and passages."""

    def days_at(self, rowids: Sequence[int]) -> npt.NDArray[np.int32]:
        """Return the proleptic ordinals of publish dates, 0 for an article without one."""

    def passages_at(self, rowids: Sequence[int]) -> list[Passage]:
        """Return the passages of a ranking's rowids, in that order."""

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in the order of the text."""

    def signatures(self, document_ids: Iterable[str]) -> dict[str, Signature]:
        """Return MinHash signatures of documents, uint32 of shape (64,), where they are known."""

    def copies_of(self, document_id: str) -> list[Document]:
        """Return the near-copies of a document, in the order of their sources."""

    def has_word(self, word: str) -> bool:
        """Return whether some passage holds the word, in any of its forms."""

    def documents(self) -> list[Document]:
        """Return all documents, in the order of their sources."""

    def passage(self, passage_id: str) -> Passage: ...

    def document(self, document_id: str) -> Document: ...

    def info(self) -> IndexInfo: ...

    def is_stale(self) -> bool:
        """Return whether a newer state exists, or the index is gone."""

    def check(self) -> None:
        """Read everything; IndexCorruptError if it is not what was written."""

    def close(self) -> None: ...


class PassageWriter(Protocol):
    """The half of a store that changes: what is written is seen once `publish` returns."""

    def files(self) -> Mapping[SourceFile, str]:
        """Return the id of the document that each file holds."""

    def __contains__(self, document_id: str) -> bool: ...

    def add(
        self, documents: Sequence[Document], passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        """Add documents, or replace those of their ids; row i of `vectors` is passage i's."""

    def update(self, file: SourceFile, document_id: str) -> None:
        """Note that a file holds a document now, whatever it held before."""

    def delete(self, file: SourceFile) -> None:
        """Forget a file; a document that no file holds any more goes with its passages."""

    def publish(self) -> int:
        """Make what was written current, durably and in one step; return its generation."""


class PassageStore(PassageReader, PassageWriter, Protocol):
    """The seam at which another store than the local one takes its place."""
