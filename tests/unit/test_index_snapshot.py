"""Segments with passages that are gone are searched as if they were one without them."""

from __future__ import annotations

from collections import Counter
from datetime import date as Date
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segment import Segment
from index.snapshot import Snapshot
from index.types import Days, Filters, Ids, Mask, Ranking, TermCounts, Vectors

pytestmark = pytest.mark.unit

WORDS = "grain port minister treaty river army budget 2023 … the".split()
DIMENSION = 4
FIRST, LAST = Date(2022, 1, 1).toordinal(), Date(2022, 1, 9).toordinal()


class Collection(NamedTuple):
    """All passages, those gone too; row i of each array is passage i's."""

    rowids: Ids
    days: Days
    vectors: Vectors
    texts: list[str]
    alive: Mask
    snapshot: Snapshot

    def whole(self) -> Segment:
        """Return one segment of the living."""
        kept = np.flatnonzero(self.alive)
        texts = [self.texts[place] for place in kept]
        return Segment.of(self.rowids[kept], self.days[kept], self.vectors[kept], texts)


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    count = draw(st.integers(1, 24))
    steps = draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))
    rowids = np.cumsum(steps).astype(np.int64)
    days = draw(st.lists(st.sampled_from([0, *range(FIRST, LAST)]), min_size=count, max_size=count))
    generator = np.random.default_rng(draw(st.integers(0, 2**16)))
    vectors = generator.standard_normal((count, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    line = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
    texts = draw(st.lists(line, min_size=count, max_size=count))
    alive = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    part = np.array(draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)))
    own_days = np.array(days, dtype=np.int32)
    segments = [
        Segment.of(rowids[own], own_days[own], vectors[own], [texts[place] for place in own])
        for own in (np.flatnonzero(part == number) for number in range(4))
        if len(own)
    ]
    snapshot = Snapshot(segments, rowids[~alive])
    return Collection(rowids, own_days, vectors, texts, alive, snapshot)


FILTERS = st.builds(
    Filters,
    since=st.none() | st.integers(FIRST, LAST).map(Date.fromordinal),
    until=st.none() | st.integers(FIRST, LAST).map(Date.fromordinal),
)
DOCUMENTS = st.none() | st.frozensets(st.integers(1, 40))
DEPTHS = st.integers(0, 30)
QUERIES = st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=4).map(" ".join)


def allowed(held: Collection, filters: Filters, documents: Ids | None) -> Mask:
    """Return the passages that may be found, one by one."""
    passing = [
        alive
        and (documents is None or rowid in documents)
        and (
            not day
            or (
                (filters.since or Date.min).toordinal() <= day
                and day <= (filters.until or Date.max).toordinal()
            )
        )
        for rowid, day, alive in zip(held.rowids, held.days, held.alive, strict=True)
    ]
    return np.array(passing, dtype=bool)


def wanted(held: Collection, documents: frozenset[int] | None) -> Ids | None:
    """Return the rowids of the living that are asked for, as the store does."""
    if documents is None:
        return None
    living = held.rowids[held.alive]
    return living[np.isin(living, sorted(documents))]


@settings(max_examples=150)
@given(collections(), FILTERS, DOCUMENTS, DEPTHS)
def test_the_dense_ranking_is_that_of_brute_force(
    held: Collection, filters: Filters, documents: frozenset[int] | None, depth: int
) -> None:
    only, query = wanted(held, documents), held.vectors[0] + held.vectors[-1]
    found = held.snapshot.search_dense(query, depth, filters, only)
    mask = allowed(held, filters, only)
    cosines = dict(zip(held.rowids[mask].tolist(), (held.vectors[mask] @ query), strict=True))
    expected = sorted(cosines.values(), reverse=True)[:depth]
    assert [score for _, score in found] == pytest.approx(expected, abs=1e-5)
    assert len({rowid for rowid, _ in found}) == len(found)
    for rowid, score in found:
        assert score == pytest.approx(cosines[rowid], abs=1e-5)


@settings(max_examples=150)
@given(collections(), QUERIES, FILTERS, DOCUMENTS, DEPTHS)
def test_the_lexical_ranking_is_that_of_one_segment_of_the_living(
    held: Collection,
    query: str,
    filters: Filters,
    documents: frozenset[int] | None,
    depth: int,
) -> None:
    only, whole = wanted(held, documents), held.whole()
    counts = whole.lexical.counts(query)
    assert held.snapshot.term_counts(query) == counts
    rows, scores = whole.lexical.search(
        query, depth, counts, allowed=allowed(held, filters, only)[held.alive]
    )
    expected: Ranking = list(zip(whole.rowids[rows].tolist(), scores.tolist(), strict=True))
    assert held.snapshot.search_lexical(query, depth, filters, only) == expected
    larger = TermCounts(
        counts.passages + 5, counts.terms + 50, Counter(counts.holding) + Counter(counts.holding)
    )
    rows, scores = whole.lexical.search(
        query, depth, larger, allowed=allowed(held, filters, only)[held.alive]
    )
    expected = list(zip(whole.rowids[rows].tolist(), scores.tolist(), strict=True))
    assert held.snapshot.search_lexical(query, depth, filters, only, larger) == expected


@settings(max_examples=60)
@given(collections())
def test_what_is_known_of_passages(held: Collection) -> None:
    assert len(held.snapshot) == held.alive.sum()
    living = held.rowids[held.alive][::-1].tolist()
    assert held.snapshot.days_at(living).tolist() == held.days[held.alive][::-1].tolist()
    vectors = held.snapshot.vectors_at(living)
    assert vectors.tobytes() == held.vectors[held.alive][::-1].tobytes()
    whole = held.whole().lexical
    for word in ("grain", "port", "2023", "unknown"):
        assert held.snapshot.has_term(word) == bool(len(whole.postings(word)[0]))
    with pytest.raises(KeyError, match="999"):
        held.snapshot.days_at([*living, 999])


@settings(max_examples=60)
@given(collections())
def test_segments_that_are_joined_are_one_of_the_living(held: Collection) -> None:
    parts = [
        (segment, np.isin(segment.rowids, held.rowids[held.alive]))
        for segment in held.snapshot.segments
    ]
    joined, whole = Segment.merged(parts), held.whole()
    assert joined.rowids.tolist() == whole.rowids.tolist()
    assert joined.days.tolist() == whole.days.tolist()
    assert joined.vectors.vectors().tobytes() == whole.vectors.vectors().tobytes()
    assert joined.lexical == whole.lexical
