"""Candidate answers: the reader's spans made whole, placed in their articles and weighed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.asides import KINDS, AsideKind, in_aside
from index.types import Document, Passage, SearchResult
from qa.completion import completed, trimmed
from qa.evidence import Evidence, Weighing
from qa.reader.spans import overlapping
from qa.sentences import sentence_around
from qa.types import Citation, Span
from qa.when import explain

__all__ = ["Candidate", "Placing", "candidates_of", "same_place"]

_WHOSE = re.compile(r"\bwhose\b", re.IGNORECASE)
# What asks for an aside of a kind, so that it may answer.
_ASKS_FOR: Mapping[AsideKind, re.Pattern[str]] = {
    "caption": re.compile(r"\b(?:caption|image|photo|photograph|picture)", re.IGNORECASE),
    "credit": re.compile(
        r"\b(?:wrote|written|author|byline|edited|editor|journalist|reporter|contributed)",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span in its article: `document.text[start:end]` is the quote.

    `score` is the reader's log-odds; `rank` counts from 0 the passages before its own, and `cosine`
    (None where not known) is that of its passage with the question.
    """

    document: Document
    passage: Passage
    start: int
    end: int
    score: float
    evidence: Evidence
    rank: int = 0
    cosine: float | None = None

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.end]

    def at(self, start: int, end: int) -> Candidate:
        """Return this candidate with other bounds, which must lie inside its passage."""
        return replace(self, start=start, end=end)

    @property
    def sentence(self) -> str:
        """The sentences that hold the quote."""
        origin = self.passage.start
        left, right = sentence_around(self.passage.text, self.start - origin, self.end - origin)
        return self.passage.text[left:right]

    def cite(self, number: int, part: int = 0) -> Citation:
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
            part=part,
            notes=tuple(map(str, explain(self.sentence, self.document.date))),
            page=_page(self.document, self.start),
        )


def _page(document: Document, place: int) -> int | None:
    """Return the number of the page that a character stands on, counted from 1."""
    starts = [int(start) for start in document.metadata.get("pages", "").split()]
    return bisect_right(starts, place) or None


def candidates_of(
    question: str,
    spans: Sequence[Span],
    results: Sequence[SearchResult],
    documents: Mapping[str, Document],
) -> list[Candidate]:
    """Place the spans of the passages in `results`: see `Placing`."""
    return Placing(question, results, documents)(spans)


class Placing:
    """Places the spans of search results in their articles and weighs them, each span once.

    `documents`, by id, holds those of all results.
    """

    def __init__(
        self,
        question: str,
        results: Sequence[SearchResult],
        documents: Mapping[str, Document],
    ) -> None:
        self._question = question
        self._results = {result.passage.id: (rank, result) for rank, result in enumerate(results)}
        self._documents = documents
        self._aside_kinds = _unasked(question)
        self._possessive = bool(_WHOSE.search(question))
        self._weighings: dict[str, Weighing] = {}
        self._known: dict[Span, Candidate | None] = {}

    def __call__(self, spans: Sequence[Span]) -> list[Candidate]:
        """Return the candidates of spans, best score first, each place once.

        A span in what is no part of the report, such as a photo's caption, is left out unless the
        question asks for such a thing.
        """
        placed: list[Candidate] = []
        for span in sorted(spans, key=lambda span: -span.score):
            if span not in self._known:
                self._known[span] = self._candidate(span)
            candidate = self._known[span]
            if candidate and not any(same_place(candidate, other) for other in placed):
                placed.append(candidate)
        return placed

    def _candidate(self, span: Span) -> Candidate | None:
        rank, result = self._results[span.passage_id]
        passage = result.passage
        text, document = passage.text, self._documents[passage.document_id]
        start, end = trimmed(text, span.start, span.end, possessive=self._possessive)
        start, end = completed(text, start, end)
        first, last = passage.start + start, passage.start + end
        if in_aside(document.text, first, last, self._aside_kinds):
            return None
        if passage.id not in self._weighings:
            self._weighings[passage.id] = Weighing(self._question, text, document)
        evidence = self._weighings[passage.id](start, end)
        return Candidate(document, passage, first, last, span.score, evidence, rank, result.cosine)


def _unasked(question: str) -> list[AsideKind]:
    """Return the kinds of asides that a question doesn't ask for."""
    return [kind for kind in KINDS if kind not in _ASKS_FOR or not _ASKS_FOR[kind].search(question)]


def same_place(left: Candidate, right: Candidate) -> bool:
    """Whether two candidates share a character of an article."""
    return left.document.id == right.document.id and overlapping(
        (left.start, left.end), (right.start, right.end)
    )
