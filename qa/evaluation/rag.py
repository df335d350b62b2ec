"""Evaluates the whole chain, question to cited answer, over a corpus of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as Date
from typing import Any, Protocol

from index.types import Progress
from qa.evaluation.answers import best_candidate, grade
from qa.evaluation.citations import grade_citations
from qa.evaluation.predictions import Predictions
from qa.evaluation.rag_files import RagQuestion
from qa.types import Answer

__all__ = ["STAGES", "Corpus", "System", "run_rag"]

STAGES = ("dense", "bm25", "fused", "read")
RANKED = 100  # articles kept of each ranking


class System(Protocol):
    """Something that answers questions: the product, or a baseline."""

    def ask(self, question: str, *, as_of: Date | None = None) -> Answer: ...


class Corpus:
    """The articles that are searched.

    Args:
        ids: the document id of each url; the same text may have several urls.
        text_of: the text of a document by its id.
        rank: for a question and the day it is asked as of, the ids of the documents at each stage
            before reading, best first.
    """

    def __init__(
        self,
        ids: Mapping[str, str],
        text_of: Callable[[str], str],
        rank: Callable[[str, Date | None], Mapping[str, Iterable[str]]],
    ) -> None:
        self.ids = ids
        self.text_of = text_of
        self.rank = rank
        self._urls: dict[str, list[str]] = {}
        for url, document_id in ids.items():
            self._urls.setdefault(document_id, []).append(url)

    def urls_of(self, document_id: str) -> list[str]:
        """Return all urls of a document, in the order of the corpus."""
        return self._urls.get(document_id, [])


def run_rag(
    system: System,
    questions: Sequence[RagQuestion],
    corpus: Corpus,
    predictions: Predictions,
    *,
    as_of_question_date: bool = False,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Ask what has no row in `predictions` yet; return the rows of all questions, in their order.

    Args:
        as_of_question_date: ask each question as on its date, where it has one.
        progress: called as `progress(questions done, questions, "questions")`.
    """
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions), "questions")
        if question.id not in predictions:
            as_of = question.date if as_of_question_date else None
            answer = system.ask(question.question, as_of=as_of)
            ranked = dict(corpus.rank(answer.standalone_question, as_of))
            predictions.append(_row(question, answer, ranked, corpus))
    if progress:
        progress(len(questions), len(questions), "questions")
    return predictions.rows(question.id for question in questions)


def _row(
    question: RagQuestion,
    answer: Answer,
    ranked: Mapping[str, Iterable[str]],
    corpus: Corpus,
) -> dict[str, Any]:
    gold = {corpus.ids[url] for url in question.sources if url in corpus.ids}
    stages = {**ranked, "read": _read_order(answer)}
    lists = {stage: list(dict.fromkeys(ids))[:RANKED] for stage, ids in stages.items()}
    best = best_candidate(answer)
    row = {
        "id": question.id,
        "question": question.question,
        "standalone_question": answer.standalone_question,
        "answer": answer.text,
        "confidence": answer.confidence,
        "citations": [citation.to_dict() for citation in answer.citations],
        "ranked": {stage: [corpus.urls_of(id)[0] for id in ids] for stage, ids in lists.items()},
        "gold": {"answers": list(question.answers), "sources": list(question.sources)},
        "best": best,
        "timings_ms": {stage: round(value, 2) for stage, value in answer.timings.items()},
    }
    row["verdict"] = {
        **grade(answer.text, question.answers).to_dict(),
        "best": grade(best["answer"] if best else None, question.answers).to_dict(),
        "cited": grade_citations(row, corpus.text_of, corpus.urls_of).to_dict(),
        "gold_rank": {stage: _first(ids, gold) for stage, ids in lists.items()} if gold else None,
    }
    return row


def _read_order(answer: Answer) -> list[str]:
    """Return the documents of the candidates, the most probable first."""
    cited = [citation.document_id for citation in answer.citations]
    return cited + [other.citation.document_id for other in answer.alternatives]


def _first(ids: Sequence[str], gold: set[str]) -> int | None:
    """Return the rank, from 1, of the first document that is gold."""
    return next((rank for rank, id in enumerate(ids, 1) if id in gold), None)
