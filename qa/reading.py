"""Reading passages for an answer: the best first, the others where these leave a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date

from index.types import Document, SearchResult
from qa.asked_time import as_written, resolved
from qa.candidates import Candidate, Placing
from qa.claims import Claim
from qa.paraphrases import PARAPHRASE_COST, paraphrases
from qa.question_kind import QuestionKind, answer_form, kind_of
from qa.reader.calibration import Calibration
from qa.types import BatchReader, Reader, Span
from qa.when import asks_for_latest

__all__ = ["FIRST", "Reading", "settled", "stages"]

FIRST = 3  # passages; of RealTimeQA's earlier questions 69 % are settled by these
SURE = 0.66  # chosen there: F1 1.0 below that of reading all ten (docs/experiments.md)
GAP_WEIGHT = 1 / 8
SPANS = 4  # of a passage
HOPELESS = 12.0  # log-odds below the best span at which one is given up


def stages(question: str, passages: int) -> list[int]:
    """Return how many passages to have read before asking whether that will do, at last all.

    What gathers from several articles, or looks for the newest, needs all at once.
    """
    kind = kind_of(question)
    gathers = answer_form(kind) != "span" and kind is not QuestionKind.YES_NO
    if gathers or kind is QuestionKind.LIST or asks_for_latest(question) or passages <= FIRST:
        return [passages]
    return [FIRST, passages]


def settled(claims: Sequence[Claim], calibration: Calibration) -> bool:
    """Return whether further passages would hardly change the answer: it is likely, and no other
    comes near it.
    """
    if not claims or claims[0].probability < calibration.working_probability:
        return False
    gap = claims[0].value - claims[1].value if len(claims) > 1 else float("inf")
    return claims[0].probability + GAP_WEIGHT * gap >= SURE


class Reading:
    """What a reader finds for one question in search results; it reads each of them once.

    Args:
        documents: those of all results, by id.
        as_of: the day of asking, as in `QAPipeline.ask`.
    """

    def __init__(
        self,
        reader: Reader,
        question: str,
        results: Sequence[SearchResult],
        documents: Mapping[str, Document],
        as_of: Date | None = None,
    ) -> None:
        self._reader = reader
        self._question = question
        self._results = results
        self._documents = documents
        self._placing = Placing(resolved(question, as_of), results, documents)
        self._spans: list[Span] = []
        self._read = 0

    def candidates(self, count: int | None = None) -> list[Candidate]:
        """Return the candidates in the first `count` results, by default all; best score first."""
        upto = len(self._results) if count is None else count
        if fresh := self._results[self._read : upto]:
            self._spans += self._found(fresh)
            self._read = upto
        best = max((span.score for span in self._spans), default=0.0)
        spans = [span for span in self._spans if span.score >= best - HOPELESS]
        return self._placing(spans)

    def _found(self, results: Sequence[SearchResult]) -> list[Span]:
        asked = [(self._question, 0.0, result) for result in results]
        asked += [(other, PARAPHRASE_COST, result) for other, result in self._others(results)]
        pairs = [(question, result.passage.text) for question, _, result in asked]
        return [
            replace(span, passage_id=result.passage.id, score=span.score - cost)
            for (_, cost, result), spans in zip(asked, read_pairs(self._reader, pairs), strict=True)
            for span in spans
        ]

    def _others(self, results: Sequence[SearchResult]) -> Iterator[tuple[str, SearchResult]]:
        """Yield other words for the question, and what to read for them."""
        rewordings = paraphrases(self._question)
        for other in rewordings:
            yield from ((other, result) for result in results)
        for result in results:
            passage = result.passage
            published = self._documents[passage.document_id].date
            for asked in (self._question, *rewordings):
                if written := as_written(asked, passage.text, published):
                    yield written, result


def read_pairs(reader: Reader, pairs: Sequence[tuple[str, str]]) -> list[list[Span]]:
    """Return the spans of each (question, text), in one batch where the reader can do that."""
    if isinstance(reader, BatchReader):
        return reader.read_questions(pairs, spans_per_passage=SPANS)
    return [reader.read(question, [("", text)]) for question, text in pairs]
