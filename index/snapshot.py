"""The segments of one generation, searched as one collection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np

from index.segment import Segment
from index.selection import Selection
from index.types import Days, Filters, Ids, Mask, Ranking, Rows, TermCounts, Vectors

__all__ = ["Snapshot"]

Found: TypeAlias = tuple[Rows, Vectors]


@dataclass(frozen=True)
class Snapshot:
    """Segments, and the rowids among theirs whose passages are gone. It never changes.

    A search by terms gives what one segment of all living passages would give; one by cosines gives
    their very cosines, of nearly all that one would find (see `index.cells`).
    """

    segments: Sequence[Segment]
    deleted: Ids
    """Ascending."""

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments) - len(self.deleted)

    @cached_property
    def alive(self) -> tuple[Mask | None, ...]:
        """For each segment the rows whose passages are there; None for all of them."""
        masks = []
        for segment in self.segments:
            rows = segment.rows_of(self.deleted)
            rows = rows[rows >= 0]
            mask = np.ones(len(segment), dtype=np.bool_)
            mask[rows] = False
            masks.append(mask if len(rows) else None)
        return tuple(masks)

    def search_dense(
        self, query: Vectors, depth: int, filters: Filters, documents: Ids | None = None
    ) -> Ranking:
        """Rank by cosine; `query` has shape (dimension,).

        `documents`: the rowids of the passages of the documents that `filters` names.
        """

        def found(segment: Segment, allowed: Selection | None) -> Found:
            return segment.nearest(query, depth, allowed=allowed)

        return self._ranked(found, depth, filters, documents)

    def search_lexical(
        self,
        query: str,
        depth: int,
        filters: Filters,
        documents: Ids | None = None,
        counts: TermCounts | None = None,
    ) -> Ranking:
        """Rank by BM25, above 0; `counts` are those of a larger collection around this one."""
        known = counts or self.term_counts(query)

        def found(segment: Segment, allowed: Selection | None) -> Found:
            mask = None if allowed is None else allowed.mask
            return segment.lexical.search(query, depth, known, allowed=mask)

        return self._ranked(found, depth, filters, documents)

    def term_counts(self, query: str) -> TermCounts:
        """Return what BM25 takes from all living passages, for the terms of a query."""
        return TermCounts.together(
            [
                segment.lexical.counts(query, alive)
                for segment, alive in zip(self.segments, self.alive, strict=True)
            ]
        )

    def vectors_at(self, rowids: Sequence[int]) -> Vectors:
        """Return the vectors of passages, float32 of shape (len(rowids), dimension)."""
        dimension = self.segments[0].vectors.dimension if self.segments else 0
        vectors = np.empty((len(rowids), dimension), dtype=np.float32)
        for segment, places, rows in self._places(rowids):
            vectors[places] = segment.vectors.at(rows)
        return vectors

    def days_at(self, rowids: Sequence[int]) -> Days:
        """Return the ordinals of the publish dates of passages, 0 where there is none."""
        days = np.empty(len(rowids), dtype=np.int32)
        for segment, places, rows in self._places(rowids):
            days[places] = segment.days[rows]
        return days

    def has_term(self, term: str) -> bool:
        """Return whether a living passage holds the term."""
        return any(
            bool(len(rows) if alive is None else alive[rows].any())
            for segment, alive in zip(self.segments, self.alive, strict=True)
            for rows in [segment.lexical.postings(term)[0]]
        )

    def _places(self, rowids: Sequence[int]) -> list[tuple[Segment, Ids, Ids]]:
        """Return where passages lie: in each segment those at some places of `rowids`, and their
        rows. KeyError for a rowid that is in no segment.
        """
        wanted = np.asarray(rowids, dtype=np.int64)
        missing = np.ones(len(wanted), dtype=np.bool_)
        found = []
        for segment in self.segments:
            rows = segment.rows_of(wanted)
            places = np.flatnonzero(rows >= 0)
            missing[places] = False
            found.append((segment, places, rows[places]))
        if missing.any():
            raise KeyError(int(wanted[missing][0]))
        return found

    def _ranked(
        self,
        search: Callable[[Segment, Selection | None], Found],
        depth: int,
        filters: Filters,
        documents: Ids | None,
    ) -> Ranking:
        """Join the rankings of all segments; equal scores come in the order of their rowids."""
        ids, scores = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.float32)]
        masks = self._allowed(filters) if documents is None else self._only(filters, documents)
        for segment, allowed in zip(self.segments, masks, strict=True):
            rows, own = search(segment, allowed)
            ids.append(segment.rowids[rows])
            scores.append(own)
        found, values = np.concatenate(ids), np.concatenate(scores)
        order = np.lexsort((found, -values))[: max(depth, 0)]
        return list(zip(found[order].tolist(), values[order].tolist(), strict=True))

    def _only(self, filters: Filters, documents: Ids) -> tuple[Selection | None, ...]:
        selections = []
        for segment in self.segments:
            rows = segment.rows_of(documents)
            rows = rows[rows >= 0]
            mask = np.zeros(len(segment), dtype=np.bool_)
            mask[rows[_passing(segment.days[rows], filters)]] = True
            selections.append(Selection(mask))
        return tuple(selections)

    @cached_property
    def _allowed(self) -> Callable[[Filters], tuple[Selection | None, ...]]:
        @lru_cache(maxsize=16)
        def allowed(filters: Filters) -> tuple[Selection | None, ...]:
            masks = self.alive
            if filters != Filters():
                masks = tuple(
                    _passing(segment.days, filters) & (True if alive is None else alive)
                    for segment, alive in zip(self.segments, self.alive, strict=True)
                )
            return tuple(None if mask is None else Selection(mask) for mask in masks)

        return allowed


def _passing(days: Days, filters: Filters) -> Mask:
    """Return which days pass; 0, of an article without a date, always does."""
    since = filters.since.toordinal() if filters.since else 1
    until = filters.until.toordinal() if filters.until else Date.max.toordinal()
    return np.asarray((days == 0) | ((days >= since) & (days <= until)))
