"""Several rankings to one, by reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Ranking

__all__ = ["RRF_K", "fuse"]

RRF_K = 60


def fuse(
    rankings: Sequence[Ranking], *, weights: Sequence[float] | None = None, k: int = RRF_K
) -> Ranking:
    """Fuse rankings: a passage scores the sum of weight / (k + rank), ranks counted from 1.

    Equal scores come in the order of their first ranking (Cormack, Clarke and Büttcher,
    "Reciprocal Rank Fusion", SIGIR 2009).
    """
    scores: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, (rowid, _) in enumerate(ranking, start=1):
            scores[rowid] = scores.get(rowid, 0.0) + weight / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
