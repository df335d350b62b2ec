"""Find the sentence around a place in a text."""

from __future__ import annotations

from functools import lru_cache

from index.passages import sentences

__all__ = ["sentence_around"]


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the (start, end) characters of the sentences that hold `text[start:end]`."""
    left, right = start, end
    for first, last in _sentences(text):
        if first < end and start < last:
            left, right = min(left, first), max(right, last)
    return left, right


@lru_cache(maxsize=128)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(text))
