"""A question's whole way to its answer. Start reading here.

    question ─check, mend─▶ standalone question ─retrieve─▶ passages ─read─▶ spans ─compose─▶ Answer

`Chat` (qa.conversation) makes follow-ups standalone; `ask` (qa.asking) keeps a pipeline open.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date as Date
from pathlib import Path
from typing import Self

from index import PassageIndex, build_index, default_index_path
from index.errors import IndexMissingError
from index.passage_index import RankingName
from index.protocols import Encoder
from index.stopwatch import Stopwatch
from index.types import Progress, SearchResult
from qa.asked_time import asked_time
from qa.candidates import Candidate
from qa.checking import checked_question
from qa.claims import claims_of
from qa.composition import compose
from qa.reader import SpanReader
from qa.reader.calibration import Calibration
from qa.reading import Reading, settled, stages
from qa.scope import EVERYTHING, Scope, Step
from qa.spelling import mended
from qa.types import Answer, Citation, Reader

__all__ = ["TOP_K", "QAPipeline"]

TOP_K = 10
ASKERS = 8  # questions of a batch that are answered at the same time
SUBJECT_GAIN = 1.0  # log-odds of the reader


class QAPipeline:
    """Answers questions over one index with one reader. Callable from several threads.

    `index` is the open index. When another process publishes a newer state, the next question is
    answered from that.

    Args:
        ranking: which of the index's rankings says what is read.
        top_k: how many passages are read, where a question doesn't say.
    """

    def __init__(
        self,
        index: PassageIndex,
        reader: Reader,
        calibration: Calibration,
        *,
        ranking: RankingName = "fused",
        top_k: int = TOP_K,
    ) -> None:
        self.index = index
        self.reader = reader
        self.calibration = calibration
        self.ranking = ranking
        self.top_k = top_k
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls,
        index_path: Path | str | None = None,
        *,
        build_from: Path | str | None = None,
        progress: Progress | None = None,
        encoder: Encoder | None = None,
    ) -> Self:
        """Open the index at `index_path` (default: QA_INDEX_DIR or `.qa_index`) and the reader.

        Without an index there, build it from the folder `build_from` if that exists.

        Raises:
            IndexMissingError: no index, and nothing to build it from.
            PassageIndexError, ModelError: the index or a model cannot be used.
        """
        path = Path(index_path) if index_path is not None else default_index_path()
        try:
            index = PassageIndex.open(path, encoder=encoder)
        except IndexMissingError:
            if build_from is None or not Path(build_from).is_dir():
                raise
            build_index([build_from], path, encoder=encoder, progress=progress)
            index = PassageIndex.open(path, encoder=encoder)
        reader = SpanReader.load()
        return cls(index, reader, reader.calibration)

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        as_of: Date | None = None,
        since: Date | None = None,
        until: Date | None = None,
        documents: Collection[str] | None = None,
    ) -> Answer:
        """Answer a question, at most 1,000 characters, from the articles, or abstain.

        For the options see `Scope`.

        Raises:
            InvalidQuestionError: the question is empty or too long.
        """
        *_, answer = self.stream(question, Scope(as_of, since, until, documents, top_k))
        assert isinstance(answer, Answer)  # noqa: S101 the last that `stream` yields
        return answer

    def ask_batch(
        self, questions: Sequence[str], *, as_of: Date | None = None, askers: int = ASKERS
    ) -> list[Answer]:
        """Answer questions in their order, several at the same time: see `ask`.

        Raises:
            InvalidQuestionError: one of them is empty or too long; none is answered then.
        """
        for question in questions:
            checked_question(question)
        with ThreadPoolExecutor(max_workers=max(1, askers)) as pool:
            return list(pool.map(lambda question: self.ask(question, as_of=as_of), questions))

    def stream(
        self,
        question: str,
        scope: Scope = EVERYTHING,
        *,
        standalone: str | None = None,
        subject: str | None = None,
    ) -> Iterator[Step | Answer]:
        """Yield each step before it is done, at last the answer; raises what `ask` does.

        Args:
            question: as it was typed.
            standalone: the question to search and read for, if it is another one. Slips of the
                finger in it are mended; the answer says what was searched.
            subject: the id of the article that a conversation is about; what it says is favoured.
        """
        standalone = checked_question(question if standalone is None else standalone)
        checked_question(question)
        clock = Stopwatch()
        index = self.current_index()
        standalone = mended(standalone, index.has_word, self.reader.vocabulary)
        yield Step("retrieve")
        with clock.stage("retrieve"):
            results = self.retrieve(index, standalone, scope, clock)
            reading = self.reading(index, standalone, results, scope.as_of)
        for count in stages(standalone, len(results)):
            yield Step("read", count)
            with clock.stage("read"):
                candidates = _favouring(subject, reading.candidates(count))
                claims = claims_of(candidates, self.calibration)
            if settled(claims, self.calibration):
                break
        with clock.stage("compose"):
            answer = compose(question, standalone, candidates, self.calibration, {}, claims)
            citations = tuple(_with_copies(index, answer.citations))
        yield replace(answer, citations=citations, timings=clock.timings())

    def retrieve(
        self,
        index: PassageIndex,
        question: str,
        scope: Scope = EVERYTHING,
        clock: Stopwatch | None = None,
    ) -> list[SearchResult]:
        """Return the passages of `index` to read for a question, best first."""
        time_asked = asked_time(question, scope.as_of, lambda: index.last_date)
        ends = (scope.as_of, scope.until, time_asked.until)
        return index.search(
            question,
            top_k=scope.top_k or self.top_k,
            since=max(filter(None, (scope.since, time_asked.since)), default=None),
            until=min(filter(None, ends), default=None),
            documents=scope.documents,
            near=time_asked.near,
            ranking=self.ranking,
            clock=clock,
        )

    def reading(
        self,
        index: PassageIndex,
        question: str,
        results: Sequence[SearchResult],
        as_of: Date | None = None,
    ) -> Reading:
        """Return what finds candidates in results of `index`; `as_of` as in `ask`."""
        documents = {
            document_id: index.document(document_id)
            for document_id in {result.passage.document_id for result in results}
        }
        return Reading(self.reader, question, results, documents, as_of)

    def current_index(self) -> PassageIndex:
        """Return the index in its newest state."""
        with self._lock:
            if self.index.is_stale():
                # The old one stays open for whoever still asks it, and goes with its last user.
                self.index = self.index.reopened()
            return self.index

    def close(self) -> None:
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _with_copies(index: PassageIndex, citations: Iterable[Citation]) -> Iterator[Citation]:
    """Yield citations with where else their articles are found."""
    copies: dict[str, tuple[str, ...]] = {}
    for citation in citations:
        held = citation.document_id
        if held not in copies:
            copies[held] = tuple(index.also_in(held))
        yield replace(citation, also_in=copies[held])


def _favouring(subject: str | None, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, best score first, with those of one article favoured."""
    favoured = [
        replace(candidate, score=candidate.score + SUBJECT_GAIN)
        if candidate.document.id == subject
        else candidate
        for candidate in candidates
    ]
    return sorted(favoured, key=lambda candidate: -candidate.score)
