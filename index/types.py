"""Values that pass between the stages of an index: frozen, and made in one place each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Change",
    "Days",
    "Document",
    "Filters",
    "Ids",
    "IndexInfo",
    "IndexReport",
    "Mask",
    "Passage",
    "Progress",
    "Ranking",
    "Rows",
    "SearchResult",
    "Signature",
    "Skipped",
    "SourceFile",
    "TermCounts",
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

    @classmethod
    def together(cls, parts: Sequence[TermCounts]) -> TermCounts:
        """Return the counts of a collection from those of its parts."""
        holding: Counter[str] = Counter()
        for part in parts:
            holding.update(part.holding)
        return cls(sum(part.passages for part in parts), sum(part.terms for part in parts), holding)


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
    vector_indexes: tuple[str, ...] = ()


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
    `updated` when it was published (ISO 8601, UTC); `problems` what couldn't be read the last time;
    `vector_indexes` says of each segment how its vectors are searched: "flat", or as
    `index.cells` does, "ivf1024 pq192x4, 90 probes".
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
    vector_indexes: tuple[str, ...] = ()
