"""Find the sentence around a place in a passage."""

from __future__ import annotations

from index.passages import sentences
from index.types import Passage

__all__ = ["sentence_around"]


def sentence_around(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """Return the (start, end) characters, in the document, of the sentences that hold a span.

    `start` and `end` are characters in the document, inside the passage.
    """
    left, right = start, end
    for first, last in sentences(passage.text):
        first, last = first + passage.start, last + passage.start
        if first < end and start < last:
            left, right = min(left, first), max(right, last)
    return left, right
