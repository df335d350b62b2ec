"""From candidate spans to an answer: choose, complete, cite, or abstain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.types import Document, Passage
from qa.amounts import QUALIFIER, amounts, asks_for_money, joined_by_list
from qa.completion import completed
from qa.evidence import weigh
from qa.reader.calibration import Calibration
from qa.reader.spans import overlapping
from qa.sentences import sentence_around
from qa.types import Alternative, Answer, Citation, Span

__all__ = ["Candidate", "compose"]

MAX_ALTERNATIVES = 4
COMPANION_MARGIN = 6.0  # log-odds below the best span at which a list member still belongs


FULLER_SHARE = 0.85  # of the best probability that a fuller answer needs
FULLER_LENGTH = 80  # characters; what is longer is a sentence and no fuller name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span in its article: `document.text[start:end]` is the quote."""

    document: Document
    passage: Passage
    start: int
    end: int
    score: float
    probability: float

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.end]

    def at(self, start: int, end: int) -> Candidate:
        """Return this candidate with other bounds, which must lie inside its passage."""
        return Candidate(self.document, self.passage, start, end, self.score, self.probability)

    def cite(self, number: int) -> Citation:
        return Citation(
            number=number,
            document_id=self.document.id,
            title=self.document.title,
            date=self.document.date,
            source=self.document.source,
            passage_id=self.passage.id,
            quote=self.quote,
            start=self.start,
            end=self.end,
            context=self.passage.text,
            context_start=self.passage.start,
        )


def compose(
    question: str,
    standalone: str,
    spans: Sequence[Span],
    passages: Mapping[str, Passage],
    documents: Mapping[str, Document],
    calibration: Calibration,
    timings: Mapping[str, float],
) -> Answer:
    """Return the answer to `standalone` that `spans` give; `question` is what was typed.

    `passages` and `documents` are keyed by id and hold those of all spans. Answers only when the
    best candidate's probability reaches the calibration's working point.
    """
    candidates = _candidates(standalone, spans, passages, documents, calibration)
    if not candidates:
        return Answer(question, standalone, None, 0.0, timings=timings)
    best = _fullest(candidates)
    answered = best.probability >= calibration.working_probability
    parts = _parts(standalone, best, candidates) if answered else []
    taken = parts or []
    others = [c for c in candidates if not any(_same_place(c, part) for part in taken)]
    text = "; ".join(part.quote for part in parts) if answered else None
    return Answer(
        question,
        standalone,
        text,
        best.probability,
        tuple(part.cite(number) for number, part in enumerate(parts, 1)),
        tuple(_alternatives(others, taken)),
        timings,
    )


def _candidates(
    question: str,
    spans: Sequence[Span],
    passages: Mapping[str, Passage],
    documents: Mapping[str, Document],
    calibration: Calibration,
) -> list[Candidate]:
    """Place the spans in their articles, best probability first, each place once."""
    placed = []
    for span in spans:
        passage = passages[span.passage_id]
        document = documents[passage.document_id]
        start, end = completed(passage.text, span.start, span.end)
        evidence = weigh(question, passage.text, start, end, document)
        probability = calibration.probability(
            span.score, unmet=evidence.unmet, met=evidence.met, overlap=evidence.overlap
        )
        start, end = passage.start + start, passage.start + end
        placed.append(Candidate(document, passage, start, end, span.score, probability))
    placed.sort(key=lambda candidate: -candidate.probability)
    kept: list[Candidate] = []
    for candidate in placed:
        if not any(_same_place(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _fullest(candidates: Sequence[Candidate]) -> Candidate:
    """Return the best candidate, or one nearly as good that says it in more words.

    "Zelensky" gives way to "Volodimir Zelensky", "security" to "economic and security".
    """
    best = candidates[0]
    words = rf"\b{re.escape(best.quote)}\b"
    return next(
        (
            candidate
            for candidate in candidates[1:]
            if candidate.probability >= FULLER_SHARE * best.probability
            and len(candidate.quote) <= FULLER_LENGTH
            and re.search(words, candidate.quote, re.IGNORECASE)
            and candidate.quote.casefold() != best.quote.casefold()
        ),
        best,
    )


def _same_place(left: Candidate, right: Candidate) -> bool:
    return left.document.id == right.document.id and overlapping(
        (left.start, left.end), (right.start, right.end)
    )


def _parts(question: str, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
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


def _alternatives(candidates: Sequence[Candidate], parts: Sequence[Candidate]) -> list[Alternative]:
    """Return the best candidates that say something else than the parts do, each once."""
    seen = {part.quote.casefold() for part in parts}
    alternatives: list[Alternative] = []
    for candidate in candidates:
        if candidate.quote.casefold() in seen:
            continue
        seen.add(candidate.quote.casefold())
        number = len(parts) + len(alternatives) + 1
        alternatives.append(
            Alternative(candidate.quote, candidate.probability, candidate.cite(number))
        )
        if len(alternatives) == MAX_ALTERNATIVES:
            break
    return alternatives
