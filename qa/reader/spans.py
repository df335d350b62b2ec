"""From a window's logits to its best spans."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Logits", "best_spans", "overlapping"]

Logits: TypeAlias = npt.NDArray[np.float32]


def best_spans(
    starts: Logits,
    ends: Logits,
    may_start: npt.NDArray[np.bool_],
    may_end: npt.NDArray[np.bool_],
    *,
    paragraphs: npt.NDArray[np.intp],
    max_length: int,
    count: int,
) -> list[tuple[int, int, float]]:
    """Return up to `count` spans (first token, last token, score), best first, none overlapping.

    The score of a span is its start logit plus its end logit, less those of the null span at token
    0 (Devlin et al., NAACL 2019). `starts` and `ends` have shape (tokens,), and so have the masks
    of the tokens at which an answer may start or end; both ends of a span are included, it has at
    most `max_length` tokens, and no answer goes on in another of the `paragraphs`, which number
    each token's. No allowed pair: an empty list.
    """
    first = np.flatnonzero(may_start)
    last = np.flatnonzero(may_end)
    if not len(first) or not len(last):
        return []
    length = last[None, :] - first[:, None]
    scores = starts[first][:, None] + ends[last][None, :]
    together = paragraphs[last][None, :] == paragraphs[first][:, None]
    scores = np.where((length >= 0) & (length < max_length) & together, scores, -np.inf)
    null = float(starts[0] + ends[0])
    ranked = scores.ravel()
    depth = min(len(ranked), 60 * count)
    order = np.argpartition(-ranked, depth - 1)[:depth]
    order = order[np.argsort(-ranked[order], kind="stable")]
    chosen: list[tuple[int, int, float]] = []
    for place in order:
        if not np.isfinite(ranked[place]) or len(chosen) == count:
            break
        start, end = int(first[place // len(last)]), int(last[place % len(last)])
        if not any(overlapping((start, end + 1), (s, e + 1)) for s, e, _ in chosen):
            chosen.append((start, end, float(ranked[place]) - null))
    return chosen


def overlapping(left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether two half-open ranges share a place."""
    return left[0] < right[1] and right[0] < left[1]
