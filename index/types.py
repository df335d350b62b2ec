"""Values that pass between the stages of an index: frozen, and made in one place each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Change",
    "Days",
    "Document",
    "Encoder",
    "Filters",
    "Ids",
    "IndexInfo",
    "IndexReport",
    "Mask",
    "Passage",
    "PassageReader",
    "PassageStore",
    "PassageWriter",
    "Progress",
    "Ranking",
    "Rows",
    "SearchResult",
    "Signature",
    "Skipped",
    "SourceFile",
    "TermCounts",
    "VectorIndex",
    "Vectors",
]

Vectors: TypeAlias = npt.NDArray[np.float32]
Ids: TypeAlias = npt.NDArray[np.int64]
"""Rowids: each names one passage for ever."""

Rows: TypeAlias = npt.NDArray[np.int32]
"""Places of passages in one segment, counted from 0."""

Days: TypeAlias = npt.NDArray[np.int32]
"""Proleptic ordinals of publish dates, 0 for an article without one."""

Signature: TypeAlias = npt.NDArray[np.uint32]
"""What near-copies of a text have in common: see index.copies."""

Mask: TypeAlias = npt.NDArray[np.bool_]
Ranking: TypeAlias = list[tuple[int, float]]
"""Rowids of passages with their scores, best first."""

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called as `progress(done, total, what)`; `total` is 0 while it is not known."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it was read.

    `text` is never altered: every offset in this product counts characters into it.
    `id` derives from the content, so it is the same in every rebuild and after a rename.
    `title` is the headline or, where there is none, the beginning of the lead:
    `metadata["title_source"]` says which, "headline" or "lead". Other keys, where found:
    "dateline" and its "place"; "given", which of "title" and "date" did not come from the text;
    "also_in", the further sources of the same text, one a line.
    """

    id: str
    title: str | None
    text: str
    date: Date | None
    source: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences: `document.text[start:end] == text`, always.

    `id` is `document_id:start-end`, so an id that was stored elsewhere names the same characters
    after every rebuild.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage with its score; higher is better.

    From `PassageIndex.search` the score is the reciprocal rank fusion of the dense and the BM25
    ranking (Cormack, Clarke and Büttcher, SIGIR 2009), in (0, 3 / (k + 1)]. From
    `PassageIndex.rankings` it is a cosine in [-1, 1] ("dense") or a BM25 score above 0 ("bm25").
    `cosine` is that of the question and the passage, whatever the score is; None where it is not
    known.
    """

    passage: Passage
    score: float
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found: those published from `since` to `until`, both included.

    An article without a date passes these: not knowing its day is no reason to hide it. With
    `documents`, only articles of these ids.
    """

    since: Date | None = None
    until: Date | None = None
    documents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class TermCounts:
    """What BM25 takes from all passages together.

    `passages` is their number, `terms` that of all their terms, `holding` how many passages hold
    each term of a query.
    """

    passages: int
    terms: int
    holding: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that holds an article, or may.

    `source` is its path as the user wrote it, with forward slashes; `location` is absolute and says
    whether two files are the same one.
    """

    source: str
    location: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file was when it was last read.

    `digest` tells whether it changed since, `problems` are the parts of it that are no articles.
    """

    file: SourceFile
    digest: str
    problems: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an article: "added", "updated", "removed", or "renamed" from `was`."""

    kind: Literal["added", "updated", "removed", "renamed"]
    source: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a build did, or would do.

    `added` to `duplicates` count articles of the sources, each where it lies; duplicates are those
    whose text another one has, too. `changes` names all but the unchanged. `embedded` counts
    passages; `documents`, `passages` and `generation` are those of the index, before a dry run.
    """

    path: Path
    added: int
    updated: int
    renamed: int
    removed: int
    unchanged: int
    duplicates: int
    changes: tuple[Change, ...]
    skipped: tuple[Skipped, ...]
    embedded: int
    documents: int
    passages: int
    generation: int


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds and how it was made.

    `bytes` is the size of the whole folder on disk, `sizes` that of the parts of this generation;
    `updated` when it was published (ISO 8601, UTC); `problems` what couldn't be read the last time.
    """

    path: Path
    format_version: int
    generation: int
    documents: int
    passages: int
    sources: int
    first_date: Date | None
    last_date: Date | None
    encoder: str
    encoder_digest: str
    dimension: int
    bytes: int
    sizes: Mapping[str, int] = field(default_factory=dict)
    updated: str | None = None
    problems: tuple[Skipped, ...] = ()


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
    """Nearest neighbours by inner product, with the caller's ids."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension) under ids that are not there yet."""

    def remove(self, ids: Ids) -> None:
        """Remove the vectors of `ids`."""

    def search(
        self, queries: Vectors, top_k: int, *, allowed: Ids | None = None
    ) -> tuple[Ids, Vectors]:
        """Return ids and inner products, both (len(queries), k), best first, k <= top_k.

        With `allowed`, only those ids are found.
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
