"""Questions to passages: dense and BM25 rankings of one index, fused by reciprocal rank."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date as Date
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from index.copies import distinct, similarity
from index.encoder import SentenceEncoder
from index.fusion import fuse
from index.layout import check_encoder, default_index_path
from index.local_reader import LocalReader
from index.nearness import Stretch, weighed
from index.protocols import Encoder, PassageReader
from index.stopwatch import Stopwatch
from index.types import (
    Document,
    Filters,
    IndexInfo,
    Passage,
    Ranking,
    SearchResult,
    Signature,
    Vectors,
)

__all__ = ["PassageIndex", "RankingName"]

DEPTH = 100
WORKERS = 2  # threads that rank by terms while others wait for a model
REACH = 4
SPARE = 10  # passages that may take the place of repeated ones
ALIKE = 0.2  # estimated similarity from which two articles may have passages in common
LEXICAL_WEIGHT = 2.0  # of BM25 in the fusion; the dense ranking has 1 (docs/experiments.md)
RankingName: TypeAlias = Literal["dense", "bm25", "fused"]


class PassageIndex:
    """A built index, open for searching, as it was when it was opened.

    Safe from several threads. It keeps its files open: `close` it, or use it in a `with` statement.
    A newer state, published meanwhile, shows in `is_stale` and is seen by opening again.
    """

    def __init__(self, reader: PassageReader, encoder: Encoder) -> None:
        self._reader = reader
        self._path = reader.info().path
        self.encoder = encoder
        self._beside = ThreadPoolExecutor(WORKERS, thread_name_prefix="bm25")

    @classmethod
    def open(
        cls, path: str | Path | None = None, *, encoder: Encoder | None = None
    ) -> PassageIndex:
        """Open the index in a folder; None takes QA_INDEX_DIR or `.qa_index`.

        Every derived file is compared with its size and time, and where these differ, with its
        SHA-256.

        Raises:
            IndexMissingError: there is no index.
            IndexMismatchError: it was made with another encoder, or in another format.
            IndexCorruptError: a file is damaged, truncated or missing.
            ModelError: the encoder cannot be had.
        """
        path = Path(path) if path else default_index_path()
        reader = LocalReader(path)
        try:
            encoder = encoder or SentenceEncoder()
            check_encoder(reader.info(), encoder, path)
        except BaseException:
            reader.close()
            raise
        return PassageIndex(reader, encoder)

    @property
    def path(self) -> Path:
        """The index folder."""
        return self._path

    def search(
        self,
        query: str,
        *,
        top_k: int = 10,
        since: Date | None = None,
        until: Date | None = None,
        documents: Collection[str] | None = None,
        near: Date | Sequence[Stretch] | None = None,
        ranking: RankingName = "fused",
        clock: Stopwatch | None = None,
    ) -> list[SearchResult]:
        """Return at most `top_k` passages, best first, as `ranking` has them.

        Args:
            query: in words; the encoder and BM25 each make of it what they can.
            top_k: how many passages at most.
            since, until: leave out articles published before or after these days, which are
                included; articles without a date always stay in.
            documents: ids of the only articles to search; None for all. Unknown ones are passed
                over.
            near: articles published around this day, or in one of these stretches of days, count
                more (see `index.nearness`).
            ranking: "fused" (the default) scores by reciprocal rank fusion of the other two, and
                leaves out what near-copies of an article repeat (`index.copies`); "dense" scores
                by cosine, "bm25" by BM25.
            clock: is told what the parts of "retrieve" take; BM25 works beside the others, and
                what is told of it is how much longer it takes.
        """
        clock = clock or Stopwatch()
        only = None if documents is None else frozenset(documents)
        filters = Filters(since, until, only)
        depth = max(DEPTH, top_k)
        vector, rankings = self._rank(query, depth, filters, _stretches(near), clock)
        wanted = max(top_k, 0)
        found = rankings[ranking][: wanted + SPARE if ranking == "fused" else wanted]
        with clock.stage("retrieve/fetch"):
            results = self._results(found)
            kept = self._distinct(results)[:wanted] if ranking == "fused" else range(len(results))
            cosines = self._reader.cosines(vector, [found[place][0] for place in kept])
        return [
            replace(results[place], cosine=cosine)
            for place, cosine in zip(kept, cosines, strict=True)
        ]

    def rankings(
        self,
        query: str,
        depth: int = DEPTH,
        *,
        since: Date | None = None,
        until: Date | None = None,
        near: Date | Sequence[Stretch] | None = None,
    ) -> Mapping[RankingName, list[SearchResult]]:
        """Return every ranking that `search` knows, best first.

        "dense" scores are cosines in [-1, 1], "bm25" scores are above 0 and unbounded; both are at
        most `depth` long, and "fused" holds what either does.
        """
        filters = Filters(since, until)
        _, rankings = self._rank(query, depth, filters, _stretches(near), Stopwatch())
        return {name: self._results(ranking) for name, ranking in rankings.items()}

    def also_in(self, document_id: str) -> list[str]:
        """Return the other sources of a document and of its near-copies, each once.

        Raises:
            UnknownIdError: there is no document of that id.
        """
        held = self._reader.document(document_id)
        sources = held.metadata.get("also_in", "").split("\n")
        for copy in self._reader.copies_of(document_id):
            sources += [copy.source, *copy.metadata.get("also_in", "").split("\n")]
        return [source for source in dict.fromkeys(sources) if source and source != held.source]

    def has_word(self, word: str) -> bool:
        """Return whether some passage holds the word, in any of its forms; stop words count."""
        return self._reader.has_word(word)

    def document(self, document_id: str) -> Document:
        """Return a document; UnknownIdError if there is none of that id."""
        return self._reader.document(document_id)

    def documents(self) -> list[Document]:
        """Return all documents, in the order of their sources."""
        return self._reader.documents()

    def passage(self, passage_id: str) -> Passage:
        """Return a passage; UnknownIdError if there is none of that id."""
        return self._reader.passage(passage_id)

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in the order of the text."""
        return self._reader.passages_of(document_id)

    def info(self) -> IndexInfo:
        """Say what the index holds and how it was made."""
        return self._reader.info()

    @cached_property
    def last_date(self) -> Date | None:
        """The publish date of the newest article."""
        return self._reader.info().last_date

    def is_stale(self) -> bool:
        """Return whether a newer state exists, or the index is gone: reading one row."""
        return self._reader.is_stale()

    def reopened(self) -> PassageIndex:
        """Return the index as it is now, opened once more; this one stays open."""
        return PassageIndex.open(self._path, encoder=self.encoder)

    def check(self) -> None:
        """Read the whole database against its checksums; IndexCorruptError if it is damaged."""
        self._reader.check()

    def close(self) -> None:
        self._reader.close()

    def _vector(self, query: str) -> Vectors:
        vector: Vectors = self.encoder.encode([query], queries=True)[0]
        return vector

    def _rank(
        self,
        query: str,
        depth: int,
        filters: Filters,
        near: Sequence[Stretch],
        clock: Stopwatch,
    ) -> tuple[Vectors, dict[RankingName, Ranking]]:
        """Return the query's vector and the rankings."""
        reach = depth * REACH if near else depth  # a near article may come from further down

        def by_terms() -> Ranking:
            found = self._reader.search_lexical(query, reach, filters)
            return weighed(found, self._days(found), near)[:depth] if near else found

        beside = self._beside.submit(by_terms)
        with clock.stage("retrieve/encode"):
            vector = self._vector(query)
        with clock.stage("retrieve/dense"):
            dense = self._reader.search_dense(vector, reach, filters)
            if near:
                dense = weighed(dense, self._days(dense), near, cosine=True)[:depth]
        with clock.stage("retrieve/bm25"):
            lexical = beside.result()
        fused = fuse([dense, lexical], weights=[1.0, LEXICAL_WEIGHT])
        return vector, {"dense": dense, "bm25": lexical, "fused": fused}

    def _distinct(self, results: Sequence[SearchResult]) -> list[int]:
        """Return the places of passages that repeat no better one of another, alike article."""
        passages = [result.passage for result in results]
        signatures = self._reader.signatures({passage.document_id for passage in passages})
        kept: list[int] = []
        for place, passage in enumerate(passages):
            better = [
                passages[other].text
                for other in kept
                if _alike(signatures, passage.document_id, passages[other].document_id)
            ]
            if not better or len(distinct([*better, passage.text])) > len(better):
                kept.append(place)
        return kept

    def _days(self, ranking: Ranking) -> npt.NDArray[np.int32]:
        return self._reader.days_at([rowid for rowid, _ in ranking])

    def _results(self, ranking: Ranking) -> list[SearchResult]:
        passages = self._reader.passages_at([rowid for rowid, _ in ranking])
        return [
            SearchResult(passage, score)
            for passage, (_, score) in zip(passages, ranking, strict=True)
        ]

    def __enter__(self) -> PassageIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _alike(signatures: Mapping[str, Signature], one: str, other: str) -> bool:
    """Whether two articles may have passages in common."""
    known = one != other and one in signatures and other in signatures
    return known and similarity(signatures[one], signatures[other]) >= ALIKE


def _stretches(near: Date | Sequence[Stretch] | None) -> Sequence[Stretch]:
    return [(near, near)] if isinstance(near, Date) else near or ()
