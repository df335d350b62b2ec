"""The parts of an answer that the text gives as a list."""

from __future__ import annotations

from collections.abc import Sequence

from qa.amounts import QUALIFIER, amounts, asks_for_money, joined_by_list
from qa.candidates import Candidate
from qa.reader.spans import overlapping
from qa.sentences import sentence_around

__all__ = ["COMPANION_MARGIN", "parts_of"]

COMPANION_MARGIN = 6.0  # log-odds below the best span at which a list member still belongs


def parts_of(question: str, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best candidate in all its parts, in the order of the text."""
    if asks_for_money(question):
        parts = _money_parts(best)
        if parts:
            return parts
    return _list_parts(best, candidates)


def _money_parts(best: Candidate) -> list[Candidate]:
    """Return the sums of money that the best span's sentence gives as one list.

    The list goes on from the span in both directions, as long as its members are linked.
    """
    text = best.document.text
    origin = best.passage.start
    left, right = sentence_around(best.passage.text, best.start - origin, best.end - origin)
    left, right = left + origin, right + origin
    sums = [(left + start, left + end) for start, end in amounts(text[left:right])]
    inside = [n for n, span in enumerate(sums) if overlapping(span, (best.start, best.end))]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    while first > 0 and joined_by_list(text[sums[first - 1][1] : sums[first][0]]):
        first -= 1
    while last + 1 < len(sums) and joined_by_list(text[sums[last][1] : sums[last + 1][0]]):
        last += 1
    return [best.at(*_with_qualifier(best, *span)) for span in sums[first : last + 1]]


def _with_qualifier(candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    before = candidate.document.text[candidate.passage.start : start]
    match = QUALIFIER.search(before)
    return (candidate.passage.start + match.start() if match else start), end


def _list_parts(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best span and those that a comma or "and" alone links to it, on either side."""
    text = best.document.text
    parts = [best]
    near = [
        c
        for c in candidates
        if c.document.id == best.document.id and c.score >= best.score - COMPANION_MARGIN
    ]
    grown = True
    while grown:
        grown = False
        for other in near:
            if other in parts:
                continue
            after = other.start >= parts[-1].end and joined_by_list(
                text[parts[-1].end : other.start], bare=True
            )
            before = other.end <= parts[0].start and joined_by_list(
                text[other.end : parts[0].start], bare=True
            )
            if after or before:
                parts = [*parts, other] if after else [other, *parts]
                grown = True
    return [part.at(*_with_qualifier(part, part.start, part.end)) for part in parts]
